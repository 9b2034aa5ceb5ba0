import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type FeedRun, listRunKeys, readRun } from '../../bronze/feed-runs.ts'
import { goldRows, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import { advancedClock } from './advanced-clock.ts'
import { feedOf, openLoopbackPublisher } from './loopback-feed.ts'
import { type FeedRunner, runFeed } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'
import { startScheduler } from './scheduler.ts'

const FEED = 'eco2mix-regional-realtime'
const feed = feedOf(FEED)
const START = new Date('2026-11-20T10:00:00Z')
const at = (time: string) => new Date(`2026-11-20T${time}Z`)

async function openTrial(start = START) {
  const home = temporaryHome()
  const clock = advancedClock(start, 1)
  let current = clock
  const publisher = await openLoopbackPublisher(FEED, () => current.now())
  const runner: FeedRunner = {
    home,
    connectors: new Map([[FEED, publisher.connector]]),
    fetch,
    isSimulated: true,
    now: clock.now,
    update: sharedUpdate(() => bringUpToDate(home)),
    store: sharedStore(home),
    initialDays: 1,
  }
  const runs: FeedRun[] = []
  const errors: unknown[] = []
  const schedule = (by = clock) => {
    current = by
    return startScheduler({
      runner: { ...runner, now: by.now },
      feeds: [feed],
      clock: by,
      onRun: run => void runs.push(run),
      onError: (_, error) => void errors.push(error),
    })
  }
  const told = () =>
    runs.map(({ started_at, trigger, outcome }) => `${started_at.slice(11, 16)} ${trigger} ${outcome}`)
  return { home, clock, publisher, runner, runs, errors, schedule, told }
}

const journal = async ({ home }: { home: { lake: FeedRunner['home']['lake'] } }) =>
  Promise.all((await listRunKeys(home.lake, FEED)).map(key => readRun(home.lake, key)))

describe('one run', () => {
  it('fetches, brings the layers up to date, and is entered into the journal with its counts', async () => {
    const trial = await openTrial(at('10:20:00'))
    const run = await runFeed(trial.runner, { feed, trigger: 'manual' })
    expect(run).toMatchObject({
      trigger: 'manual',
      window_from: '2026-11-17T10:20:00.000Z',
      window_to: '2026-11-20T10:20:00.000Z',
      outcome: 'new',
      error_code: null,
      calls: 1,
      publisher_newest_utc: '2026-11-20T09:45:00.000Z',
      our_newest_utc: '2026-11-20T09:45:00.000Z',
      rows_read: 12 * 286,
      rows_loaded: 12 * 286,
      is_simulated: true,
    })
    expect(await journal(trial)).toEqual([run])
    const [facts] = await goldRows(
      trial.home,
      'SELECT count(DISTINCT time_key) AS intervals FROM fact_energy_flow',
    )
    expect(facts).toEqual({ intervals: 286 })
  })

  it('that brings the same bytes again is unchanged, and still tells how current the publisher is', async () => {
    const trial = await openTrial(at('10:20:00'))
    const window = { from: at('08:00:00'), to: at('10:20:00') }
    await runFeed(trial.runner, { feed, trigger: 'manual', window })
    const run = await runFeed(trial.runner, { feed, trigger: 'manual', window })
    expect(run).toMatchObject({
      outcome: 'unchanged',
      rows_read: 0,
      publisher_newest_utc: '2026-11-20T09:45:00.000Z',
    })
    expect((await journal(trial)).map(({ outcome }) => outcome)).toEqual(['new', 'unchanged'])
  })

  it('that fails is an outcome with its reason in words, whoever is at fault', async () => {
    const trial = await openTrial()
    trial.publisher.status = 503
    const run = await runFeed(trial.runner, { feed, trigger: 'manual' })
    expect(run).toMatchObject({
      outcome: 'failed',
      error_code: 'server-error',
      error_message: `${FEED}: answered 503`,
      calls: 1,
      our_newest_utc: null,
    })
    trial.publisher.status = 200
    const full = { ...trial.runner, update: async () => Promise.reject(new Error('no space left')) }
    const ours = await runFeed(full, { feed, trigger: 'manual' })
    expect(ours).toMatchObject({ outcome: 'failed', error_code: 'internal', error_message: 'no space left' })
    const none = await runFeed({ ...trial.runner, connectors: new Map() }, { feed, trigger: 'manual' })
    expect(none).toMatchObject({ outcome: 'failed', error_code: 'misconfigured' })
  })

  it('that was killed between bronze and silver is completed by the next one', async () => {
    const trial = await openTrial(at('10:20:00'))
    const window = { from: at('08:00:00'), to: at('10:20:00') }
    const killed = { ...trial.runner, update: async () => Promise.reject(new Error('killed')) }
    await runFeed(killed, { feed, trigger: 'manual', window })
    const run = await runFeed(trial.runner, { feed, trigger: 'manual', window })
    expect(run).toMatchObject({ outcome: 'unchanged', rows_loaded: 12 * 8 })
    const [facts] = await goldRows(
      trial.home,
      'SELECT count(DISTINCT time_key) AS intervals FROM fact_energy_flow',
    )
    expect(facts).toEqual({ intervals: 8 })
  })
})

describe('the scheduler', () => {
  it('runs a feed at once, then at every stroke of its schedule', async () => {
    const trial = await openTrial()
    const scheduler = trial.schedule()
    await trial.clock.advanceTo(at('11:00:00'))
    await scheduler.stop()
    expect(trial.told()).toEqual([
      '10:00 schedule new',
      '10:05 schedule new',
      '10:20 schedule unchanged',
      '10:35 schedule unchanged',
      '10:50 schedule unchanged',
    ])
    expect(trial.errors).toEqual([])
    expect((await journal(trial)).length).toBe(5)
  })

  it('tries again 1, 2, 4 minutes after failures, until the publisher is well again', async () => {
    const trial = await openTrial()
    trial.publisher.status = 503
    const scheduler = trial.schedule()
    await trial.clock.advanceTo(at('10:04:00'))
    trial.publisher.status = 200
    await trial.clock.advanceTo(at('10:06:00'))
    await scheduler.stop()
    expect(trial.told()).toEqual([
      '10:00 schedule failed',
      '10:01 retry failed',
      '10:03 retry failed',
      '10:05 schedule new',
    ])
  })

  it('catches up at once after the machine slept, with a window that fills the hole', async () => {
    const trial = await openTrial()
    const scheduler = trial.schedule()
    await trial.clock.advanceTo(at('10:06:00'))
    await trial.clock.jumpTo(new Date('2026-11-25T18:00:00Z'))
    await scheduler.stop()
    expect(trial.told().slice(2)).toEqual(['18:00 catch-up new'])
    expect(trial.runs.at(-1)?.window_from).toBe('2026-11-17T09:45:00.000Z')
    const [facts] = await goldRows(
      trial.home,
      `SELECT count(DISTINCT time_key) AS intervals, max(time_key) - min(time_key) + 1 AS span FROM fact_energy_flow`,
    )
    expect(facts?.intervals).toBe(facts?.span)
  })

  it('catches up when the process was down, and goes on where its journal ends', async () => {
    const trial = await openTrial()
    const first = trial.schedule()
    await trial.clock.advanceTo(at('10:06:00'))
    await first.stop()
    const soon = trial.schedule(advancedClock(at('10:08:00'), 1))
    await soon.stop()
    expect(trial.runs.length).toBe(2)
    const clock = advancedClock(at('14:00:00'), 1)
    const later = trial.schedule(clock)
    await clock.advanceTo(at('14:01:00'))
    await later.stop()
    expect(trial.told().slice(2)).toEqual(['14:00 catch-up new'])
  })

  it('waits for the run at work when asked to stop, and begins no other', async () => {
    const trial = await openTrial()
    const { promise: reached, resolve: isReached } = Promise.withResolvers<void>()
    trial.publisher.beforeAnswer = async () => {
      isReached()
      await sleep(100)
    }
    const scheduler = trial.schedule()
    await reached
    await scheduler.stop()
    expect(trial.told()).toEqual(['10:00 schedule new'])
  })

  it('cuts off a fetch that outlasts its patience when asked to stop, and enters no run for it', async () => {
    const trial = await openTrial()
    const { promise: reached, resolve: isReached } = Promise.withResolvers<void>()
    const { promise: never, resolve: end } = Promise.withResolvers<void>()
    trial.publisher.beforeAnswer = () => {
      isReached()
      return never
    }
    const scheduler = startScheduler({
      runner: trial.runner,
      feeds: [feed],
      clock: trial.clock,
      onRun: run => void trial.runs.push(run),
      onError: (_, error) => void trial.errors.push(error),
      graceMs: 20,
    })
    await reached
    await scheduler.stop()
    end()
    expect([trial.runs, trial.errors, await journal(trial)]).toEqual([[], [], []])
  })

  it('outlives a journal that can not be written, and tells', async () => {
    const trial = await openTrial()
    const { lake } = trial.home
    const full: typeof lake = {
      ...lake,
      create: (key, bytes) =>
        key.startsWith('runs/') ? Promise.reject(new Error('disk full')) : lake.create(key, bytes),
    }
    const scheduler = startScheduler({
      runner: { ...trial.runner, home: { ...trial.home, lake: full } },
      feeds: [feed],
      clock: trial.clock,
      onRun: run => void trial.runs.push(run),
      onError: (_, error) => void trial.errors.push(error),
    })
    await trial.clock.advanceTo(at('10:04:00'))
    await scheduler.stop()
    expect(trial.errors.map(String)).toEqual(Array(3).fill('Error: disk full'))
  })
})
