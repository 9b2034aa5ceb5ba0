import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAYS } from '../pipeline/gold/queries/fixture-days.ts'
import { type LoopbackCollector, startCollector } from '../pipeline/telemetry/loopback-collector.ts'
import { openTelemetry } from '../pipeline/telemetry/open-telemetry.ts'
import { loggedUrl } from './logged-url.ts'
import { serveSeed } from './test-service.ts'

const CALLER = { trace: '1'.repeat(32), span: '2'.repeat(16) }

let collector: LoopbackCollector
beforeAll(async () => {
  collector = await startCollector()
  const telemetry = await openTelemetry(
    { target: 'otlp', endpoint: collector.url, service: 'grid-api', environment: 'test' },
    {
      log: pino({ level: 'silent' }),
      credential: () => {
        throw new TypeError('no one signs in to a collector')
      },
    },
  )
  const service = await serveSeed(DAYS, { telemetry })
  for (const path of [
    '/v1/regions',
    '/v1/feeds/eco2mix-regional-realtime/runs?limit=5',
    '/v1/balance?region=94',
    '/nothing',
    '/healthz',
    '/readyz',
  ]) {
    await service.get(path, { headers: { traceparent: `00-${CALLER.trace}-${CALLER.span}-01` } })
  }
  await service.warehouse.close()
  await service.get('/v1/mix')
  await service.stop()
  await telemetry.close()
})
afterAll(() => collector.stop())

describe('a request', () => {
  it('is a span under its route, not its path, and probes are none', () => {
    const spans = collector.spans.map(({ name, attributes }) => [
      name,
      attributes['http.response.status_code'],
    ])
    expect(spans).toEqual([
      ['GET /v1/regions', 200],
      ['GET /v1/feeds/:feed_id/runs', 200],
      ['GET /v1/balance', 400],
      ['GET', 404],
      ['GET /v1/mix', expect.any(Number)],
    ])
  })

  it('goes on with the trace of its caller', () => {
    expect(collector.spans[0]).toMatchObject({
      traceId: CALLER.trace,
      parentSpanId: CALLER.span,
      kind: 2,
      service: 'grid-api',
    })
  })

  it('keeps no query in its span', () => {
    expect(collector.spans[1]?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/v1/feeds/:feed_id/runs',
      'http.response.status_code': 200,
      'url.path': '/v1/feeds/eco2mix-regional-realtime/runs',
    })
  })
})

describe('the address that is logged', () => {
  const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'

  it.each([
    ['/v1/balance?region=53&from=2024-10-27', '/v1/balance?region=53&from=2024-10-27'],
    ['/v1/balance?access_token=abc&region=53', '/v1/balance?access_token=[left out]&region=53'],
    ['/v1/balance?code=abc?x=secret', '/v1/balance?code=[left out]'],
    [`/v1/balance?region=${TOKEN}`, '/v1/balance?region=[left out]'],
    [`/v1/${TOKEN}`, '/v1/[left out]'],
    [`/v1/balance?${TOKEN}`, '/v1/balance?[left out]'],
    ['/v1/balance?', '/v1/balance?'],
  ])('of %s is %s', (url, logged) => {
    expect(loggedUrl(url)).toBe(logged)
  })
})
