/**
 * Proof on the winter of 2017 as published, of six regions: norms of each month from what was published before it, and the cold
 * spell of 17 to 26 January 2017, for which the operator said it might ask consumers to use less, told from the rest of that winter.
 * The figures are those of docs/tension.md.
 */
import { beforeAll, expect, it } from 'vitest'
import { TENSION_LEVELS } from '../../catalog/forecasting.ts'
import { parisDateTime } from '../../catalog/paris-calendar.ts'
import { REGION_CODES } from '../../catalog/regions.ts'
import { makeNorms, monthsOfNorms, type NormOutcome } from '../../forecasting/norms.ts'
import { readTension, type TensionRow } from '../../gold/queries/tension.ts'
import { updateGold } from '../../gold/update-gold.ts'
import { updateSilver } from '../../silver/update-silver.ts'
import { FILES_FEED } from '../../sources/files.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { receive, temporaryHome } from '../temporary-home.ts'

const FILES = 'rte-files-2016-2017-consolidated'
const REGIONS = ['11', '28', '44', '53', '76', '93']
const EVENT = ['2017-01-17', '2017-01-26'] as const
/** January and February 2017: before, no norm can look back on a year. */
const END_OF_WINTER = '2017-03-01'

const fromIndex = (code: string): number =>
  TENSION_LEVELS.find(({ level_code }) => level_code === code)?.from_index ?? Number.NaN
const RAISED = fromIndex('raised')
const HIGH = fromIndex('high')

interface Judged extends TensionRow {
  readonly local_date: string
  readonly tension_index: number
}

const isInEvent = ({ local_date }: Judged) => local_date >= EVENT[0] && local_date <= EVENT[1]

const percentOf = (part: number, whole: number): number => Math.round((part / whole) * 100)

/** In percent. Of those that were told tense, the share in the event; of those in the event, the share that was told tense. */
function judge(all: readonly Judged[], from: number) {
  const tense = all.filter(({ tension_index }) => tension_index >= from)
  const hits = tense.filter(isInEvent).length
  return {
    precision: percentOf(hits, tense.length),
    recall: percentOf(hits, all.filter(isInEvent).length),
  }
}

/** Share that was told raised or high, in percent. */
const raisedBetween = (all: readonly Judged[], first: string, last: string): number => {
  const between = all.filter(({ local_date }) => local_date >= first && local_date <= last)
  return percentOf(between.filter(({ tension_index }) => tension_index >= RAISED).length, between.length)
}

/** Of each region and day, the hour that as many are above as below: it reaches a level when half of the day's hours do. */
function medians(hours: readonly Judged[]): Judged[] {
  return [...Map.groupBy(hours, hour => `${hour.area_code} ${hour.local_date}`).values()].flatMap(
    day => day.toSorted((a, b) => b.tension_index - a.tension_index)[Math.ceil(day.length / 2) - 1] ?? [],
  )
}

describeReal('the tension of 2017 against 2016', [FILES], () => {
  const home = temporaryHome()
  const now = new Date('2017-09-01T03:00:00Z')
  let made: NormOutcome[]
  let hours: Judged[]
  let winter: Judged[]

  beforeAll(async () => {
    await receive(home, [realPath(FILES)], '2017-09-01T00:00:00Z')
    await updateSilver(home.lake, [FILES_FEED])
    await updateGold(home.warehouse, home.lake, async () => undefined)
    made = await makeNorms(home, { months: await monthsOfNorms(home, now), now })
    const range = { from: Date.parse('2016-12-31T23:00Z') / 900_000, to: now.getTime() / 900_000 }
    const { rows } = await home.warehouse.read(engine =>
      readTension(engine, { range, areaCodes: REGION_CODES, limit: 100_000 }),
    )
    hours = rows.flatMap(row => {
      const { local_date } = parisDateTime(Date.parse(row.interval_start_utc) / 1000)
      return row.tension_index === null ? [] : { ...row, tension_index: row.tension_index, local_date }
    })
    winter = hours.filter(({ local_date }) => local_date < END_OF_WINTER)
  }, LOAD_TIMEOUT_MS)

  it('has norms from the first month on that a year lies before, of the regions there are', () => {
    expect(made.map(({ norm_month, outcome, area_codes }) => [norm_month, outcome, area_codes])).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '08', '09'].map(month => [`2017-${month}`, 'made', REGIONS]),
    )
  })

  it('tells almost all hours and days of the cold spell raised or high', () => {
    expect(medians(winter)).toHaveLength(354)
    expect(judge(winter, RAISED)).toEqual({ precision: 39, recall: 95 })
    expect(judge(medians(winter), RAISED)).toEqual({ precision: 38, recall: 97 })
  })

  it('is surer of what it tells high', () => {
    expect(judge(winter, HIGH)).toEqual({ precision: 53, recall: 77 })
    expect(judge(medians(winter), HIGH)).toEqual({ precision: 55, recall: 78 })
  })

  it('tells raised beside it where it was cold as well, and hardly once it had become mild', () => {
    const days = medians(winter)
    expect(raisedBetween(days, '2017-01-01', '2017-01-16')).toBe(77)
    expect(raisedBetween(days, '2017-01-27', '2017-02-28')).toBe(10)
  })

  it('passes 95 in the eight months after its first norm about twice as often as in the year the norms were made of', () => {
    expect(hours).toHaveLength(34_986)
    const over = (rows: readonly Judged[]) =>
      percentOf(rows.filter(({ tension_index }) => tension_index > 95).length, rows.length)
    expect(over(hours)).toBe(8)
    expect(REGIONS.map(code => over(hours.filter(({ area_code }) => area_code === code)))).toEqual([
      6, 5, 7, 8, 11, 13,
    ])
    const outside = hours.filter(({ local_date }) => local_date >= '2017-02-01')
    expect(over(outside)).toBe(3)
  })
})
