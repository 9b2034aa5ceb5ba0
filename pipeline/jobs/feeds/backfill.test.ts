import { describe, expect, it } from 'vitest'
import type { Progress } from '../progress.ts'
import { goldRows, goldState, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import { UsageError } from '../usage-error.ts'
import { backfill, monthsOf, unfinishedBackfills } from './backfill.ts'
import { feedOf, openLoopbackPublisher } from './loopback-feed.ts'
import type { FeedRunner } from './run-feed.ts'
import { readAttempts, sharedStore } from './run-journal.ts'
import { sweepIfDue } from './sweep.ts'

const FEED = 'eco2mix-regional-realtime'
const feed = feedOf(FEED)
const SPAN = { from: '2026-01-30', to: '2026-04-02' }
const never = new AbortController().signal
const QUIET: Progress = { update: () => undefined, stop: () => undefined }

async function openTrial() {
  const home = temporaryHome()
  let now = Date.parse('2026-11-20T10:00:00Z')
  // Time goes on with every look at it.
  const clock = () => new Date(now++)
  const publisher = await openLoopbackPublisher(FEED, clock)
  const runner: FeedRunner = {
    home,
    connectors: new Map([[FEED, publisher.connector]]),
    fetch,
    isSimulated: true,
    now: clock,
    update: sharedUpdate(() => bringUpToDate(home)),
    store: sharedStore(home),
    initialDays: 1,
  }
  const goTo = (moment: string) => {
    now = Date.parse(moment)
  }
  const run = (stopping = never, progress = QUIET) =>
    backfill(runner, { feed, span: SPAN, progress, stopping })
  return { home, publisher, runner, run, goTo }
}

describe('the months of a span', () => {
  it('are those of Paris, cut to the span, without a gap', () => {
    expect(monthsOf(SPAN).map(({ from, to }) => [from.toISOString(), to.toISOString()])).toEqual([
      ['2026-01-29T23:00:00.000Z', '2026-01-31T23:00:00.000Z'],
      ['2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
      ['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
      ['2026-03-31T22:00:00.000Z', '2026-04-01T22:00:00.000Z'],
    ])
  })

  it('are none when it ends before it begins', () => {
    expect(monthsOf({ from: '2026-02-01', to: '2026-02-01' })).toEqual([])
  })
})

describe('a backfill', () => {
  it('fetches the months of a span, each once, and fills gold', async () => {
    const { home, publisher, run } = await openTrial()
    const { runs, left } = await run()
    expect([runs.map(({ trigger, outcome }) => `${trigger} ${outcome}`), left]).toEqual([
      Array(4).fill('backfill new'),
      [],
    ])
    expect(publisher.asked.length).toBe(4)
    const [facts] = await goldRows(home, 'SELECT count(DISTINCT time_key) AS intervals FROM fact_energy_flow')
    expect(facts).toEqual({ intervals: (2 + 28 + 31 + 1) * 96 - 4 })
    expect(await home.lake.list('fills/')).toEqual([])
  })

  it('that is stopped goes on with the months that are left, and ends in the same values', async () => {
    const whole = await openTrial()
    await whole.run()
    const trial = await openTrial()
    const stopping = new AbortController()
    const progress = { ...QUIET, update: (done: number) => void (done === 1 && stopping.abort()) }
    const first = await trial.run(stopping.signal, progress)
    expect([first.runs.length, first.left.length]).toEqual([2, 2])
    const second = await trial.run()
    expect([second.runs.length, second.left.length]).toEqual([2, 0])
    expect(trial.publisher.asked.length).toBe(4)
    const values = 'SELECT count(*) AS facts, CAST(sum(consumption_mw) AS DOUBLE) AS mw FROM fact_energy_flow'
    expect(await goldRows(trial.home, values)).toEqual(await goldRows(whole.home, values))
  })

  it('is unfinished from its first month until the last one is done', async () => {
    const { home, runner } = await openTrial()
    const unfinished = () => unfinishedBackfills(home.lake, feed)
    const run = (to: string, stopping = never, progress = QUIET) =>
      backfill(runner, { feed, span: { from: '2026-01-31', to }, progress, stopping })
    const stopping = new AbortController()
    let atWork: Promise<readonly string[]> | undefined
    const update = (done: number) => {
      if (done === 0) atWork = unfinished()
      stopping.abort()
    }
    expect(await unfinished()).toEqual([])
    await run('2026-02-02', stopping.signal, { ...QUIET, update })
    const [name] = await unfinished()
    expect([await atWork, name]).toEqual([['2026-01-31_2026-02-02'], '2026-01-31_2026-02-02'])
    expect(await unfinishedBackfills(home.lake, feedOf('open-meteo-archive'))).toEqual([])
    // A longer one that is done has done it as well, a shorter one has not.
    await run('2026-02-01')
    expect(await unfinished()).toEqual([name])
    await run('2026-02-03')
    expect(await unfinished()).toEqual([])
  })

  it('gives up when it is not the months that fail, and says what is left', async () => {
    const { publisher, run } = await openTrial()
    publisher.status = 503
    const { runs, left } = await run()
    expect([runs.map(({ outcome }) => outcome), left.length]).toEqual([['failed', 'failed', 'failed'], 4])
    publisher.status = 200
    expect((await run()).left).toEqual([])
  })

  it('does not end a row of failures, nor count as an attempt to be current', async () => {
    const { home, run } = await openTrial()
    await run()
    expect(await readAttempts(home.lake, FEED, new Date('2026-11-20T12:00:00Z'))).toMatchObject({
      last: null,
      failures_in_row: 0,
    })
  })

  it('is refused for a feed that has no history, and for a span without a day', async () => {
    const { runner } = await openTrial()
    const options = { progress: QUIET, stopping: never }
    const forecast = feedOf('open-meteo-forecast')
    await expect(backfill(runner, { ...options, feed: forecast, span: SPAN })).rejects.toThrow(
      'open-meteo-forecast: has no history to ask for',
    )
    const before = { from: '2001-01-01', to: '2002-01-01' }
    await expect(backfill(runner, { ...options, feed, span: before })).rejects.toThrow(UsageError)
  })
})

describe('a sweep', () => {
  const swept = { ...feed, sweep_months: 2 }
  const signals = { stopping: never, cutOff: never }

  it('comes once a month, from the month after the feed began', async () => {
    const { home, runner, publisher, goTo } = await openTrial()
    expect(await sweepIfDue(runner, swept, signals)).toBeNull()
    await backfill(runner, {
      feed,
      span: { from: '2026-11-01', to: '2026-11-02' },
      progress: QUIET,
      stopping: never,
    })
    expect(await sweepIfDue(runner, swept, signals)).toBeNull()

    goTo('2026-12-01T04:30:00Z')
    const first = await sweepIfDue(runner, swept, signals)
    expect(
      first?.runs.map(run => [run.trigger, run.window_from?.slice(0, 10), run.window_to?.slice(0, 10)]),
    ).toEqual([
      ['sweep', '2026-10-01', '2026-11-01'],
      ['sweep', '2026-11-01', '2026-12-01'],
    ])
    const state = await goldState(home)
    expect((await sweepIfDue(runner, swept, signals))?.runs).toEqual([])
    expect(await goldState(home)).toEqual(state)
    expect(publisher.asked.length).toBe(3)
  })
})
