/**
 * Every way the simulator can break a feed × every feed it applies to, over real HTTP: what a run comes
 * to, how the feed is judged, that nothing is half-written, and that it mends itself.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { FAULT_NAMES, type FaultName, faultKind } from '../../simulator/server/faults/fault-kinds.ts'
import {
  currentValues,
  EVERY_FEED,
  expectConsistent,
  type FaultTrial,
  openFaultTrial,
  SHORT_PATIENCE,
} from './fault-trial.ts'

const MINUTE_MS = 60_000
const TEST_TIMEOUT_MS = 240_000

let now = new Date('2026-11-20T10:20:00Z')
const goOn = (minutes: number) => {
  now = new Date(now.getTime() + minutes * MINUTE_MS)
}
const isOdre = (feed: string) => feed.startsWith('eco2mix-')
const isWeather = (feed: string) => feed.startsWith('open-meteo-')

/** Faults that leave nothing to keep, and what the run is then said to have met. */
const NOTHING_KEPT: Partial<Record<FaultName, string>> = {
  'rate-limited': 'rate-limited',
  'rate-limited-silent': 'rate-limited',
  'server-error': 'server-error',
  maintenance: 'server-error',
  'html-instead': 'not-the-data',
  'error-in-stream': 'interrupted',
  truncated: 'truncated',
  'stuck-body': 'timeout',
  'stuck-headers': 'timeout',
  refused: 'unreachable',
  'meter-level': 'personal-data',
  empty: 'not-the-data',
  'wrong-dataset': 'not-the-data',
  'robots-refuse': 'rejected',
}
/** Those that stand still are waited for: once will do. */
const WAITED_FOR = new Set<FaultName>(['stuck-body', 'stuck-headers'])
/** A quota that begins anew next month is heeded for the longest that we heed any. */
const minutesUntilAsked = (fault: FaultName) => (fault === 'rate-limited-silent' ? 60 : 1)
/** Those with a test of their own below. */
const OTHERS: readonly FaultName[] = [
  'slow-body',
  'stalled',
  'zeros',
  'schema-drift',
  'string-numbers',
  'absurd-values',
  'wrong-units',
  'paging-losses',
]

let trial: FaultTrial
beforeAll(async () => {
  trial = await openFaultTrial(() => now)
  await trial.run(EVERY_FEED)
}, TEST_TIMEOUT_MS)

const affected = (fault: FaultName) => faultKind(fault).feeds

/** Run the feeds of a fault while it is on, then again while it is off. */
async function breakAndMend(fault: FaultName, parameters: Readonly<Record<string, unknown>> = {}) {
  goOn(1)
  const { simulator, home } = trial
  const patience = WAITED_FOR.has(fault) ? { ...SHORT_PATIENCE, attempts: 1 } : SHORT_PATIENCE
  simulator.faults.switchOn(fault, parameters)
  const runs = await trial.run(affected(fault), patience)
  const states = await trial.states()
  await expectConsistent(home)
  simulator.faults.clear()
  goOn(1)
  const mended = await trial.run(affected(fault))
  await expectConsistent(home)
  return { runs, states, mended, statesMended: await trial.states() }
}

const objectsOf = async (trial: FaultTrial) =>
  (await trial.home.lake.list('')).filter(key => /^(bronze|silver)\//.test(key))

it('names every fault', () => {
  expect([...Object.keys(NOTHING_KEPT), ...OTHERS].sort()).toEqual([...FAULT_NAMES].sort())
})

describe('nothing is kept of', () => {
  it.each(Object.entries(NOTHING_KEPT))(
    '%s: the run fails with « %s », and the next one is well',
    async (name, code) => {
      const fault = name as FaultName
      const before = await objectsOf(trial)
      const values = await currentValues(trial.home)
      trial.simulator.faults.switchOn(fault)
      goOn(1)
      const patience = WAITED_FOR.has(fault) ? { ...SHORT_PATIENCE, attempts: 1 } : SHORT_PATIENCE
      const runs = await trial.run(affected(fault), patience)
      const outcome = code === 'personal-data' ? 'refused' : 'failed'
      for (const [feed, run] of runs) {
        expect([feed, run.outcome, run.error_code]).toEqual([feed, outcome, code])
        expect(run.error_message, feed).toMatch(/\w+ \w+/)
      }
      for (const [feed, row] of await trial.states()) {
        const isHit = runs.has(feed)
        if (isHit) expect([feed, row.state, row.failures_in_a_row]).toEqual([feed, 'degraded', 1])
        if (isHit) expect(row.sentence_en, feed).toMatch(/failed/)
      }
      expect(await objectsOf(trial)).toEqual(before)
      expect(await currentValues(trial.home)).toEqual(values)

      trial.simulator.faults.clear()
      goOn(minutesUntilAsked(fault))
      const mended = await trial.run(affected(fault))
      for (const [feed, run] of mended) expect([feed, run.error_message]).toEqual([feed, null])
      for (const [feed, row] of await trial.states())
        if (mended.has(feed)) expect([feed, row.state]).toEqual([feed, 'ok'])
      await expectConsistent(trial.home)
    },
    TEST_TIMEOUT_MS,
  )
})

describe('what is kept of', () => {
  it(
    'a slow body is all of it, when it comes within our patience',
    async () => {
      const { runs } = await breakAndMend('slow-body', { pause_ms: 1, piece_bytes: 100_000 })
      for (const [feed, run] of runs) expect([feed, run.error_message]).toEqual([feed, null])
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'schema drift is what is still there, told; a reference without its column is refused',
    async () => {
      const { runs } = await breakAndMend('schema-drift')
      for (const [feed, run] of runs) {
        if (isOdre(feed) || isWeather(feed)) {
          expect([feed, run.outcome]).toEqual([feed, 'new'])
          expect(run.unknown_columns.length, feed).toBeGreaterThan(0)
        } else expect([feed, run.error_code]).toEqual([feed, 'not-the-data'])
      }
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'numbers as texts are those that are numbers; where a text is refused, the feed is degraded',
    async () => {
      const { runs, states } = await breakAndMend('string-numbers')
      for (const [feed, run] of runs) {
        expect([feed, run.outcome, run.rows_read > 0]).toEqual([feed, 'new', true])
        if (isOdre(feed)) expect(run.rows_loaded, feed).toBeGreaterThan(0)
        else
          expect([feed, run.rows_quarantined > 0, states.get(feed)?.state]).toEqual([feed, true, 'degraded'])
      }
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'absurd values is the rest',
    async () => {
      const { runs } = await breakAndMend('absurd-values')
      for (const [feed, run] of runs) {
        expect([feed, run.outcome]).toEqual([feed, 'new'])
        expect(run.rows_quarantined + run.values_quarantined, feed).toBeGreaterThan(0)
      }
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'paging losses is each row once',
    async () => {
      const { runs } = await breakAndMend('paging-losses')
      for (const [feed, run] of runs) {
        expect([feed, run.outcome]).toEqual([feed, 'new'])
        expect(run.rows_loaded, feed).toBeLessThan(run.rows_read)
      }
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'weather in other units is what its units say',
    async () => {
      const { runs } = await breakAndMend('wrong-units')
      for (const [feed, run] of runs)
        expect([feed, run.outcome, run.values_quarantined]).toEqual([feed, 'new', 0])
    },
    TEST_TIMEOUT_MS,
  )

  it(
    'zeros is nothing: they are an outage, repaired by the first publication after it',
    async () => {
      const { runs, mended } = await breakAndMend('zeros', { hours_back: 3 })
      const feed = 'eco2mix-regional-realtime'
      expect(runs.get(feed)?.rows_quarantined).toBeGreaterThan(0)
      const [during, after] = [runs, mended].map(told =>
        Date.parse(told.get(feed)?.publisher_newest_utc ?? ''),
      )
      expect(Number(after) - Number(during)).toBeGreaterThanOrEqual(2 * 60 * MINUTE_MS)
    },
    TEST_TIMEOUT_MS,
  )
})

it(
  'a feed that stalls is degraded, then broken by its age, though no run fails, and is well when it goes on',
  async () => {
    const feeds = ['eco2mix-regional-realtime', 'eco2mix-national-realtime']
    const judged = async () => {
      const runs = await trial.run(feeds)
      const states = await trial.states()
      return feeds.map(feed => `${states.get(feed)?.state} ${runs.get(feed)?.error_code}`)
    }
    trial.simulator.faults.switchOn('stalled')
    goOn(150)
    expect(await judged()).toEqual(['degraded null', 'degraded null'])
    goOn(360)
    expect(await judged()).toEqual(['broken null', 'broken null'])
    trial.simulator.faults.clear()
    goOn(1)
    expect(await judged()).toEqual(['ok null', 'ok null'])
  },
  TEST_TIMEOUT_MS,
)

it(
  'three failures in a row break a feed, however fresh it is, and one run that is well ends that',
  async () => {
    const feed = 'eco2mix-regional-realtime'
    const seen: unknown[] = []
    const look = async () => {
      goOn(1)
      await trial.run([feed])
      seen.push((await trial.states()).get(feed)?.state)
    }
    trial.simulator.faults.switchOn('server-error', { feed })
    for (let run = 0; run < 3; run++) await look()
    trial.simulator.faults.clear()
    await look()
    expect(seen).toEqual(['degraded', 'degraded', 'broken', 'ok'])
  },
  TEST_TIMEOUT_MS,
)

it(
  'after all of that, every value is the one that a home has which never met a fault',
  async () => {
    goOn(60)
    await trial.run(EVERY_FEED)
    const truth = await openFaultTrial(() => now)
    await truth.run(EVERY_FEED)
    const found = await currentValues(trial.home)
    const expected = await currentValues(truth.home)
    expect(expected.size).toBeGreaterThan(30_000)
    expect([...expected].filter(([key, value]) => found.get(key) !== value)).toEqual([])
  },
  TEST_TIMEOUT_MS,
)
