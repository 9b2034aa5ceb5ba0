import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { listReceived, readReceived } from '../bronze/bronze-store.ts'
import type { Connector, TimeWindow } from './connector.ts'
import { answerWith, failureOf, NOW, QUICK, WINDOW } from './loopback-publisher.ts'
import { loopbackTrial } from './loopback-trial.ts'
import { openConnectors } from './open-connectors.ts'
import { endpointsAt, REGIONAL_ROWS, rightAnswer, wellBehaved } from './small-answers.ts'

const trial = loopbackTrial(wellBehaved)
let connectors: ReadonlyMap<string, Connector>
beforeEach(() => {
  connectors = openConnectors({ endpoints: endpointsAt(trial.server.url), patience: QUICK })
})

function connectorOf(feedId: string): Connector {
  const connector = connectors.get(feedId)
  if (!connector) throw new Error(`no connector for ${feedId}`)
  return connector
}
const realTime = () => connectorOf('eco2mix-regional-realtime')
const window = (from: string, to: string): TimeWindow => ({ from: new Date(from), to: new Date(to) })
const ROWS = JSON.stringify(REGIONAL_ROWS)

describe('an export', () => {
  it('asks for all regions of the window at once, in UTC, never paged and never ordered', async () => {
    await realTime().fetch(
      window('2026-11-19T00:15:00.400Z', '2026-11-22T10:00:00Z'),
      trial.temporary.context,
    )
    const [asked] = trial.server.asked
    expect(asked?.url.pathname).toBe('/datasets/eco2mix-regional-tr/exports/json')
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      where: "date_heure >= date'2026-11-19T00:15:00Z' AND date_heure < date'2026-11-22T10:00:00Z'",
      timezone: 'UTC',
    })
  })

  it('that tells of single meters is refused, and nothing is kept', async () => {
    trial.server.behave(answerWith(200, ROWS.replace('[{', '[{"prm":"21345678901234",')))
    const failure = await failureOf(realTime(), trial.temporary.context)
    expect([failure.code, failure.calls]).toEqual(['personal-data', 1])
    expect(failure.message).toMatch(/key « prm » identifies a delivery point/)
    expect(failure.message).not.toContain('21345678901234')
    expect(await listReceived(trial.temporary.lake, 'eco2mix-regional-realtime')).toEqual([])
  })

  it('is kept byte for byte, with what was asked and how it was answered', async () => {
    trial.server.behave(
      answerWith(200, gzipSync(ROWS), { 'content-encoding': 'gzip', 'content-type': 'application/json' }),
    )
    const fetched = await realTime().fetch(WINDOW, trial.temporary.context)
    expect(fetched).toMatchObject({
      calls: 1,
      bytes: Buffer.byteLength(ROWS),
      quota: { used: 1, allowed: 25_000 },
    })
    const [record] = await listReceived(trial.temporary.lake, 'eco2mix-regional-realtime')
    if (!record) throw new Error('no record')
    expect(fetched.publications).toEqual([{ record, isNew: true }])
    expect(record).toMatchObject({
      file_name: 'eco2mix-regional-realtime_2026-11-21T1000Z_2026-11-22T1000Z.json',
      fetched_at: NOW.toISOString(),
      is_simulated: false,
      request: {
        url: trial.server.asked[0]?.url.href,
        status: 200,
        headers: { 'content-type': 'application/json', date: expect.any(String) },
      },
    })
    expect(new TextDecoder().decode(await readReceived(trial.temporary.lake, record))).toBe(ROWS)
  })

  it('that says the same again is known', async () => {
    await realTime().fetch(WINDOW, trial.temporary.context)
    const again = await realTime().fetch(WINDOW, trial.temporary.context)
    expect(again.publications).toMatchObject([{ isNew: false }])
    expect(again.quota?.used).toBe(2)
  })

  it('may be of rows with fewer fields than usual, in any order', async () => {
    const rows = REGIONAL_ROWS.map(({ date_heure, consommation, code_insee_region }) => ({
      consommation,
      date_heure,
      code_insee_region,
    }))
    trial.server.behave(answerWith(200, `\ufeff ${JSON.stringify(rows.toReversed(), null, 1)}\n\n`))
    expect((await realTime().fetch(WINDOW, trial.temporary.context)).publications).toHaveLength(1)
  })

  it('shares quota and circuit with the other exports', async () => {
    connectors = openConnectors({
      endpoints: endpointsAt(trial.server.url),
      patience: { ...QUICK, attempts: 1, breakerFailures: 2, breakerOpenMs: 60_000 },
    })
    trial.server.behave(answerWith(500, ''))
    await failureOf(realTime(), trial.temporary.context)
    await failureOf(connectorOf('eco2mix-national-realtime'), trial.temporary.context)
    const error = await failureOf(connectorOf('eco2mix-regional-consolidated'), trial.temporary.context)
    expect(error.code).toBe('circuit-open')
    trial.server.behave(wellBehaved)
    expect(
      (await connectorOf('open-meteo-forecast').fetch(WINDOW, trial.temporary.context)).quota?.used,
    ).toBe(38)
    expect(await trial.temporary.lake.list('quota/odre/')).toEqual(['quota/odre/2026-11.json'])
  })

  it('says when the quota of the publisher begins anew', async () => {
    trial.server.behave(
      answerWith(
        429,
        '{"errorcode":10002,"reset_time":"2026-12-01T00:00:00Z","limit_time_unit":"month","call_limit":50000,"error":"Too many requests on the domain"}',
      ),
    )
    const error = await failureOf(realTime(), trial.temporary.context)
    expect(error).toMatchObject({
      code: 'rate-limited',
      calls: 1,
      notBefore: new Date('2026-12-01T00:00:00Z'),
    })
    expect(error.message).toContain('"Too many requests on the domain"')
  })
})

describe('an answer that is not whole, with status 200', () => {
  const cut = ROWS.slice(0, -1)
  const CAUSE =
    'Streaming interrupted due to the following error: Invalid value for sum of offset + limit API parameter'
  it.each([
    ['interrupted', 'error text in place of the rest', `${cut},\n${CAUSE}`, CAUSE],
    ['interrupted', 'error text and a closing bracket', `${cut},\n${CAUSE}]`, CAUSE],
    ['interrupted', 'nothing but the error text', CAUSE, CAUSE],
    [
      'interrupted',
      'an error object in place of a row',
      `${cut},{"error":"out of memory"}]`,
      'out of memory',
    ],
    ['interrupted', 'an error as a string in place of a row', `${cut},"error: gone"]`, 'error: gone'],
    [
      'interrupted',
      'an error object after the rest',
      `${cut}{"error_code":"Timeout","message":"late"}`,
      'Timeout',
    ],
    ['truncated', 'no end', ROWS.slice(0, 777), 'stops after 777 characters'],
    ['truncated', 'a bracket too few', cut, 'without its end'],
    ['truncated', 'nothing', '', 'an empty body'],
  ])('is %s: %s', async (code, _, body, says) => {
    trial.server.behave(answerWith(200, body))
    const error = await failureOf(realTime(), trial.temporary.context)
    expect(error).toMatchObject({ code, calls: 2 })
    expect(error.message).toContain(says)
    expect(await trial.temporary.lake.list('bronze/')).toEqual([])
  })

  it.each([
    ['an envelope', `{"total_count": 24, "results": ${ROWS}}`, 'something else than a list'],
    ['a list of numbers', '[1, 2]', '"1" in place of a row'],
    ['a row in which there is no instant', `${cut},{"consommation": 3}]`, 'in place of a row'],
    [
      'rows of another table',
      '[{"date_heure": "2026-11-22T09:45:00+00:00", "a": 1}]',
      'rows of another kind',
    ],
    ['rows of the whole country', rightAnswer('/national') ?? '', 'rows of eco2mix_national'],
    ['a list that is no JSON', `${cut},,]`, 'no JSON'],
  ])('is not the data: %s', async (_, body, says) => {
    trial.server.behave(answerWith(200, body))
    const error = await failureOf(realTime(), trial.temporary.context)
    expect(error).toMatchObject({ code: 'not-the-data', calls: 1 })
    expect(error.message).toContain(says)
  })
})

it('with delivery points in it is refused, and bronze holds nothing of it', async () => {
  const rows = REGIONAL_ROWS.map(row => ({ ...row, point_de_livraison: '30001234567890' }))
  trial.server.behave(answerWith(200, JSON.stringify(rows)))
  const error = await failureOf(realTime(), trial.temporary.context)
  expect(error).toMatchObject({ code: 'personal-data', calls: 1, quota: { used: 1 } })
  expect(error.message).toContain('point_de_livraison')
  expect(error.message).not.toContain('30001234567890')
  expect(await trial.temporary.lake.list('bronze/')).toEqual([])
})

describe('an empty list', () => {
  beforeEach(() => trial.server.behave(answerWith(200, ' [\n] ')))

  it('is no answer where a running feed always has rows', async () => {
    const error = await failureOf(realTime(), trial.temporary.context)
    expect(error.code).toBe('not-the-data')
    expect(error.message).toContain('answered with an empty list')
  })

  it.each([
    ['eco2mix-regional-realtime', window('2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z')],
    ['eco2mix-regional-realtime', window('2026-11-22T09:50:00Z', '2026-11-22T10:00:00Z')],
    ['eco2mix-regional-consolidated', WINDOW],
  ])('says that %s has nothing there, and is not kept', async (feedId, asked) => {
    const fetched = await connectorOf(feedId).fetch(asked, trial.temporary.context)
    expect(fetched).toMatchObject({ calls: 1, publications: [] })
    expect(await trial.temporary.lake.list('bronze/')).toEqual([])
  })
})

it('has not lost what it had: an empty list where consolidated rows were is no answer', async () => {
  const consolidated = connectorOf('eco2mix-regional-consolidated')
  const month = window('2026-08-01T00:00:00Z', '2026-09-01T00:00:00Z')
  await consolidated.fetch(month, trial.temporary.context)
  trial.server.behave(answerWith(200, '[]'))
  const wider = window('2026-07-15T00:00:00Z', '2026-09-01T00:00:00Z')
  const error = await failureOf(consolidated, trial.temporary.context, wider)
  expect(error).toMatchObject({ code: 'not-the-data', calls: 1 })
  expect(error.message).toContain('eco2mix-regional-consolidated_2026-08-01T0000Z_2026-09-01T0000Z.json')
  const other = window('2026-08-02T00:00:00Z', '2026-11-01T00:00:00Z')
  expect((await consolidated.fetch(other, trial.temporary.context)).publications).toEqual([])
})

describe('a window', () => {
  it('longer than one answer can hold is refused before anything is sent', async () => {
    const { longest_window_days = 0 } = realTime()
    expect(longest_window_days).toBeGreaterThan(62)
    const error = await failureOf(
      realTime(),
      trial.temporary.context,
      window('2013-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    )
    expect(error).toMatchObject({ code: 'misconfigured', calls: 0 })
    expect(error.message).toContain(`4748 days long: one fetch takes at most ${longest_window_days}`)
    expect(trial.server.asked).toEqual([])
  })

  it('without time in it is refused', async () => {
    const error = await failureOf(realTime(), trial.temporary.context, { from: NOW, to: NOW })
    expect(error.message).toContain('expected one that ends after it begins')
  })
})
