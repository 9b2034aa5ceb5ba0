/**
 * Reads from a warehouse what is known of the twelve regions, as arrays on one grid of half-hours: measured values, and the weather as
 * it was known. Month by month, so that years fit in memory.
 */
import { REGION_CODES } from '../catalog/regions.ts'
import { readAreaHalves } from '../gold/queries/area-halves.ts'
import { readAreaWeather } from '../gold/queries/area-weather.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import type { Warehouse } from '../gold/warehouse.ts'
import type { AreaHistory } from './area-history.ts'
import { type HalfHourGrid, halvesOfMeans, meansOfStraight } from './half-hourly-weather.ts'

export interface HistoryRequest extends HalfHourGrid {
  /** Nothing that was first seen later is read; absent: as it is known now. */
  readonly asOf?: Date | undefined
}

const HALF_HOUR_MINUTES = 30
/** A month of quarters. */
const AT_ONCE = 31 * 96

/**
 * Histories of the twelve regions, ordered by code, all on the grid asked for: NaN where nothing is known, and everywhere in a
 * region that has no data.
 *
 * @throws RangeError when the range is empty or its ends are no whole numbers.
 * @throws WarehouseUnavailableError when nothing has been loaded yet.
 */
export function readHistories(
  warehouse: Warehouse,
  request: HistoryRequest,
  signal?: AbortSignal,
): Promise<readonly AreaHistory[]> {
  checkGrid(request)
  const asOf = request.asOf?.getTime()
  return warehouse.read(async engine => {
    const areas = new Map(REGION_CODES.toSorted().map(code => [code, emptyArea(request)] as const))
    await readFlows(engine, request, asOf, areas, signal)
    await readWeather(engine, request, asOf, areas, signal)
    return [...areas].map(([code, area]) => toHistory(code, area, request))
  })
}

function checkGrid({ firstHalfHour, endHalfHour }: HalfHourGrid): void {
  const isRange = Number.isSafeInteger(firstHalfHour) && Number.isSafeInteger(endHalfHour)
  if (isRange && firstHalfHour < endHalfHour) return
  throw new RangeError(
    `half-hours ${firstHalfHour} to ${endHalfHour}: expected whole numbers, the first before the end`,
  )
}

type Values = Record<
  | 'consumption_mw'
  | 'wind_mw'
  | 'solar_mw'
  | 'temperature_celsius'
  | 'wind_speed_100m_m_s'
  | 'solar_irradiance_w_m2'
  | 'cloud_cover_percent',
  Float64Array
>

/** Flows by the half-hour of the grid, weather by the hour around it. */
function emptyArea(grid: HalfHourGrid): Values {
  const flows = () => new Float64Array(grid.endHalfHour - grid.firstHalfHour).fill(Number.NaN)
  const { first, end } = hoursAround(grid)
  const weather = () => new Float64Array(end - first).fill(Number.NaN)
  return {
    consumption_mw: flows(),
    wind_mw: flows(),
    solar_mw: flows(),
    temperature_celsius: weather(),
    wind_speed_100m_m_s: weather(),
    solar_irradiance_w_m2: weather(),
    cloud_cover_percent: weather(),
  }
}

/** Half-open, in hours since 1970: what the first and the last half-hour lie between, and their neighbours. */
const hoursAround = ({ firstHalfHour, endHalfHour }: HalfHourGrid) => ({
  first: Math.floor(firstHalfHour / 2) - 1,
  end: Math.ceil(endHalfHour / 2) + 2,
})

async function readFlows(
  engine: Engine,
  { firstHalfHour, endHalfHour }: HalfHourGrid,
  asOf: number | undefined,
  areas: ReadonlyMap<string, Values>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const range of slices({ from: firstHalfHour * 2, to: endHalfHour * 2 })) {
    for (const half of await readAreaHalves(engine, { range, asOf }, signal)) {
      const area = areas.get(half.region_code)
      if (area === undefined) continue
      const index = half.half_hour_key / 2 - firstHalfHour
      area.consumption_mw[index] = 0 - meanMw(half.demand_mw_minutes)
      area.wind_mw[index] = meanMw(half.wind_mw_minutes)
      area.solar_mw[index] = meanMw(half.solar_mw_minutes)
    }
  }
}

const meanMw = (mwMinutes: number | null): number => (mwMinutes ?? Number.NaN) / HALF_HOUR_MINUTES

async function readWeather(
  engine: Engine,
  grid: HalfHourGrid,
  asOf: number | undefined,
  areas: ReadonlyMap<string, Values>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { first, end } = hoursAround(grid)
  for (const range of slices({ from: first * 4, to: end * 4 })) {
    for (const hour of await readAreaWeather(engine, { range, asOf }, signal)) {
      const area = areas.get(hour.region_code)
      if (area === undefined) continue
      const index = hour.time_key / 4 - first
      area.temperature_celsius[index] = hour.temperature_celsius ?? Number.NaN
      area.wind_speed_100m_m_s[index] = hour.wind_speed_100m_m_s ?? Number.NaN
      area.solar_irradiance_w_m2[index] = hour.solar_irradiance_w_m2 ?? Number.NaN
      area.cloud_cover_percent[index] = hour.cloud_cover_percent ?? Number.NaN
    }
  }
}

function* slices({ from, to }: TimeRange): Generator<TimeRange> {
  for (let start = from; start < to; start += AT_ONCE)
    yield { from: start, to: Math.min(to, start + AT_ONCE) }
}

function toHistory(area_code: string, area: Values, grid: HalfHourGrid): AreaHistory {
  const { first } = hoursAround(grid)
  return {
    area_code,
    first_half_hour: grid.firstHalfHour,
    consumption_mw: area.consumption_mw,
    wind_mw: area.wind_mw,
    solar_mw: area.solar_mw,
    temperature_celsius: meansOfStraight(area.temperature_celsius, first, grid),
    wind_speed_100m_m_s: meansOfStraight(area.wind_speed_100m_m_s, first, grid),
    solar_irradiance_w_m2: halvesOfMeans(area.solar_irradiance_w_m2, first, grid),
    cloud_cover_percent: meansOfStraight(area.cloud_cover_percent, first, grid),
  }
}
