/**
 * Proof on fifteen weeks of the real-time feed of 2026, 426 recorded publications: replayed through the
 * connector, they come to the lags, outages, repairs and revisions that an independent comparison of the
 * captures lists, to the final values of the reconstruction, and to what each capture said in its time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { readBalance } from '../../gold/queries/balance.ts'
import { feedOf } from '../feeds/loopback-feed.ts'
import { describeReal, realPath } from '../real-publications.ts'
import { temporaryHome } from '../temporary-home.ts'
import { checkedAnew } from '../update/checked-anew.ts'
import { type Replayed, replay } from './replay.ts'
import { type ReplaySummary, summarise } from './replay-summary.ts'
import { valuesByInterval } from './values-by-interval.ts'

const FOLDER = 'odre-regional-tr-2026'
const [ARCHIVE, CAPTURES, REVISIONS, FINAL_VALUES] = [
  'captures.tar.xz',
  'captures.csv',
  'revisions-between-captures.csv',
  'regional-15min-2026-03-15_2026-06-30.csv',
].map(name => `${FOLDER}/${name}`) as [string, string, string, string]
const UNPACKED = `${FOLDER}/raw-captures`
/** Fifteen weeks take a minute of a quiet machine. */
const REPLAY_TIMEOUT_MS = 900_000

const MEASURES = ['demand', 'thermal', 'nuclear', 'wind', 'solar', 'hydro', 'pumping', 'bioenergy']
interface CaptureRow {
  readonly code_insee_region: string
  readonly date_heure: string
  readonly consommation: number | null
}

const QUIET = { update: () => undefined, stop: () => undefined }
const lines = (name: string) =>
  readFileSync(realPath(name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(';'))

/** The two spring twins of 2026-03-29 share an instant: a comparison of captures by instant mixes them up. */
const isSpringTwin = (instant: string) => instant.startsWith('2026-03-29T01')

describeReal('the captures of spring 2026, replayed', [ARCHIVE, CAPTURES, REVISIONS, FINAL_VALUES], () => {
  const home = temporaryHome()
  let replayed: Replayed
  let summary: ReplaySummary | null
  beforeAll(async () => {
    replayed = await replay(home, {
      feed: feedOf('eco2mix-regional-realtime'),
      path: realPath(ARCHIVE),
      progress: QUIET,
      stopping: new AbortController().signal,
    })
    summary = await summarise(home, replayed.runs)
  }, REPLAY_TIMEOUT_MS)

  it('are all runs that ended well', () => {
    expect([replayed.runs.length, summary?.failed, replayed.ignored]).toEqual([426, 0, []])
  })

  it('measure until the interval that the list of captures says, each of them', () => {
    const listed = lines(CAPTURES).map(([at = '', , , newest = '']) => [iso(at), iso(newest)])
    expect(replayed.runs.map(run => [run.started_at, run.publisher_newest_utc])).toEqual(listed)
  })

  it('are as late as the list of captures says', () => {
    const lags = lines(CAPTURES)
      .map(([at = '', , , newest = '']) => Math.floor((Date.parse(at) - Date.parse(newest)) / 60_000))
      .sort((a, b) => a - b)
    const [p5, p50, p95] = [0.05, 0.5, 0.95].map(share => lags[Math.ceil(share * lags.length) - 1])
    expect(summary?.publisher_lag_minutes).toEqual({ p5, p50, p95, max: lags.at(-1) })
    expect(summary?.publisher_lag_minutes).toEqual({ p5: 14, p50: 40, p95: 73, max: 594 })
  })

  it('have the outages, repairs and revisions that the comparison of captures lists', () => {
    const listed = lines(REVISIONS)
      .map(([region = '', instant = '', , , before = '', after = '']) => ({ region, instant, before, after }))
      .filter(({ instant }) => !isSpringTwin(instant))
    const repairs = listed.filter(({ before }) => /^0(\/0)*$/.test(before))
    const revisions = listed.filter(revision => !repairs.includes(revision))
    const rowsOf = Map.groupBy(repairs, ({ instant }) => iso(instant))
    expect(summary?.outages.map(({ from, rows, repaired }) => [from, rows, repaired])).toEqual(
      [...rowsOf].sort().map(([instant, rows]) => [instant, rows.length, rows.length]),
    )
    expect([summary?.outages.length, repairs.length]).toEqual([4, 39])
    const values = revisions.map(({ before, after }) => {
      const now = after.split('/')
      return before.split('/').filter((value, index) => value !== now[index]).length
    })
    expect([summary?.revised_intervals, summary?.revised_values]).toEqual([
      revisions.length,
      values.reduce((sum, count) => sum + count, 0),
    ])
    expect(revisions.length).toBe(2)
  })

  it('end in the values of the reconstruction, but where it keeps a spring copy or an outage', async () => {
    const found = await valuesByInterval(home, MEASURES)
    const lastCapture = Date.parse(replayed.runs.at(-1)?.started_at ?? '')
    // The reconstruction goes on for some hours after the last capture.
    const final = new Map(
      lines(FINAL_VALUES)
        .filter(line => Date.parse(line.at(-1) ?? '') <= lastCapture)
        .map(([region, instant = '', ...values]) => [
          `${region} ${instant.slice(0, 16)}`,
          values.slice(0, MEASURES.length).map(Number),
        ]),
    )
    const isLeftAtZero = (key: string) => final.get(key)?.[0] === 0
    const different = [...final.keys()].filter(
      key => !isLeftAtZero(key) && found.get(key)?.join() !== final.get(key)?.join(),
    )
    const isSpringCopy = (key: string) =>
      isSpringTwin(key.slice(3)) && final.get(key)?.join() === final.get(key.replace('T01', 'T00'))?.join()
    expect(different.filter(key => !isSpringCopy(key))).toEqual([])
    expect([...found.keys()].filter(key => !final.has(key))).toEqual([])
    expect(found.size).toBeGreaterThan(124_000)
  })

  it('leave the results of checks that a look at everything gives', async () => {
    const { stored, anew } = await checkedAnew(home)
    expect(stored).toEqual(anew)
    expect(stored.length).toBeGreaterThan(15)
  })

  it.each(readdirSync(realPath(UNPACKED)))('balance as of %s says what that capture said', async name => {
    const moment = name.replace(/T(\d+)-(\d+)-(\d+)Z\.json$/, 'T$1:$2:$3.000Z')
    const capture: CaptureRow[] = JSON.parse(readFileSync(realPath(UNPACKED, name), 'utf8'))
    const said = new Map(
      capture
        .filter(row => row.consommation && !isSpringTwin(row.date_heure))
        .map(row => [`${row.code_insee_region} ${iso(row.date_heure)}`, row.consommation]),
    )
    const keys = capture.map(row => Date.parse(row.date_heure) / 900_000)
    const { rows } = await home.warehouse.read(engine =>
      readBalance(engine, {
        range: { from: Math.min(...keys), to: Math.max(...keys) + 1 },
        regionCodes: [],
        step: 'PT15M',
        limit: 10_000,
        asOf: Date.parse(moment),
      }),
    )
    const known = new Map(
      rows.map(row => [`${row.region_code} ${row.interval_start_utc}`, row.consumption_mw]),
    )
    expect([...said].filter(([key, mw]) => known.get(key) !== mw)).toEqual([])
    // A capture that lost pages does not take back what the ones before it said, and none knows what comes after.
    const { publisher_newest_utc: newest } = replayed.runs.find(run => run.started_at === moment) ?? {}
    expect(
      rows
        .map(row => row.interval_start_utc)
        .sort()
        .at(-1),
    ).toBe(newest)
    expect(said.size).toBeGreaterThan(800)
  })
})

const iso = (instant: string) => new Date(instant).toISOString()
