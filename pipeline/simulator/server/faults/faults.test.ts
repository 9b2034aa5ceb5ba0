import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isShownAsZeros } from '../../feed-behaviour.ts'
import { simulatedEndpoints } from '../simulated-feeds.ts'
import { between, DATASETS, type Row, simulatorAt, type Trial } from '../trial.ts'
import { FAULT_NAMES, faultKind } from './fault-kinds.ts'

const NOW = '2026-08-27T09:50:00Z'
const hour = between('2026-08-26T10:00:00Z', '2026-08-26T11:00:00Z')
const hourPath = `${DATASETS}/eco2mix-regional-tr/exports/json?${new URLSearchParams(hour)}`
const FEED = 'eco2mix-regional-realtime'

/** One request per feed, as its connector asks. */
const REQUESTS: Readonly<Record<string, string>> = {
  'eco2mix-regional-realtime': `?${new URLSearchParams(hour)}`,
  'eco2mix-regional-consolidated': `?${new URLSearchParams(between('2026-06-26T10:00:00Z', '2026-06-26T11:00:00Z'))}`,
  'eco2mix-national-realtime': `?${new URLSearchParams(between('2026-08-26T10:00:00Z', '2026-08-26T15:00:00Z'))}`,
  'open-meteo-forecast':
    '?latitude=48.86,43.3&longitude=2.35,5.37&hourly=temperature_2m,wind_speed_10m&wind_speed_unit=ms&past_days=1&forecast_days=2',
  'open-meteo-archive':
    '?latitude=48.86,43.3&longitude=2.35,5.37&hourly=temperature_2m,wind_speed_10m&wind_speed_unit=ms&start_date=2026-08-01&end_date=2026-08-02',
  'region-register': '',
  'region-areas': '',
}

const ask = (trial: Trial, feed: string, patience = 2_000) =>
  fetch(`${simulatedEndpoints(trial.url)[feed]}${REQUESTS[feed]}`, { signal: AbortSignal.timeout(patience) })

describe('faults', () => {
  const cases = FAULT_NAMES.flatMap(name => faultKind(name).feeds.map(feed => [name, feed] as const))

  /** Faults that need time to pass, or another request, have tests of their own. */
  const OWN_TESTS = new Set(['stalled', 'zeros', 'robots-refuse'])

  it.each(cases.filter(([name]) => !OWN_TESTS.has(name)))(
    '%s changes what %s answers, and leaves no trace when it is switched off',
    async (name, feed) => {
      const trial = await simulatorAt(NOW)
      const seen = async () => {
        try {
          const answer = await ask(trial, feed, 150)
          return `${answer.status} ${await answer.text()}`
        } catch (error) {
          return String(error)
        }
      }
      const sound = await (await ask(trial, feed)).text()
      trial.faults.switchOn(name, { feed })
      expect(await seen()).not.toBe(`200 ${sound}`)
      trial.faults.switchOff(name, feed)
      const mended = await ask(trial, feed)
      expect([mended.status, await mended.text()]).toEqual([200, sound])
    },
  )

  it('are all explained to whoever wants to break a feed', () => {
    const page = readFileSync('docs/simulator.md', 'utf8')
    expect(FAULT_NAMES.filter(name => !page.includes(`\`${name}\``))).toEqual([])
  })

  it('hit the feed they are switched on for and no other', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('server-error', { feed: FEED, status: 502 })
    expect((await ask(trial, FEED)).status).toBe(502)
    expect((await ask(trial, 'eco2mix-national-realtime')).status).toBe(200)
    expect((await ask(trial, 'region-areas')).status).toBe(200)
  })

  it('hit as many requests as they are told to', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('server-error', { feed: FEED, times: 2 })
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await ask(trial, FEED)).status)
    expect(statuses).toEqual([500, 500, 200, 200])
  })
})

describe('faults of the connection', () => {
  it('ask to come back later, or do not say when', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('rate-limited', { retry_after_seconds: 7 })
    const polite = await ask(trial, FEED)
    expect([polite.status, polite.headers.get('Retry-After')]).toEqual([429, '7'])
    expect(await polite.json()).toMatchObject({ errorcode: 10_002, call_limit: 50_000 })
    trial.faults.clear()
    trial.faults.switchOn('rate-limited-silent')
    const silent = await ask(trial, 'open-meteo-forecast')
    expect([silent.status, silent.headers.get('Retry-After')]).toEqual([429, null])
    expect(await silent.json()).toMatchObject({
      error: true,
      reason: expect.stringContaining('limit exceeded'),
    })
  })

  it('close for maintenance in the first hour of the local day, or at once', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('maintenance', { mode: 'nightly' })
    const statuses = []
    for (const moment of ['2026-08-27T21:59:00Z', '2026-08-27T22:01:00Z', '2026-08-27T23:01:00Z']) {
      trial.at(moment)
      statuses.push((await ask(trial, FEED)).status)
    }
    expect(statuses).toEqual([200, 503, 200])
    trial.faults.switchOn('maintenance')
    const closed = await ask(trial, FEED)
    expect([closed.status, closed.headers.get('Content-Type')]).toEqual([503, 'text/html; charset=utf-8'])
  })

  it('write an error into the body after a 200', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('error-in-stream')
    const answer = await ask(trial, FEED)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toMatch(
      /^\[\{"code_insee_region".*\}Streaming interrupted due to the following error: /s,
    )
  })

  it('cut the body in three ways', async () => {
    const trial = await simulatorAt(NOW)
    const whole = await (await ask(trial, FEED)).text()
    for (const how of ['connection', 'content-length']) {
      trial.faults.switchOn('truncated', { how })
      const answer = await ask(trial, FEED)
      expect(answer.headers.has('Content-Length')).toBe(how === 'content-length')
      await expect(answer.text()).rejects.toThrow('terminated')
    }
    trial.faults.switchOn('truncated', { how: 'silent' })
    const half = await (await ask(trial, FEED)).text()
    expect(whole.startsWith(half.slice(0, -1))).toBe(true)
    expect(Buffer.byteLength(half)).toBe(Math.floor(Buffer.byteLength(whole) / 2))
  })

  it('drip, but come to an end', async () => {
    const trial = await simulatorAt(NOW)
    const whole = await (await ask(trial, 'region-areas')).text()
    trial.faults.switchOn('slow-body', { feed: 'region-areas', pause_ms: 20, piece_bytes: 1_000 })
    const started = performance.now()
    const dripped = await (await ask(trial, 'region-areas')).text()
    expect(dripped).toBe(whole)
    expect(performance.now() - started).toBeGreaterThan(20 * Math.floor(whole.length / 1_000) - 20)
  })

  it('stop in the middle of the body, before the headers, or before anything', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('stuck-body', { feed: FEED })
    const stuck = await ask(trial, FEED, 200)
    expect(stuck.status).toBe(200)
    await expect(stuck.text()).rejects.toThrow(/timeout/i)
    trial.faults.clear()
    trial.faults.switchOn('stuck-headers', { feed: FEED })
    await expect(ask(trial, FEED, 100)).rejects.toThrow(/timeout/i)
    trial.faults.clear()
    trial.faults.switchOn('refused', { feed: FEED })
    await expect(ask(trial, FEED)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  })

  it('do not keep the simulator from stopping', async () => {
    const trial = await simulatorAt(NOW)
    trial.faults.switchOn('stuck-headers', { feed: FEED })
    const waiting = ask(trial, FEED, 10_000).catch((error: unknown) => error)
    await new Promise(resolve => setTimeout(resolve, 50))
    await trial.stop()
    expect(await waiting).toBeInstanceOf(TypeError)
  })
})

describe('faults of the values', () => {
  const rowsAt = (trial: Trial) =>
    trial.rows('eco2mix-regional-tr', between('2026-08-27T00:00:00Z', '2026-08-28T00:00:00Z'))
  const newestOf = (rows: readonly Row[]) =>
    rows
      .filter(row => row.consommation !== null && row.consommation !== 0)
      .map(row => String(row.date_heure))
      .toSorted()
      .at(-1)

  it.each(['eco2mix-regional-tr', 'eco2mix-national-tr'])('stall %s, then catch up', async id => {
    const trial = await simulatorAt(NOW)
    const rows = () => trial.rows(id, between('2026-08-27T00:00:00Z', '2026-08-28T00:00:00Z'))
    const before = newestOf(await rows())
    trial.faults.switchOn('stalled')
    trial.at('2026-08-27T14:20:00Z')
    expect(newestOf(await rows())).toBe(before)
    trial.faults.clear()
    expect(String(newestOf(await rows())) > String(before)).toBe(true)
  })

  it('stall the weather too', async () => {
    const trial = await simulatorAt(NOW)
    const before = await (await ask(trial, 'open-meteo-forecast')).text()
    trial.faults.switchOn('stalled')
    trial.at('2026-08-28T14:20:00Z')
    expect(await (await ask(trial, 'open-meteo-forecast')).text()).toBe(before)
    trial.faults.clear()
    expect(await (await ask(trial, 'open-meteo-forecast')).text()).not.toBe(before)
  })

  it('show zeros for what is published while they are on, and repair it', async () => {
    const trial = await simulatorAt(NOW)
    const before = newestOf(await rowsAt(trial))
    trial.faults.switchOn('zeros')
    expect((await rowsAt(trial)).filter(row => row.consommation === 0)).toEqual([])
    trial.at('2026-08-27T12:20:00Z')
    const broken = await rowsAt(trial)
    const zeros = broken.filter(row => row.consommation === 0)
    expect(zeros.length).toBeGreaterThanOrEqual(12 * 4)
    expect(zeros[0]).toMatchObject({ nucleaire: 0, pompage: '0', ech_physiques: 0, tco_solaire: null })
    expect(newestOf(broken)).toBe(before)
    trial.faults.clear()
    expect((await rowsAt(trial)).filter(row => row.consommation === 0)).toEqual([])

    trial.faults.switchOn('zeros', { hours_back: 6 })
    const early = (await rowsAt(trial)).filter(row => row.consommation === 0)
    expect(early.length).toBeGreaterThan(zeros.length)
  })

  it('rename a column that is read, or only what nobody reads', async () => {
    const { rows, faults } = await simulatorAt(NOW)
    faults.switchOn('schema-drift', { severity: 'mild' })
    const [mild = {}] = await rows('eco2mix-regional-tr', hour)
    expect(Object.keys(mild)).toEqual(expect.arrayContaining(['bioenergies', 'geothermie', 'column_70']))
    expect(mild).not.toHaveProperty('column_68')
    faults.switchOn('schema-drift')
    const [severe = {}] = await rows('eco2mix-regional-tr', hour)
    expect(severe).toHaveProperty('bioenergie')
    expect(severe).not.toHaveProperty('bioenergies')
  })

  it('print numbers as texts, some of them as ND or -', async () => {
    const { rows, faults } = await simulatorAt(NOW)
    faults.switchOn('string-numbers')
    const cells = (await rows('eco2mix-regional-tr', hour)).flatMap(row => [
      row.nucleaire,
      row.eolien,
      row.solaire,
      row.tco_eolien,
    ])
    expect(cells.every(cell => cell === null || typeof cell === 'string')).toBe(true)
    const day = await rows('eco2mix-regional-tr', between('2026-08-26T00:00:00Z', '2026-08-27T00:00:00Z'))
    const tokens = new Set(
      day.flatMap(row => Object.values(row)).filter(cell => cell === 'ND' || cell === '-'),
    )
    expect(tokens).toEqual(new Set(['ND', '-']))
  })

  it('hold impossible values, the others untouched', async () => {
    const { rows, faults } = await simulatorAt(NOW)
    const day = between('2026-08-26T00:00:00Z', '2026-08-27T00:00:00Z')
    const sound = await rows('eco2mix-regional-tr', day)
    faults.switchOn('absurd-values')
    const broken = await rows('eco2mix-regional-tr', day)
    const changed = broken.filter((row, index) => row.consommation !== sound[index]?.consommation)
    expect(changed.length / broken.length).toBeGreaterThan(0.01)
    expect(changed.length / broken.length).toBeLessThan(0.15)
    expect(changed.every(row => Number(row.consommation) < 0 || Number(row.consommation) > 500_000)).toBe(
      true,
    )
  })

  it('lose rows and repeat others', async () => {
    const { rows, faults } = await simulatorAt(NOW)
    faults.switchOn('paging-losses')
    const found = await rows('eco2mix-regional-tr', hour)
    const keys = new Set(found.map(row => `${row.code_insee_region} ${row.date_heure}`))
    expect(keys.size).toBeLessThan(48)
    expect(found.length).toBeGreaterThan(keys.size)
  })

  it('tell of meters that do not exist', async () => {
    const { rows, faults } = await simulatorAt(NOW)
    faults.switchOn('meter-level')
    for (const row of await rows('eco2mix-regional-tr', hour)) {
      expect(String(row.point_de_livraison)).toMatch(/^\d{14}$/)
    }
  })

  it('answer without a row, or with rows of another dataset', async () => {
    const { rows, get, faults } = await simulatorAt(NOW)
    faults.switchOn('empty')
    const answer = await get(hourPath)
    expect([answer.status, await answer.text()]).toEqual([200, '[]'])
    faults.clear()
    faults.switchOn('wrong-dataset', { feed: FEED })
    const [row] = await rows('eco2mix-regional-tr', hour)
    expect(row).toMatchObject({ perimetre: 'France' })
  })

  it('keep robots away from the page', async () => {
    const { get, faults } = await simulatorAt(NOW)
    const robots = async () => (await get('/robots.txt')).text()
    expect(await robots()).not.toMatch(/Disallow: \/wiki\/$/m)
    faults.switchOn('robots-refuse')
    expect(await robots()).toMatch(/Disallow: \/wiki\/$/m)
  })
})

describe('outages of the publisher itself', () => {
  it('are zeros for all regions until the night', async () => {
    const june = Date.parse('2026-06-01T00:00:00Z') / 900_000
    const keys = Array.from({ length: 60 * 96 }, (_, index) => june + index)
    const broken = keys.find(key => isShownAsZeros(1, key, (key + 8) * 900))
    if (broken === undefined) throw new Error('no outage in two months')
    const at = (key: number) => new Date(key * 900_000).toISOString()
    const trial = await simulatorAt(at(broken + 8))
    const slot = between(at(broken), at(broken + 1))
    const shown = async () => (await trial.rows('eco2mix-regional-tr', slot)).map(row => row.consommation)
    expect(await shown()).toEqual(Array(12).fill(0))
    trial.at(at(broken + 2 * 96))
    expect((await shown()).every(value => Number(value) > 500)).toBe(true)
  })
})

describe('/control/faults', () => {
  const send = async ({ url }: Trial, method: string, path: string, body?: string) => {
    const answer = await fetch(`${url}/control/faults${path}`, {
      method,
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    return { status: answer.status, type: answer.headers.get('Content-Type'), body: text && JSON.parse(text) }
  }

  it('lists every fault with its meaning, feeds and parameters, and which are on', async () => {
    const trial = await simulatorAt(NOW)
    const { body } = await send(trial, 'GET', '')
    expect(body.faults.map((fault: { name: string }) => fault.name)).toEqual(FAULT_NAMES)
    const limited = body.faults[0]
    expect(limited).toMatchObject({ name: 'rate-limited', meaning: expect.any(String), on: [] })
    expect(limited.parameters.retry_after_seconds).toMatchObject({
      type: 'integer',
      default: 60,
      description: expect.any(String),
    })
  })

  it('switches a fault on for a feed and off again', async () => {
    const trial = await simulatorAt(NOW)
    const on = await send(trial, 'PUT', '/rate-limited', JSON.stringify({ feed: FEED, times: 3 }))
    expect(on.status).toBe(200)
    expect(on.body.on).toEqual([
      { feed: FEED, since: '2026-08-27T09:50:00.000Z', parameters: { times: 3 }, hits_left: 3 },
    ])
    expect((await ask(trial, FEED)).status).toBe(429)
    expect((await send(trial, 'DELETE', '/rate-limited')).status).toBe(204)
    expect((await ask(trial, FEED)).status).toBe(200)
  })

  it('switches a fault on for all its feeds, and everything off', async () => {
    const trial = await simulatorAt(NOW)
    const on = await send(trial, 'PUT', '/server-error')
    expect(on.body.on).toHaveLength(7)
    await send(trial, 'PUT', '/maintenance')
    expect((await send(trial, 'DELETE', '')).status).toBe(204)
    const { body } = await send(trial, 'GET', '')
    expect(body.faults.flatMap((fault: { on: unknown[] }) => fault.on)).toEqual([])
  })

  it.each([
    ['/flood', '{}', 'no fault "flood"; there are rate-limited'],
    ['/rate-limited', '{"retry":1}', 'it takes feed, times, retry_after_seconds'],
    ['/rate-limited', '{"retry_after_seconds":-1}', 'retry_after_seconds'],
    ['/rate-limited', '{"feed":"gas"}', 'no feed "gas"'],
    ['/error-in-stream', '{"feed":"region-areas"}', 'does not apply to region-areas'],
    ['/rate-limited', '{', 'expected a JSON object'],
    ['/rate-limited', '[]', 'expected a JSON object'],
    ['/rate-limited', '{"feed":1}', 'expected the text of a feed_id'],
  ])('refuses %s %s and says what there is', async (path, given, words) => {
    const trial = await simulatorAt(NOW)
    const { status, type, body } = await send(trial, 'PUT', path, given)
    expect([status, type]).toEqual([400, 'application/problem+json'])
    expect(body.detail).toContain(words)
  })
})
