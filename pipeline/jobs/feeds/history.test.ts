import { expect, it } from 'vitest'
import { listRunKeys } from '../../bronze/feed-runs.ts'
import { goldRows, goldState, temporaryHome } from '../temporary-home.ts'
import { openRunner } from './feed-runner.ts'
import { firstRuns } from './first-runs.ts'
import { fillHistory, historyOf } from './history.ts'
import { feedOf } from './loopback-feed.ts'
import { type FeedRunner, runFeed } from './run-feed.ts'

const ARCHIVE = feedOf('open-meteo-archive')
const CONSOLIDATED = feedOf('eco2mix-regional-consolidated')
const NOW = new Date('2026-11-20T10:00:00Z')
const never = new AbortController().signal

/** A simulated home whose weather alone has run, and whose history is short enough for a test. */
async function openTrial() {
  const home = temporaryHome()
  let tick = 0
  const opened = await openRunner(home, {
    origin: 'simulated',
    environment: {},
    simulatorPort: 0,
    now: () => new Date(NOW.getTime() + tick++),
  })
  // The first run reaches back into November of the year before: two months are left.
  const runner: FeedRunner = { ...opened.runner, initialDays: 370 }
  return { ...opened, home, runner }
}

it('is the thirteen whole months of Paris before the one a feed began in, less what its first run took', () => {
  const months = historyOf(CONSOLIDATED, '2026-11-20', 60)
  expect(months).toHaveLength(12)
  expect([months[0]?.from, months.at(-1)?.to].map(moment => moment?.toISOString())).toEqual([
    '2025-09-30T22:00:00.000Z',
    '2026-09-30T22:00:00.000Z',
  ])
  // A leap year, and the first day of a month.
  expect(historyOf(ARCHIVE, '2025-03-01', 60)[0]?.from.toISOString()).toBe('2024-01-31T23:00:00.000Z')
})

it('is refused to a feed that is fetched whole', () => {
  expect(() => historyOf(feedOf('region-areas'), '2026-11-20', 60)).toThrow(
    'region-areas: is fetched whole, and has no months',
  )
})

it('is fetched once, goes on where it was stopped, and waits for a feed that has not run', async () => {
  const { runner, home, close } = await openTrial()
  try {
    const stopping = new AbortController()
    const months: string[] = []
    const fill = (signal: AbortSignal) =>
      fillHistory(runner, {
        onMonth(feedId, month, done, total) {
          months.push(`${feedId} ${month} ${done}/${total}`)
          if (done === 0) stopping.abort()
        },
        stopping: signal,
        cutOff: never,
      })
    expect(await fill(never)).toEqual({ fetched: 0, left: 0 })

    await runFeed(runner, { feed: ARCHIVE, trigger: 'schedule', window: { from: NOW, to: NOW } })
    expect(await fill(stopping.signal)).toEqual({ fetched: 1, left: 1 })
    expect(await fill(never)).toEqual({ fetched: 1, left: 0 })
    expect(new Set(months).size).toBe(2)
    expect(months).toContain('open-meteo-archive 2025-10 0/2')
    const [weather] = await goldRows(
      home,
      `SELECT count(DISTINCT time_key) AS hours FROM weather WHERE kind_code = 'analysis'`,
    )
    expect(Number(weather?.hours)).toBeGreaterThanOrEqual((31 + 30) * 24)

    const state = await goldState(home)
    expect(await fill(never)).toEqual({ fetched: 0, left: 0 })
    expect(await goldState(home)).toEqual(state)
    expect(await listRunKeys(home.lake, ARCHIVE.feed_id)).toHaveLength(3)
  } finally {
    await close()
  }
})

it('begins when every feed has run once, in whatever process', async () => {
  const home = temporaryHome()
  await home.lake.replace(`runs/${ARCHIVE.feed_id}/2026/11/20/a.json`, new Uint8Array())
  const told: string[] = []
  const first = await firstRuns(home.lake, [ARCHIVE, CONSOLIDATED, feedOf('eco2mix-files')])
  void first.ended.then(() => told.push('ended'))
  await new Promise(setImmediate)
  expect(told).toEqual([])
  first.tell(CONSOLIDATED.feed_id)
  await new Promise(setImmediate)
  expect(told).toEqual(['ended'])
  await (await firstRuns(home.lake, [ARCHIVE])).ended
})
