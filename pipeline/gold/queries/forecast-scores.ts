/**
 * How good the forecasts were, by area, quantity and horizon: day by day, or over a range of days, in which a day weighs what it has
 * pairs of forecast and measured value. Nothing while nothing is scored.
 */
import type { ForecastQuantity, HorizonCode } from '../../catalog/forecasting.ts'
import { type Engine, int, list, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { type Warehouse, WarehouseUnavailableError } from '../warehouse.ts'
import { ratio, rounded } from './quantity.ts'

export interface ScorePosition {
  /** Empty over a range. */
  readonly target_date: string
  readonly area_code: string
  readonly quantity: string
  readonly horizon: string
}

export interface ScoresRequest {
  /** Days in Paris, YYYY-MM-DD, half-open. */
  readonly days: { readonly from: string; readonly to: string }
  readonly by: 'range' | 'day'
  /** Empty: all. */
  readonly areaCodes: readonly string[]
  /** Absent: all. */
  readonly quantity?: ForecastQuantity | undefined
  readonly horizon?: HorizonCode | undefined
  readonly limit: number
  /** Key of the last row of the page before. */
  readonly after?: ScorePosition | undefined
}

/** Sums over pairs: means times counts, and squares for the root of their mean. */
const SUMS = {
  target_date: 'text',
  area_code: 'text',
  quantity: 'text',
  horizon: 'text',
  first_day: 'text',
  last_day: 'text',
  day_count: 'int',
  expected_count: 'int',
  pair_count: 'int',
  covered_count: 'int',
  days_without_mape: 'int',
  actual_sum: 'decimal',
  absolute_sum: 'decimal',
  squared_sum: 'decimal',
  mape_sum: 'decimal?',
  bias_sum: 'decimal',
  pinball_sum: 'decimal',
  d1_sum: 'decimal',
  d7_sum: 'decimal',
  climatology_sum: 'decimal',
} as const
type Sums = Row<typeof SUMS>

export interface ForecastScoreAnswer {
  readonly region_code: string
  readonly quantity: ForecastQuantity
  readonly horizon: HorizonCode
  /** First and last day that was scored, in Paris. */
  readonly first_day: string
  readonly last_day: string
  readonly day_count: number
  readonly expected_count: number
  readonly pair_count: number
  readonly mae_mw: number
  readonly rmse_mw: number
  /** Null: a measured value was zero, or as good as. */
  readonly mape_ratio: number | null
  /** MAE over the mean measured value. Null: that is not above zero. */
  readonly wmape_ratio: number | null
  readonly bias_mw: number
  readonly pinball_mw: number
  readonly coverage_ratio: number
  /** 1 − MAE over that of the baseline. Null: the baseline was right to the kW. */
  readonly skill_vs_d1: number | null
  readonly skill_vs_d7: number | null
  readonly skill_vs_climatology: number | null
}

export interface ScoresPage {
  readonly rows: readonly ForecastScoreAnswer[]
  readonly hasMore: boolean
  readonly last: ScorePosition | undefined
}

/** One page, ordered by day (where it is by day), area, quantity and horizon. */
export async function readForecastScores(
  engine: Engine,
  request: ScoresRequest,
  signal?: AbortSignal,
): Promise<ScoresPage> {
  if (engine.lacks.has('forecast_score')) return { rows: [], hasMore: false, last: undefined }
  const { after, limit } = request
  const sums = await read(
    engine,
    SUMS,
    sql`SELECT s.* FROM (${sumsOf(request)}) s
        ${after ? afterPosition(after) : none}
        ORDER BY s.target_date, s.area_code, s.quantity, s.horizon
        OFFSET 0 ROWS FETCH NEXT ${int(limit + 1)} ROWS ONLY`,
    signal,
  )
  const page = sums.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map(toAnswer),
    hasMore: sums.length > limit,
    last: last && {
      target_date: last.target_date,
      area_code: last.area_code,
      quantity: last.quantity,
      horizon: last.horizon,
    },
  }
}

function sumsOf({ days, by, areaCodes, quantity, horizon }: ScoresRequest): Sql {
  const isByDay = by === 'day'
  const day = isByDay ? sql`f.target_date` : sql`''`
  return sql`
    SELECT ${day} AS target_date, f.area_code, ${asText(sql`f.quantity_code`)} AS quantity, ${asText(sql`f.horizon_code`)} AS horizon,
      MIN(f.target_date) AS first_day, MAX(f.target_date) AS last_day, COUNT(*) AS day_count,
      ${total(sql`f.expected_count`)} AS expected_count, ${total(sql`f.pair_count`)} AS pair_count,
      ${total(sql`f.covered_count`)} AS covered_count,
      SUM(CASE WHEN f.mape_ratio IS NULL THEN 1 ELSE 0 END) AS days_without_mape,
      ${overPairs(sql`f.mean_actual_mw`)} AS actual_sum, ${overPairs(sql`f.mae_mw`)} AS absolute_sum,
      ${overPairs(sql`f.rmse_mw * f.rmse_mw`)} AS squared_sum, ${overPairs(sql`f.mape_ratio`)} AS mape_sum,
      ${overPairs(sql`f.bias_mw`)} AS bias_sum, ${overPairs(sql`f.pinball_mw`)} AS pinball_sum,
      ${overPairs(sql`f.d1_mae_mw`)} AS d1_sum, ${overPairs(sql`f.d7_mae_mw`)} AS d7_sum,
      ${overPairs(sql`f.climatology_mae_mw`)} AS climatology_sum
    FROM forecast_score f
    WHERE f.target_date >= ${text(days.from)} AND f.target_date < ${text(days.to)}
      ${areaCodes.length === 0 ? none : sql`AND f.area_code IN (${list(areaCodes.map(text))})`}
      ${quantity === undefined ? none : sql`AND f.quantity_code = ${text(quantity)}`}
      ${horizon === undefined ? none : sql`AND f.horizon_code = ${text(horizon)}`}
    GROUP BY ${isByDay ? sql`f.target_date, ` : none}f.area_code, f.quantity_code, f.horizon_code`
}

/** Codes of a fixed set follow their declaration in DuckDB, and the alphabet on a server. */
const asText = (column: Sql): Sql => sql`CAST(${column} AS varchar(20))`

const total = (column: Sql): Sql => sql`SUM(CAST(${column} AS bigint))`

const overPairs = (mean: Sql): Sql => sql`SUM(${mean} * f.pair_count)`

const afterPosition = ({ target_date, area_code, quantity, horizon }: ScorePosition): Sql => sql`
  WHERE s.target_date > ${text(target_date)} OR (s.target_date = ${text(target_date)} AND (s.area_code > ${text(area_code)}
    OR (s.area_code = ${text(area_code)} AND (s.quantity > ${text(quantity)}
    OR (s.quantity = ${text(quantity)} AND s.horizon > ${text(horizon)})))))`

function toAnswer(sums: Sums): ForecastScoreAnswer {
  const mean = (sum: number) => rounded(sum / sums.pair_count, 3)
  const skill = (baselineSum: number) =>
    baselineSum === 0 ? null : rounded(1 - sums.absolute_sum / baselineSum, 4)
  return {
    region_code: sums.area_code,
    // The table holds no other codes.
    quantity: sums.quantity as ForecastQuantity,
    horizon: sums.horizon as HorizonCode,
    first_day: sums.first_day,
    last_day: sums.last_day,
    day_count: sums.day_count,
    expected_count: sums.expected_count,
    pair_count: sums.pair_count,
    mae_mw: mean(sums.absolute_sum),
    rmse_mw: rounded(Math.sqrt(sums.squared_sum / sums.pair_count), 3),
    mape_ratio:
      sums.days_without_mape > 0 || sums.mape_sum === null ? null : ratio(sums.mape_sum, sums.pair_count),
    wmape_ratio: sums.actual_sum <= 0 ? null : ratio(sums.absolute_sum, sums.actual_sum),
    bias_mw: mean(sums.bias_sum),
    pinball_mw: mean(sums.pinball_sum),
    coverage_ratio: ratio(sums.covered_count, sums.pair_count),
    skill_vs_d1: skill(sums.d1_sum),
    skill_vs_d7: skill(sums.d7_sum),
    skill_vs_climatology: skill(sums.climatology_sum),
  }
}

/** The newest day that is scored, YYYY-MM-DD. */
export async function newestScoredDay(engine: Engine, signal?: AbortSignal): Promise<string | undefined> {
  if (engine.lacks.has('forecast_score')) return undefined
  const [row] = await read(
    engine,
    { newest: 'text?' },
    sql`SELECT MAX(target_date) AS newest FROM forecast_score`,
    signal,
  )
  return row?.newest ?? undefined
}

/** Days whose scores are stored, YYYY-MM-DD, in order; none when nothing has been loaded yet. */
export async function storedScoreDays(warehouse: Warehouse): Promise<readonly string[]> {
  try {
    const rows = await warehouse.read(async engine =>
      engine.lacks.has('forecast_score')
        ? []
        : read(
            engine,
            { target_date: 'text' },
            sql`SELECT DISTINCT target_date FROM forecast_score ORDER BY target_date`,
          ),
    )
    return rows.map(({ target_date }) => target_date)
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return []
    throw error
  }
}
