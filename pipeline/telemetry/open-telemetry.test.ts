import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LoopbackCollector, startCollector } from './loopback-collector.ts'
import { METRICS } from './metrics.ts'
import { openTelemetry } from './open-telemetry.ts'
import { telemetrySettings } from './settings.ts'
import type { Telemetry } from './telemetry.ts'

let collector: LoopbackCollector
let lines: Record<string, unknown>[] = []
const log = pino({ level: 'trace' }, { write: line => void lines.push(JSON.parse(line)) })

const open = (environment: Readonly<Record<string, string>>, service: string): Promise<Telemetry> =>
  openTelemetry(telemetrySettings(environment, service), {
    log,
    credential: () => {
      throw new TypeError('no one signs in to a collector')
    },
  })

const openHere = (service: string) =>
  open({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, GRID_ENVIRONMENT: 'test' }, service)

beforeEach(async () => {
  collector = await startCollector()
  lines = []
})
afterEach(() => collector.stop())

const span = (name: string) => collector.spans.find(span => span.name === name)

describe('a trace', () => {
  it('goes on over queues from process to process', async () => {
    const [fetching, silver, gold] = await Promise.all(['fetching', 'silver', 'gold'].map(openHere))
    const envelope: { silver?: unknown; gold?: unknown } = {}
    await fetching?.trace({ name: 'timer' }, async () =>
      fetching.trace({ name: 'send silver', kind: 'producer' }, async () => {
        envelope.silver = JSON.parse(JSON.stringify(fetching.carrier()))
      }),
    )
    await silver?.trace(
      { name: 'work silver', kind: 'consumer', parent: envelope.silver as never },
      async () => {
        envelope.gold = silver.carrier()
      },
    )
    await gold?.trace({ name: 'work gold', kind: 'consumer', parent: envelope.gold as never }, async () => {
      gold.emit('timer.fired', { feed_id: 'x' })
    })
    for (const telemetry of [fetching, silver, gold]) await telemetry?.close()

    const chain = ['timer', 'send silver', 'work silver', 'work gold'].map(span)
    expect(new Set(chain.map(each => each?.traceId)).size).toBe(1)
    expect(chain.map(each => each?.parentSpanId)).toEqual([
      '',
      chain[0]?.spanId,
      chain[1]?.spanId,
      chain[2]?.spanId,
    ])
    expect(chain.map(each => [each?.service, each?.kind])).toEqual([
      ['fetching', 1],
      ['fetching', 4],
      ['silver', 5],
      ['gold', 5],
    ])
    const [event] = collector.events
    expect([event?.traceId, event?.spanId]).toEqual([chain[3]?.traceId, chain[3]?.spanId])
  })

  it('of two at the same time are two', async () => {
    const telemetry = await openHere('x')
    const work = (name: string) =>
      telemetry.trace({ name }, async () => {
        await Promise.resolve()
        await telemetry.trace({ name: `${name} inside` }, async () => undefined)
      })
    await Promise.all([work('a'), work('b')])
    await telemetry.close()
    expect(span('a inside')?.parentSpanId).toBe(span('a')?.spanId)
    expect(span('b inside')?.parentSpanId).toBe(span('b')?.spanId)
    expect(span('a')?.traceId).not.toBe(span('b')?.traceId)
  })

  it('tells that work failed, and lets the failure through', async () => {
    const telemetry = await openHere('x')
    const failing = telemetry.trace({ name: 'failing' }, async () => {
      throw new RangeError('value 7: expected 8')
    })
    await expect(failing).rejects.toThrow('value 7')
    await telemetry.close()
    expect(span('failing')?.status).toEqual({ code: 2, message: 'RangeError' })
  })

  it.each([
    '',
    'x',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `ff-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
  ])('begins anew where what came along is no place in one: "%s"', async traceparent => {
    const telemetry = await openHere('x')
    await telemetry.trace({ name: 'work', parent: { traceparent } }, async () => undefined)
    await telemetry.close()
    expect(span('work')?.parentSpanId).toBe('')
  })
})

const RUN = {
  feed_id: 'eco2mix-regional-realtime',
  outcome: 'ok',
  error_code: null,
  publisher_lag_minutes: 20,
  our_lag_minutes: 0,
  newest_measured_age_minutes: null,
  rows_read: 96,
  rows_new: 48,
  rows_quarantined: 0,
  quarantine_share: 0,
  duration_ms: 1234,
} as const

describe('an event', () => {
  it('goes to the log and to the collector under its name, with what is known', async () => {
    const telemetry = await openHere('x')
    telemetry.emit('feed.run.finished', RUN)
    await telemetry.close()
    const { error_code: _, newest_measured_age_minutes: __, ...known } = RUN
    expect(collector.events).toEqual([
      expect.objectContaining({
        eventName: 'feed.run.finished',
        body: { stringValue: 'feed.run.finished' },
        severityText: 'info',
        attributes: known,
      }),
    ])
    expect(lines).toEqual([
      expect.objectContaining({ level: 30, msg: 'feed.run.finished', event: 'feed.run.finished', ...known }),
    ])
  })

  it('becomes the metrics that follow from it, but for what is not known', async () => {
    const telemetry = await openHere('x')
    telemetry.emit('feed.run.finished', RUN)
    telemetry.emit('feed.run.finished', { ...RUN, publisher_lag_minutes: 35, rows_new: 2 })
    await telemetry.close()
    const series = { feed_id: RUN.feed_id }
    const points = (name: string) => {
      const metric = collector.metrics.find(metric => metric.name === name)
      return (metric?.gauge ?? metric?.sum ?? metric?.histogram)?.dataPoints
    }
    expect(points('grid.feed.publisher_lag')).toEqual([
      expect.objectContaining({ asDouble: 35, attributes: series }),
    ])
    expect(points('grid.feed.rows_new')).toEqual([
      expect.objectContaining({ asDouble: 50, attributes: series }),
    ])
    expect(points('grid.feed.run_duration')).toEqual([
      expect.objectContaining({ count: 2, sum: 2468, attributes: { ...series, outcome: 'ok' } }),
    ])
    expect(points('grid.feed.newest_measured_age')).toBeUndefined()
    const units = Object.fromEntries(collector.metrics.map(({ name, unit }) => [name, unit]))
    expect(units).toMatchObject({ 'grid.feed.publisher_lag': 'min', 'grid.feed.rows_new': '{row}' })
  })

  it('names each metric once', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length)
  })
})

describe('where nobody listens', () => {
  it('events go to the log, and nothing leaves this machine', async () => {
    const telemetry = await open({}, 'x')
    telemetry.emit('timer.fired', { feed_id: 'x' })
    expect(await telemetry.trace({ name: 'work' }, async () => telemetry.carrier())).toBeUndefined()
    await telemetry.close()
    expect(lines.map(({ msg }) => msg)).toEqual(['timer.fired'])
  })

  it('a collector that is away is a line of the log, not a failure', async () => {
    const telemetry = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'x')
    expect(await telemetry.trace({ name: 'work' }, async () => 'done')).toBe('done')
    await expect(telemetry.close()).resolves.toBeUndefined()
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'telemetry is not sent', target: 'otlp' }))
  })
})

describe('settings', () => {
  const KEY =
    'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://x.example.org/'

  it.each([
    [{}, 'off'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, 'off'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'otlp'],
    [{ APPLICATIONINSIGHTS_CONNECTION_STRING: KEY }, 'azure'],
    [{ APPLICATIONINSIGHTS_CONNECTION_STRING: KEY, GRID_TELEMETRY: 'off' }, 'off'],
    [{ GRID_TELEMETRY: 'console' }, 'console'],
  ])('of %j send to: %s', (environment, target) => {
    expect(telemetrySettings(environment, 'x').target).toBe(target)
  })

  it.each([
    [{ GRID_TELEMETRY: 'jaeger' }, 'GRID_TELEMETRY=jaeger: expected one of off, console, otlp, azure'],
    [{ GRID_TELEMETRY: 'otlp' }, 'GRID_TELEMETRY=otlp: OTEL_EXPORTER_OTLP_ENDPOINT is not set'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4318: expected an http(s):// URL',
    ],
    [
      { APPLICATIONINSIGHTS_CONNECTION_STRING: 'x' },
      'APPLICATIONINSIGHTS_CONNECTION_STRING=x: expected InstrumentationKey=<GUID>',
    ],
  ])('refuse %j', (environment, message) => {
    expect(() => telemetrySettings(environment, 'x')).toThrow(message)
  })
})
