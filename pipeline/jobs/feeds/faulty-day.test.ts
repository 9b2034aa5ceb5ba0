/**
 * A day of the scheduler with faults that come and go at random, over real HTTP: at its end gold holds
 * what the publisher told, as if nothing had happened. Always the same day: the chance is seeded.
 */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { FAULT_NAMES, type FaultName, faultKind } from '../../simulator/server/faults/fault-kinds.ts'
import { checkedAnew } from '../update/checked-anew.ts'
import { advancedClock } from './advanced-clock.ts'
import { currentValues, expectConsistent, openFaultTrial } from './fault-trial.ts'
import { feedOf } from './loopback-feed.ts'
import { hasFailed } from './run-journal.ts'
import { startScheduler } from './scheduler.ts'

const SEED = 'a faulty day'
const HOURS = 24
const QUARTER_MS = 900_000
const START = new Date('2026-11-19T10:00:00Z')
/** The feed that facts are made of. Half a day's look-back instead of three days': no fault of the day lasts longer. */
const FEED = { ...feedOf('eco2mix-regional-realtime'), look_back_hours: 12 }
/** Those that make a run wait take real time, and are no other failure to the scheduler than the rest. */
const WAITING = new Set<FaultName>(['stuck-headers', 'stuck-body', 'slow-body'])
const CHOICE = FAULT_NAMES.filter(
  name => !WAITING.has(name) && (faultKind(name).feeds as readonly string[]).includes(FEED.feed_id),
)

/** A number from 0 up to 1, the same for the same purpose. */
const chance = (purpose: string): number =>
  createHash('sha256').update(`${SEED} ${purpose}`).digest().readUInt32BE() / 2 ** 32

it('ends with gold as the publisher told it', async () => {
  const clock = advancedClock(START, 1)
  const trial = await openFaultTrial(clock.now)
  const runs: FeedRun[] = []
  const errors: unknown[] = []
  const scheduler = startScheduler({
    runner: trial.runner,
    feeds: [FEED],
    clock,
    onRun: run => void runs.push(run),
    onError: (_, error) => void errors.push(error),
  })
  await clock.advanceTo(START)
  const { faults } = trial.simulator
  for (let quarter = 1; quarter <= 4 * HOURS; quarter++) {
    // Half of the time well; each fault lasts a quarter of an hour or, drawn again, longer.
    const fault = CHOICE[Math.floor(chance(String(quarter)) * 2 * CHOICE.length)]
    faults.clear()
    if (fault) faults.switchOn(fault, { feed: FEED.feed_id })
    await clock.advanceTo(new Date(START.getTime() + quarter * QUARTER_MS))
  }
  faults.clear()
  await clock.advanceTo(new Date(START.getTime() + (HOURS + 1) * 4 * QUARTER_MS))
  await scheduler.stop()

  expect(errors).toEqual([])
  expect(new Set(runs.flatMap(run => run.error_code ?? [])).size).toBeGreaterThanOrEqual(6)
  expect(runs.filter(hasFailed).length).toBeGreaterThan(20)
  expect(runs.slice(-4).filter(hasFailed)).toEqual([])
  await expectConsistent(trial.home)
  const { stored, anew } = await checkedAnew(trial.home)
  expect(stored).toEqual(anew)
  const states = await trial.states()
  expect(states.get(FEED.feed_id)?.state).toBe('ok')

  // What was told until the last run, all at once.
  const last = new Date(runs.at(-1)?.started_at ?? '')
  const truth = await openFaultTrial(() => last)
  await truth.fetch(FEED, { from: new Date(START.getTime() - 24 * 4 * QUARTER_MS), to: last })
  const expected = await currentValues(truth.home)
  expect(expected.size).toBeGreaterThan(12 * 4 * 45 * 8)
  const found = await currentValues(trial.home)
  expect([...expected].filter(([key, value]) => found.get(key) !== value)).toEqual([])
}, 600_000)
