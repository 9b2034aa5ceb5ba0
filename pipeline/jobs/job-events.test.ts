/** What jobs tell while they work, as a collector hears it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoopbackCollector, startCollector } from '../telemetry/loopback-collector.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { openRunner } from './feeds/feed-runner.ts'
import { feedOf } from './feeds/loopback-feed.ts'
import { runFeed } from './feeds/run-feed.ts'
import { openJobTelemetry } from './job-telemetry.ts'
import { temporaryHome } from './temporary-home.ts'

const now = () => new Date('2026-06-01T12:00:00Z')
const FEED = 'eco2mix-regional-realtime'

let collector: LoopbackCollector
let telemetry: Telemetry
beforeEach(async () => {
  collector = await startCollector()
  telemetry = await openJobTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'grid-pipeline')
})
afterEach(() => collector.stop())

/** Runs a feed of the simulator, under its faults, and lets the collector have what is told. */
async function runUnder(faults: Readonly<Record<string, object>>): Promise<void> {
  const home = { ...temporaryHome(), telemetry }
  const settings = { origin: 'simulated', environment: {}, simulatorPort: 0, now } as const
  const { runner, simulatorUrl, close } = await openRunner(home, settings)
  for (const [name, fault] of Object.entries(faults)) {
    const answer = await fetch(`${simulatorUrl}/control/faults/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    })
    expect(answer.status).toBeLessThan(300)
  }
  const window = { from: new Date('2026-06-01T00:00:00Z'), to: now() }
  await runFeed(runner, { feed: feedOf(FEED), trigger: 'manual', window })
  await close()
  await telemetry.close()
}

const events = (name: string) =>
  collector.events.filter(event => event.eventName === name).map(event => event.attributes)
const span = (name: string) => collector.spans.find(span => span.name === name)

it('a run is a trace, from its fetch to gold, with the events of each step in it', async () => {
  await runUnder({})
  const run = span('run feed')
  expect(run).toMatchObject({
    parentSpanId: '',
    service: 'grid-pipeline',
    attributes: { feed_id: FEED, trigger: 'manual' },
  })
  for (const [name, event] of [
    ['update silver', 'silver.updated'],
    ['update gold', 'gold.updated'],
  ]) {
    const step = span(name ?? '')
    expect([step?.traceId, step?.parentSpanId]).toEqual([run?.traceId, run?.spanId])
    expect(collector.events.find(({ eventName }) => eventName === event)?.spanId).toBe(step?.spanId)
  }
  expect(events('feed.run.finished')).toEqual([
    expect.objectContaining({
      feed_id: FEED,
      outcome: 'ok',
      our_lag_minutes: 0,
      rows_read: expect.any(Number),
      quarantine_share: 0,
    }),
  ])
  const [{ rows_new, newest_measured_age_minutes } = {}] = events('feed.run.finished')
  expect(rows_new).toBeGreaterThan(0)
  expect(newest_measured_age_minutes).toBeGreaterThan(0)
  expect(events('silver.updated')).toEqual([expect.objectContaining({ loads: 1, partitions_written: 1 })])
  expect(events('gold.updated')).toEqual([
    expect.objectContaining({
      facts_replaced: 0,
      bronze_newest_at: now().toISOString(),
      gold_newest_at: now().toISOString(),
      behind_minutes: 0,
    }),
  ])
  expect(events('feed.quota.spent')).toEqual([
    { ledger: feedOf(FEED).quota?.ledger, calls: 1, calls_allowed: 25_000, share: 1 / 25_000 },
  ])
  expect(collector.metrics.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'grid.feed.publisher_lag',
      'grid.feed.rows_new',
      'grid.feed.rows_quarantined',
      'grid.feed.quota_share',
      'grid.feed.run_duration',
      'grid.gold.behind',
      'grid.gold.update_duration',
    ]),
  )
})

it('a run that fails says why, and says of nothing that it is zero', async () => {
  await runUnder({ 'html-instead': { feed: FEED } })
  const [finished] = events('feed.run.finished')
  expect(finished).toMatchObject({ feed_id: FEED, outcome: 'failed', error_code: 'not-the-data' })
  expect(Object.keys(finished ?? {})).not.toContain('publisher_lag_minutes')
  expect(Object.keys(finished ?? {})).not.toContain('quarantine_share')
  expect(span('run feed')?.status).toMatchObject({ code: 2, message: 'not-the-data' })
})
