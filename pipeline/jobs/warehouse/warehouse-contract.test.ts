/**
 * What every warehouse promises, tried on each there is: the same loads make the same rows and the same
 * answers of the API, to the last digit, as a DuckDB that was loaded with all of it at once.
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveWarehouse, type TestService } from '../../../api/test-service.ts'
import { columnsOf } from '../../catalog/datasets.ts'
import { NORM_PERCENTS } from '../../catalog/forecasting.ts'
import { GOLD_DATASETS } from '../../catalog/gold-datasets.ts'
import { storeFeedRuns } from '../../gold/feed_run.ts'
import { storeForecasts } from '../../gold/forecast.ts'
import { storeForecastScores } from '../../gold/forecast_score.ts'
import type { GoldUpdate } from '../../gold/gold-update.ts'
import { forecastIssue, forecastScore } from '../../gold/queries/forecast-fixture.ts'
import { normCell } from '../../gold/queries/norm-fixture.ts'
import { feedRun } from '../../gold/queries/runs-fixture.ts'
import { readTable } from '../../gold/table-rows.ts'
import { storeTensionNorms } from '../../gold/tension_norm.ts'
import { type GoldTrial, openGoldTrial, type PublishedRow } from '../../gold/trial.ts'
import { type GoldWarehouse, remakeGold, updateGold } from '../../gold/update-gold.ts'
import { runChecks } from '../../quality/run-checks.ts'
import { storeResults } from '../../quality/store-results.ts'
import { answerText, pointNamed, requestFor } from '../../silver/weather-answers.ts'
import { API_PATHS, answersOf } from './api-answers.ts'
import {
  EXTREME_RUNS,
  EXTREME_WEATHER,
  EXTREME_WEATHER_QUERY,
  IMPOSSIBLE_WEATHER,
  WRITTEN,
} from './extreme-values.ts'
import { type EmptyWarehouse, onEmpty, warehouseTargets } from './warehouse-target.ts'

const POINTS = [pointNamed('Rennes'), pointNamed('Brest')]

/** A server that is far away, or busy, is no failure of the contract. */
const PATIENCE_MS = 600_000

/** After the last publication: as-of questions ask about the past. */
const AFTERWARDS = () => new Date('2027-03-01T10:00:00Z')

const times = (from: number, count: number, step: number) =>
  Array.from({ length: count }, (_, index) => {
    const minutes = from * 60 + index * step
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  })

function rowsOf(
  nature: NonNullable<PublishedRow['nature']>,
  at: readonly string[],
  base: number,
): PublishedRow[] {
  return at.map((time, index) => ({
    time,
    nature,
    Consommation: base + index,
    Thermique: index % 5 === 0 ? -7 : 100 + index,
    Eolien: index % 7 === 3 ? 'ND' : 300 + index,
    Solaire: index % 11 === 5 ? 9_999_999 : 10,
    Hydraulique: 20,
    Bioénergies: 60,
    Pompage: -5,
    'Ech. physiques': index % 3 === 0 ? -40 : 1500 + index,
  }))
}

async function tellWeather(trial: GoldTrial, kind: 'forecast' | 'analysis', day: string, warmth: number) {
  await trial.receiveAnswer(kind === 'forecast' ? 'open-meteo-forecast' : 'open-meteo-archive', {
    text: answerText({
      points: POINTS,
      from: '2026-06-01T08:00',
      hours: 6,
      columns: {
        temperature_2m: (point, hour) => (hour === 5 ? null : warmth + point / 10 + hour),
        wind_speed_10m: (_, hour) => 3 + hour,
      },
      change: document => ({ ...document, generationtime_ms: warmth }),
    }),
    fetchedAt: `2026-06-${day}:00Z`,
    url: requestFor(POINTS),
  })
}

/** What happens, one update after the other: every kind of change that a load knows. */
const STORY: readonly ((trial: GoldTrial) => Promise<unknown>)[] = [
  trial => trial.publish(rowsOf('temps réel', times(10, 12, 15), 2000), '2026-06-01T13:00:00.250Z'),
  trial => tellWeather(trial, 'forecast', '01T13:20', 12),
  // Later values of the same rows, new rows, and one that is suspect.
  trial =>
    trial.publish(
      [...rowsOf('temps réel', times(10, 14, 15), 2001), { time: '14:00', Consommation: 400 }],
      '2026-06-01T14:00:00.500Z',
    ),
  trial => tellWeather(trial, 'analysis', '06T05:00', 9),
  // Another step of a better vintage; an outage of zeros; then a vintage that changes its step to and fro.
  trial =>
    trial.publish(
      rowsOf('consolidées', times(10, 6, 30), 2100).filter(({ time }) => time !== '11:30'),
      '2026-07-01T06:00:00.000Z',
    ),
  trial => trial.publish(rowsOf('consolidées', times(10, 4, 15), 2150), '2026-07-02T06:00:00.000Z'),
  trial => trial.publish(rowsOf('consolidées', times(10, 2, 30), 2100), '2026-07-03T06:00:00.000Z'),
  trial =>
    trial.publish(
      times(15, 2, 15).map(time => ({
        time,
        Consommation: 0,
        Thermique: 0,
        Eolien: 0,
        Solaire: 0,
        Hydraulique: 0,
        Bioénergies: 0,
      })),
      '2026-07-04T06:00:00.000Z',
    ),
  trial => tellWeather(trial, 'forecast', '01T10:00', 15),
  trial => trial.publish(rowsOf('définitives', times(10, 3, 30), 2105), '2027-01-01T06:00:00.000Z'),
  // Comes last and was fetched first: what was loaded since is made again.
  trial => trial.publish(rowsOf('temps réel', times(9, 8, 15), 1990), '2026-06-01T12:30:00.000Z'),
]

const RUNS = [
  feedRun({ started_at: '2026-06-01T13:00:00.250Z', unknown_columns: ['Température', 'x'] }),
  feedRun({
    started_at: '2026-06-01T13:15:00.000Z',
    outcome: 'failed',
    error_code: 'timeout',
    error_message: 'élan',
  }),
  feedRun({
    feed_id: 'open-meteo-forecast',
    started_at: '2026-06-01T13:20:00.001Z',
    quota_used: 7,
    quota_allowed: 900,
  }),
]

/** Of the hours of the story, known from a moment on that as-of questions are asked at. */
const NORMS = Array.from({ length: 24 }, (_, local_hour) =>
  normCell({
    norm_month: '2026-06',
    local_hour,
    made_at: '2026-06-01T13:00:00.250Z',
    usual_exchange_mw: -40.125,
    percentiles_mw: NORM_PERCENTS.map(percent => 1_500.5 + percent * local_hour),
  }),
)

/** The second one ten days after the first, which it drives out. */
const ISSUES = ['2026-05-22T13:27:00.250Z', '2026-06-01T13:27:00.250Z', '2026-06-01T14:27:00.001Z'].map(at =>
  forecastIssue(at, { areas: ['24', '53', 'FR'], halfHours: 12, is_simulated: at.endsWith('001Z') }),
)

const SCORES = ['2026-05-31', '2026-06-01', '2026-06-02'].flatMap((target_date, day) =>
  (['h00_06', 'h06_24'] as const).flatMap(horizon_code =>
    ['53', 'FR'].map(area_code =>
      forecastScore({
        target_date,
        horizon_code,
        area_code,
        pair_count: 161 + day,
        mae_mw: 40.001 + day * 7,
        rmse_mw: 50.125 + day,
        mape_ratio: day === 2 && area_code === 'FR' ? null : 0.020001,
        bias_mw: -0.001,
        d1_mae_mw: area_code === 'FR' ? 0 : 80.333,
      }),
    ),
  ),
)

/** What gold holds besides what it makes of silver. @returns how many rows were new. */
const storeAside = async (warehouse: GoldWarehouse): Promise<number> =>
  (await storeFeedRuns(warehouse, RUNS)) +
  (await storeTensionNorms(warehouse, NORMS)) +
  (await storeForecasts(warehouse, ISSUES.slice(0, 2))) +
  (await storeForecasts(warehouse, ISSUES)) +
  (await storeForecastScores(warehouse, SCORES))

const check: Parameters<typeof updateGold>[2] = async connection =>
  storeResults(connection, await runChecks(connection))

const tablesOf = (warehouse: GoldWarehouse) =>
  warehouse.read(async engine => {
    const tables: Record<string, readonly string[]> = {}
    for (const dataset of GOLD_DATASETS) tables[dataset.table_name] = await readTable(engine, dataset)
    return tables
  })

/** What each update of the story came to in each warehouse, which all follow one silver. */
async function tellStory(trial: GoldTrial, warehouses: readonly GoldWarehouse[]): Promise<GoldUpdate[][]> {
  const updates: GoldUpdate[][] = warehouses.map(() => [])
  for (const step of STORY) {
    await step(trial)
    await trial.update()
    for (const [index, warehouse] of warehouses.entries())
      updates[index]?.push(await updateGold(warehouse, trial.lake, check))
  }
  for (const warehouse of warehouses) await storeAside(warehouse)
  return updates
}

/** The story so far, to go on from without the others. */
async function copyOf(trial: GoldTrial): Promise<GoldTrial> {
  const copy = await openGoldTrial()
  for (const layer of ['bronze', 'silver'])
    await cp(join(trial.home, layer), join(copy.home, layer), { recursive: true })
  return copy
}

const TARGETS = warehouseTargets(process.env.SQLSERVER_URL)

let trial: GoldTrial
let reference: GoldWarehouse
let told: GoldUpdate[] = []
let tried: { readonly empty: EmptyWarehouse; readonly updates: GoldUpdate[] }[] = []
let answers: TestService
beforeAll(async () => {
  trial = await openGoldTrial()
  reference = trial.warehouse
  const opened: EmptyWarehouse[] = []
  for (const target of TARGETS) opened.push(await target.open())
  tried = opened.map(empty => ({ empty, updates: [] }))
  const [first = [], ...others] = await tellStory(trial, [
    reference,
    ...opened.map(({ warehouse }) => warehouse),
  ])
  told = first
  tried = opened.map((empty, index) => ({ empty, updates: others[index] ?? [] }))
  answers = await serveWarehouse(reference, { now: AFTERWARDS, queryTimeoutMs: 300_000 })
}, 900_000)
afterAll(async () => {
  await answers?.stop()
  await trial?.close()
  for (const { empty } of tried) await empty.remove()
})

describe.each(TARGETS)('the warehouse on $name', target => {
  let empty: EmptyWarehouse
  let updates: GoldUpdate[]
  beforeAll(() => {
    const own = tried[TARGETS.indexOf(target)]
    if (!own) throw new Error(`${target.name}: not opened`)
    empty = own.empty
    updates = own.updates
  })

  it('holds the same rows, whatever was published and revised', async () => {
    const wanted = await tablesOf(reference)
    const held = await tablesOf(empty.warehouse)
    for (const { table_name } of GOLD_DATASETS)
      expect(held[table_name], table_name).toEqual(wanted[table_name])
    expect(held.fact_energy_flow?.length).toBeGreaterThan(100)
    expect(held.fact_energy_flow_revision?.length).toBeGreaterThan(100)
    expect(held.weather?.length).toBeGreaterThan(10)
    expect(held.quarantine?.length).toBeGreaterThan(2)
    expect(held.quality_result?.length).toBeGreaterThan(10)
    expect(held.tension_norm?.length).toBe(24)
    expect(held.forecast?.length).toBe(2 * 3 * 4 * 12)
    expect(held.forecast_score?.length).toBe(SCORES.length)
  })

  it('touches the rows that change, and no others', () => {
    expect(updates).toEqual(told)
  })

  it(
    'changes nothing when it is loaded again',
    async () => {
      const before = await tablesOf(empty.warehouse)
      expect(await updateGold(empty.warehouse, trial.lake, check)).toMatchObject({ batches: 0 })
      expect(await storeAside(empty.warehouse)).toBe(0)
      expect(await tablesOf(empty.warehouse)).toEqual(before)
    },
    PATIENCE_MS,
  )

  it(
    'touches no row when a batch is loaded that it has forgotten it had',
    async () => {
      const before = await tablesOf(empty.warehouse)
      const late = `fetched_at > '2026-06-30 00:00:00'`
      await empty.write([
        `DELETE FROM quarantine WHERE batch_key IN (SELECT b.batch_key FROM load_batch b WHERE b.${late})`,
        `DELETE FROM load_batch WHERE ${late}`,
      ])
      const again = await updateGold(empty.warehouse, trial.lake, check)
      expect(again).toEqual({
        batches: 5,
        facts_inserted: 0,
        facts_deleted: 0,
        revisions_inserted: 0,
        revisions_deleted: 0,
        weather_inserted: 0,
        weather_deleted: 0,
        temperatures_changed: 0,
      })
      expect(await tablesOf(empty.warehouse)).toEqual(before)
    },
    PATIENCE_MS,
  )

  it('gives the same answers, to the last digit: every endpoint in every variant', async () => {
    const service = await serveWarehouse(empty.warehouse, { now: AFTERWARDS, queryTimeoutMs: 300_000 })
    try {
      const wanted = await answersOf(answers, API_PATHS)
      const given = await answersOf(service, API_PATHS)
      expect(given).toEqual(wanted)
      // A type that a region never had at an instant is not found, on both.
      expect(new Set(given.map(({ status }) => status))).toEqual(new Set([200, 404]))
      expect(given.filter(({ status }) => status === 200).length).toBeGreaterThan(given.length * 0.9)
    } finally {
      await service.stop()
    }
  }, 1_800_000)

  it(
    'gives back every value as it was written: decimals, instants to the millisecond, flags, texts',
    () =>
      onEmpty(target, async fresh => {
        await fresh.insert('weather', EXTREME_WEATHER_QUERY)
        await storeFeedRuns(fresh.warehouse, EXTREME_RUNS)
        const held = await tablesOf(fresh.warehouse)
        const numbers = EXTREME_WEATHER.map(row =>
          JSON.stringify(
            Object.entries(row).map(([name, value]) =>
              /_celsius$|_m_s$|_m2$|_percent$/.test(name) && value !== null ? Number(value) : value,
            ),
          ),
        )
        expect(held.weather).toEqual(numbers.toSorted())
        const names = columnsOf('feed_run').map(({ column_name }) => column_name)
        const runs = held.feed_run?.map(line => {
          const values = JSON.parse(line) as unknown[]
          const told = new Map(names.map((name, index) => [name, values[index]]))
          return Object.fromEntries(WRITTEN.map(name => [name, told.get(name)]))
        })
        expect(runs).toHaveLength(EXTREME_RUNS.length)
        for (const run of EXTREME_RUNS) {
          const written = Object.fromEntries(WRITTEN.map(name => [name, run[name]]))
          expect(runs).toContainEqual(written)
        }
      }),
    PATIENCE_MS,
  )

  it(
    'refuses weather that no sky gives',
    () =>
      onEmpty(target, async fresh => {
        for (const value of IMPOSSIBLE_WEATHER)
          await expect(
            fresh.insert('weather', `SELECT * REPLACE (${value}) FROM (${EXTREME_WEATHER_QUERY})`),
            value,
          ).rejects.toThrow(/constraint/i)
        expect((await tablesOf(fresh.warehouse)).weather).toEqual([])
      }),
    PATIENCE_MS,
  )

  it(
    'is made the same from all of silver at once',
    () =>
      onEmpty(target, async fresh => {
        await remakeGold(fresh.warehouse, trial.lake, check)
        await storeAside(fresh.warehouse)
        expect(await tablesOf(fresh.warehouse)).toEqual(await tablesOf(reference))
      }),
    PATIENCE_MS,
  )

  it(
    'is loaded once when two load at the same time',
    () =>
      onEmpty(target, async fresh => {
        const both = await Promise.all(
          [fresh.warehouse, fresh.another()].map(warehouse => updateGold(warehouse, trial.lake, check)),
        )
        expect(both.map(({ batches }) => batches).toSorted()).toEqual([0, STORY.length])
        await storeAside(fresh.warehouse)
        expect(await tablesOf(fresh.warehouse)).toEqual(await tablesOf(reference))
      }),
    PATIENCE_MS,
  )

  it(
    'keeps what it had when a load fails',
    async () => {
      const before = await tablesOf(empty.warehouse)
      const more = await copyOf(trial)
      try {
        await more.publish(rowsOf('temps réel', times(16, 4, 15), 1800), '2027-02-01T06:00:00.000Z')
        expect((await more.update()).loads).toHaveLength(1)
        const failing = updateGold(empty.warehouse, more.lake, async () => {
          throw new Error('the check broke')
        })
        await expect(failing).rejects.toThrow('the check broke')
      } finally {
        await more.close()
      }
      expect(await tablesOf(empty.warehouse)).toEqual(before)
    },
    PATIENCE_MS,
  )
})
