/** Weather, populations and areas, from simulated publishers over HTTP to the star schema. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { FEEDS } from '../../catalog/feeds.ts'
import { simulatedEndpoints } from '../../simulator/server/simulated-feeds.ts'
import { type Simulator, startSimulator } from '../../simulator/server/start-simulator.ts'
import { openConnectors } from '../../sources/open-connectors.ts'
import { goldRows, goldState, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { rebuild } from '../update/rebuild.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import { runFeed } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'

const home = temporaryHome()
let clock = new Date('2026-11-20T10:20:00Z')
let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ seed: 1, now: () => clock, port: 0 })
})
afterAll(() => simulator.stop())

async function run(...feedIds: readonly string[]) {
  const runner = {
    home,
    connectors: openConnectors({ endpoints: simulatedEndpoints(simulator.url) }),
    fetch,
    isSimulated: true,
    now: () => clock,
    update: sharedUpdate(() => bringUpToDate(home)),
    store: sharedStore(home),
    initialDays: 2,
  }
  const outcomes: unknown[] = []
  for (const feed of feedIds.map(id => FEEDS.find(({ feed_id }) => feed_id === id))) {
    if (!feed) throw new RangeError('no such feed')
    const run = await runFeed(runner, { feed, trigger: 'manual' })
    outcomes.push([
      run.feed_id,
      run.outcome,
      run.rows_quarantined + run.values_quarantined,
      run.unknown_columns,
    ])
  }
  return outcomes
}

const of = (feedId: string, refused = 0) => [feedId, 'new', refused, []]

it('reach the facts, and a rebuild ends in the same', async () => {
  expect(
    await run('eco2mix-regional-realtime', 'open-meteo-forecast', 'region-register', 'region-areas'),
  ).toEqual([
    of('eco2mix-regional-realtime'),
    of('open-meteo-forecast'),
    of('region-register'),
    of('region-areas'),
  ])
  clock = new Date('2026-11-20T11:20:00Z')
  expect(await run('open-meteo-archive', 'open-meteo-forecast', 'eco2mix-regional-realtime')).toEqual([
    of('open-meteo-archive'),
    of('open-meteo-forecast'),
    of('eco2mix-regional-realtime'),
  ])
  // A forecast reaches back two days; the archive is five days late.
  const [facts] = await goldRows(
    home,
    `SELECT count(*) > 20000 AS are_many, bool_and(temperature_celsius BETWEEN -15 AND 30) AS are_mild,
       count(*) = count(temperature_celsius) AS are_known
     FROM fact_energy_flow WHERE time_key >= ${Date.parse('2026-11-18T00:00Z') / 900_000}`,
  )
  expect(facts).toEqual({ are_many: true, are_mild: true, are_known: true })
  const failed = await goldRows(
    home,
    `SELECT check_name, table_name, sample FROM quality_result WHERE NOT passed AND (severity = 'fail' OR table_name = 'weather')`,
  )
  expect(failed).toEqual([])
  const before = await goldState(home)
  await rebuild(home)
  const { feed_run: _, ...after } = await goldState(home)
  expect({ ...before, ...after }).toEqual(before)
}, 300_000)
