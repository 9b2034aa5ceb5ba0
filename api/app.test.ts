import { get } from 'node:http'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUTUMN, DAYS } from '../pipeline/gold/queries/fixture-days.ts'
import { insert } from '../pipeline/gold/queries/seed.ts'
import { WarehouseUnavailableError } from '../pipeline/gold/warehouse.ts'
import { serveSeed, serveWarehouse, type TestService } from './test-service.ts'

let service: TestService
beforeAll(async () => {
  service = await serveSeed(
    {
      ...DAYS,
      statements: [
        insert('quality_result', [
          ['unique_key', 'fact_energy_flow', 'fail', true, 100, 0, '[]', null],
          [
            'balance_identity',
            'fact_energy_flow',
            'warn',
            false,
            100,
            4,
            '[{"region_code":"84","found":"33 MW"}]',
            '2024-10-27 22:45:00',
          ],
        ]),
      ],
    },
    {
      pages: async (ctx, next) => {
        if (ctx.path === '/') ctx.body = 'the page'
        else await next()
      },
    },
  )
})
afterAll(() => service.stop())

const REGIONS =
  'an INSEE region code, or several separated by commas, of 11, 24, 27, 28, 32, 44, 52, 53, 75, 76, 84, 93'
const INSTANT =
  'a day YYYY-MM-DD (from midnight in Paris) or an ISO 8601 date-time with its offset, of the years 0001 to 9999 in Paris, as in 2024-10-27T02:00:00+01:00 or 2024-10-27T01:00:00Z'
const STEPS = 'one of PT15M, PT30M, PT1H, P1D, P1M, P1Y'
const LIMIT = 'a whole number from 1 to 50000'
const CURSOR = 'meta.next_cursor of the answer before'

describe('a parameter that does not fit', () => {
  it.each([
    ['region=94', 'region', '94', REGIONS],
    ['region=abc', 'region', 'abc', REGIONS],
    ['region=', 'region', '', REGIONS],
    ['region=53,', 'region', '53,', REGIONS],
    ['region=11, 24', 'region', '11, 24', REGIONS],
    ['from=yesterday', 'from', 'yesterday', INSTANT],
    ['from=', 'from', '', INSTANT],
    ['from=2024-02-30', 'from', '2024-02-30', INSTANT],
    ['from=2024-13-01', 'from', '2024-13-01', INSTANT],
    ['from=2024-10-27T02:00:00', 'from', '2024-10-27T02:00:00', INSTANT],
    ['from=2024-10-27T25:00:00Z', 'from', '2024-10-27T25:00:00Z', INSTANT],
    ['to=27/10/2024', 'to', '27/10/2024', INSTANT],
    ['to=1730000000', 'to', '1730000000', INSTANT],
    ['from=0000-12-31', 'from', '0000-12-31', INSTANT],
    ['to=0000-12-31T23:50:38Z', 'to', '0000-12-31T23:50:38Z', INSTANT],
    ['to=9999-12-31T23:00:00Z', 'to', '9999-12-31T23:00:00Z', INSTANT],
    ['asOf=0000-01-01', 'asOf', '0000-01-01', INSTANT],
    ['asOf=0001-01-01', 'asOf', '0000-12-31T23:50:39.000Z', 'an instant from 0001-01-01T00:00:00.000Z on'],
    ['asOf=soon', 'asOf', 'soon', INSTANT],
    ['asOf=2024-10-27T02:00:00', 'asOf', '2024-10-27T02:00:00', INSTANT],
    [
      'asOf=2024-10-28T10:00:01Z',
      'asOf',
      '2024-10-28T10:00:01.000Z',
      'an instant that has passed: it is 2024-10-28T10:00:00.000Z',
    ],
    ['step=PT5M', 'step', 'PT5M', STEPS],
    ['step=pt1h', 'step', 'pt1h', STEPS],
    ['limit=0', 'limit', '0', LIMIT],
    ['limit=50001', 'limit', '50001', LIMIT],
    ['limit=1.5', 'limit', '1.5', LIMIT],
    ['limit=-1', 'limit', '-1', LIMIT],
    ['cursor=abc', 'cursor', 'abc', CURSOR],
    ['cursor=', 'cursor', '', CURSOR],
    ...[
      { to: 9e15 },
      { from: -9e15 },
      { to: Date.UTC(9999, 11, 31, 23) },
      { from: Date.UTC(-1) },
      { after: { time_key: 9e15, region_code: '53' } },
    ].map((forged): [string, string, string, string] => {
      const first = {
        of: '[[],null,null,"PT15M"]',
        from: 0,
        to: 900_000,
        after: { time_key: 0, region_code: '53' },
      }
      const cursor = Buffer.from(JSON.stringify({ ...first, ...forged })).toString('base64url')
      return [`cursor=${cursor}`, 'cursor', cursor, CURSOR]
    }),
    ['cursor=eyJvZiI6MX0', 'cursor', 'eyJvZiI6MX0', CURSOR],
    ['end_date=2024-10-28', 'end_date', '2024-10-28', 'only region, from, to, step, asOf, limit, cursor'],
    ['Region=53', 'Region', '53', 'only region, from, to, step, asOf, limit, cursor'],
    ['region=53&region=24', 'region', '53 and 24', 'to be given once'],
    [
      'from=2024-10-27&to=2024-10-27',
      'from',
      '2024-10-26T22:00:00.000Z',
      'an instant before to, which is 2024-10-26T22:00:00.000Z',
    ],
    [
      'from=2024-10-28&to=2024-10-27',
      'from',
      '2024-10-27T23:00:00.000Z',
      'an instant before to, which is 2024-10-26T22:00:00.000Z',
    ],
  ])('is named, with its value and what was expected: %s', async (query, parameter, value, expected) => {
    for (const path of ['/v1/balance', '/v1/mix']) {
      const { status, headers, body } = await service.get(`${path}?${query}`)
      expect(status).toBe(400)
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(body).toEqual({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: `${parameter}: got ${JSON.stringify(value)}, expected ${expected}`,
        errors: [{ parameter, value, expected }],
      })
    }
  })

  it.each([
    'from=0001-01-01',
    'to=0001-01-01',
    'to=9999-12-31',
    'to=9999-12-31T22:59:59Z',
    'asOf=0001-01-02',
  ])('is not one of the years 1 to 9999: %s', async query => {
    for (const path of ['/v1/balance', '/v1/mix', '/v1/weather'])
      expect((await service.get(`${path}?${query}`)).status).toBe(200)
  })

  it('does not hide another one', async () => {
    const { body } = await service.get('/v1/balance?region=94&step=PT5M&foo=1')
    expect(body.errors.map((error: { parameter: string }) => error.parameter)).toEqual([
      'foo',
      'region',
      'step',
    ])
  })

  it.each(['/v1/regions?limit=5', '/v1/quality?x=1', '/healthz?x=1', '/readyz?x=1'])(
    'is refused where none is known: %s',
    async path => {
      const { status, body } = await service.get(path)
      expect([status, body.errors[0].expected]).toEqual([400, 'no parameters'])
    },
  )

  it('is refused when it is needed and absent', async () => {
    const { status, body } = await service.get('/v1/lineage')
    expect(status).toBe(400)
    expect(body.errors.map((error: { parameter: string; expected: string }) => error.parameter)).toEqual([
      'region',
      'interval',
      'energyType',
    ])
    expect(body.errors[0].expected).toMatch(/^to be given: an INSEE region code/)
  })
})

describe('/v1/regions', () => {
  it('lists the twelve with the range of their data', async () => {
    const { body } = await service.get('/v1/regions')
    expect(body.data).toHaveLength(12)
    expect(body.data.find((row: { region_code: string }) => row.region_code === '53')).toEqual({
      region_code: '53',
      region_name: 'Bretagne',
      population: 3_449_370,
      area_km2: 27_208,
      first_interval_utc: '2024-03-30T23:00:00.000Z',
      last_interval_utc: '2024-10-27T22:30:00.000Z',
    })
    expect(body.data[0]).toMatchObject({
      region_code: '11',
      first_interval_utc: null,
      last_interval_utc: null,
    })
  })
})

describe('/v1/mix', () => {
  it('has a row for each energy type', async () => {
    const { body } = await service.get(`/v1/mix?region=53&from=${AUTUMN.from}&to=2024-10-26T22:30:00Z`)
    expect(body.interval).toEqual({ from: '2024-10-26T22:00:00.000Z', to: '2024-10-26T22:30:00.000Z' })
    expect(
      body.data.map((row: { energy_type: string; production_mw: number; consumption_mw: number }) => [
        row.energy_type,
        row.production_mw,
        row.consumption_mw,
      ]),
    ).toEqual([
      ['demand', null, 2000],
      ['thermal', null, 27],
      ['wind', 300.5, null],
      ['solar', 0, null],
      ['hydro', 20, null],
      ['bioenergy', 60, null],
      ['pumping', null, 5],
      ['export', null, 40],
    ])
  })

  it('walks in pages to the same rows as one big page', async () => {
    const query = 'from=2024-10-27&to=2024-10-28&step=PT1H'
    const whole = (await service.get(`/v1/mix?${query}`)).body.data
    const joined = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await service.get(`/v1/mix?${query}&limit=50${cursor && `&cursor=${cursor}`}`)
      joined.push(...body.data)
      cursor = body.meta.next_cursor
    }
    expect(whole.length).toBeGreaterThan(400)
    expect(joined).toEqual(whole)
  })
})

describe('/v1/quality', () => {
  it('shows the failed checks first', async () => {
    const { body } = await service.get('/v1/quality')
    expect(body.data.map((row: { check_name: string }) => row.check_name)).toEqual([
      'balance_identity',
      'unique_key',
    ])
    expect(body.data[0]).toMatchObject({
      passed: false,
      violation_count: 4,
      findings: [{ region_code: '84', found: '33 MW' }],
      data_watermark: '2024-10-27T22:45:00.000Z',
    })
  })
})

describe('/v1/lineage', () => {
  it('is the passport of a value', async () => {
    const { body } = await service.get(
      '/v1/lineage?region=53&interval=2024-10-27T12:10:00+01:00&energyType=wind',
    )
    expect(body.data).toEqual([
      expect.objectContaining({
        energy_type: 'wind',
        interval_start_utc: '2024-10-27T11:00:00.000Z',
        step_minutes: 30,
        production_mw: 300.5,
        vintage: 'consolidated',
        quality: 'ok',
        file_name: 'eCO2mix_RTE_1.xls',
        bronze_sha256: '1'.padStart(64, '0'),
        source_row: 7,
        replaced_at: null,
      }),
    ])
  })

  it.each(['0001-01-01', '9999-12-31'])('is a 404 as far away as %s', async interval => {
    const { status } = await service.get(`/v1/lineage?region=53&interval=${interval}&energyType=wind`)
    expect(status).toBe(404)
  })

  it('is a 404 where there is no value', async () => {
    const { status, body } = await service.get('/v1/lineage?region=53&interval=2020-01-01&energyType=wind')
    expect([status, body.detail]).toEqual([
      404,
      'wind of region 53 at 2019-12-31T23:00:00.000Z: there is no value',
    ])
  })
})

describe('every answer', () => {
  it('says that the data is published', async () => {
    const { headers, body } = await service.get('/v1/regions')
    expect([headers.get('x-data-origin'), body.meta.is_simulated]).toEqual(['published', false])
  })

  it('says so when the data is simulated', async () => {
    const simulated = await serveSeed({ ...DAYS, simulated: true })
    for (const path of [
      '/v1/regions',
      '/v1/balance',
      '/v1/mix',
      '/v1/quality',
      '/v1/lineage?region=53&interval=2024-10-27&energyType=wind',
    ]) {
      const { headers, body } = await simulated.get(path)
      expect([headers.get('x-data-origin'), body.meta.is_simulated, body.meta.attribution]).toEqual([
        'simulated',
        true,
        'simulated data',
      ])
    }
    expect((await simulated.get('/readyz')).body.is_simulated).toBe(true)
    await simulated.stop()
  })

  it('allows no inline script and no other host', async () => {
    for (const path of ['/v1/regions', '/docs', '/nothing']) {
      const policy = (await service.get(path)).headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toContain('unsafe')
    }
  })

  it('can be asked for again only if it has changed', async () => {
    const first = await service.get('/v1/balance?step=PT1H')
    const etag = first.headers.get('etag') ?? ''
    const again = await service.get('/v1/balance?step=PT1H', { headers: { 'If-None-Match': etag } })
    expect(etag).toMatch(/^W\/".+"$/)
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag])
    expect(first.headers.get('cache-control')).toBe('no-cache')
    expect((await service.get('/v1/balance?step=P1D', { headers: { 'If-None-Match': etag } })).status).toBe(
      200,
    )
  })
})

describe('methods', () => {
  it('answers HEAD as GET without the body', async () => {
    const whole = await service.get('/v1/regions')
    const head = await service.get('/v1/regions', { method: 'HEAD' })
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', whole.headers.get('etag')])
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(whole.text)))
  })

  it('tells by OPTIONS what is allowed', async () => {
    const { status, headers } = await service.get('/v1/balance', { method: 'OPTIONS' })
    expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('refuses %s', async method => {
    const { status, headers, body } = await service.get('/v1/balance', { method })
    expect([status, headers.get('allow'), body.title]).toEqual([
      405,
      'GET, HEAD, OPTIONS',
      'Method Not Allowed',
    ])
  })
})

describe('paths', () => {
  it.each(['/v1', '/v1/nothing', '/V1/regions', '/v1/regions/53', '/docs/../package.json', '/%zz'])(
    'has nothing at %s',
    async path => {
      const { status, headers } = await service.get(path)
      expect([404, 400]).toContain(status)
      expect(headers.get('content-type')).toBe('application/problem+json')
    },
  )

  it('refuses to read a very long query', async () => {
    const { status, body } = await service.get(`/v1/balance?region=${'53,'.repeat(2000)}`)
    expect([status, body.status]).toEqual([414, 414])
  })

  it('leaves other paths to the pages', async () => {
    expect((await service.get('/')).text).toBe('the page')
  })
})

describe('/docs', () => {
  it('is served whole from here', async () => {
    const page = await service.get('/docs')
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
    expect(links).toHaveLength(4)
    for (const link of links) expect((await service.get(link)).status).toBe(200)
    expect(page.text).not.toMatch(/<script>|style=|\son\w+=/)
  })
})

describe('health', () => {
  it('is up and ready', async () => {
    expect((await service.get('/healthz')).body).toEqual({ status: 'ok' })
    expect((await service.get('/readyz')).body).toEqual({
      status: 'ready',
      is_simulated: false,
      data_watermark: '2024-10-27T22:45:00.000Z',
    })
  })
})

it('answers that there is nothing while no fact has been loaded', async () => {
  const empty = await serveSeed({ intervals: [], years: [] })
  const answers = await Promise.all(['/v1/balance', '/v1/mix', '/v1/regions'].map(path => empty.get(path)))
  await empty.stop()
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(answers.map(({ headers }) => headers.get('etag'))).toEqual([null, null, null])
  expect(answers[0]?.body.data).toEqual([])
})

describe('without a warehouse', () => {
  it('is up, not ready, and says when to try again', async () => {
    const empty = await serveWarehouse({
      read: () =>
        Promise.reject(
          new WarehouseUnavailableError('/home/x/warehouse.duckdb: nothing has been loaded yet'),
        ),
      close: () => Promise.resolve(),
    })
    expect((await empty.get('/healthz')).status).toBe(200)
    for (const path of ['/readyz', '/v1/regions', '/v1/balance']) {
      const { status, headers, text } = await empty.get(path)
      expect([status, headers.get('retry-after')]).toEqual([503, '5'])
      expect(text).not.toContain('/home')
    }
    await empty.stop()
  })

  it('answers 503 when a read takes too long', async () => {
    const stuck = await serveWarehouse(
      { read: () => new Promise(() => undefined), close: () => Promise.resolve() },
      { queryTimeoutMs: 50 },
    )
    const { status, headers, body } = await stuck.get('/v1/balance')
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    expect(body.detail).toContain('0.05 s')
    await stuck.stop()
  })

  it('hides what went wrong inside, and logs it', async () => {
    const lines: string[] = []
    const broken = await serveWarehouse(
      {
        read: () => Promise.reject(new Error('table secret_table is broken')),
        close: () => Promise.resolve(),
      },
      { log: pino({ level: 'error' }, { write: line => void lines.push(line) }) },
    )
    const { status, text } = await broken.get('/v1/balance')
    await broken.stop()
    expect(status).toBe(500)
    expect(text).not.toContain('secret_table')
    expect(lines.join()).toContain('secret_table')
  })
})

it('interrupts a query whose time is over', async () => {
  const slow = await serveWarehouse(
    {
      read: work =>
        service.warehouse.read(engine =>
          work({
            ...engine,
            rows: (_, __, signal) =>
              engine.rows('SELECT COUNT(*) AS n FROM range(100000) a, range(1000000) b', [], signal),
          }),
        ),
      close: () => Promise.resolve(),
    },
    { queryTimeoutMs: 200 },
  )
  const start = performance.now()
  expect((await slow.get('/v1/balance')).status).toBe(503)
  expect(performance.now() - start).toBeLessThan(5_000)
  await slow.stop()
  // The connection is free again: the next read has its turn.
  expect((await service.get('/readyz')).status).toBe(200)
})

it('lets a request under way end before it stops', async () => {
  let release = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const closing = await serveWarehouse({
    read: async work => {
      await gate
      return service.warehouse.read(work)
    },
    close: () => Promise.resolve(),
  })
  const answer = new Promise<number | undefined>(resolve => {
    get(`${closing.url}/v1/regions`, { agent: false }, response => resolve(response.resume().statusCode))
  })
  await new Promise(resolve => setTimeout(resolve, 100))
  const stopped = closing.stop()
  release()
  expect(await answer).toBe(200)
  await stopped
  await expect(fetch(`${closing.url}/healthz`)).rejects.toThrow()
})
