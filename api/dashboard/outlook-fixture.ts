/** Days of twelve regions with wind and sun, their norms, a forecast and its scores: what the page draws when all is known. */
import {
  AREA_CODES,
  type Baseline,
  FORECAST_QUANTITIES,
  type ForecastQuantity,
  HORIZONS,
  NATIONAL_AREA,
  NORM_DAY_TYPES,
  NORM_PERCENTS,
} from '../../pipeline/catalog/forecasting.ts'
import { parisDateTime } from '../../pipeline/catalog/paris-calendar.ts'
import { REGION_CODES } from '../../pipeline/catalog/regions.ts'
import { type ForecastIssue, type ForecastValue, storeForecasts } from '../../pipeline/gold/forecast.ts'
import { type ForecastScoreRow, storeForecastScores } from '../../pipeline/gold/forecast_score.ts'
import { forecastScore } from '../../pipeline/gold/queries/forecast-fixture.ts'
import { normCell, seedWithCalendar } from '../../pipeline/gold/queries/norm-fixture.ts'
import type { SeededWarehouse, SeedInterval } from '../../pipeline/gold/queries/seed.ts'
import { storeTensionNorms, type TensionNormRow } from '../../pipeline/gold/tension_norm.ts'
import type { GoldWarehouse } from '../../pipeline/gold/update-gold.ts'

const HALF_HOUR = 1_800_000
const HOUR = 2 * HALF_HOUR

/** How tense each region is told to be: MW above its norm, in units of what is written. */
const EXCESS = [-420, 30, 60, 0, 330, -60, 150, 90, 560, -100, 20, -300]

const localHour = (epochMs: number) =>
  Number(parisDateTime(Math.floor(epochMs / 1000)).local_time.slice(0, 2)) + (epochMs % HOUR === 0 ? 0 : 0.5)

const bell = (hour: number, middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2))

/** Of a usual day, MW: two peaks, a windless noon, sun by day. */
function usualPower(region: number, hour: number) {
  const size = 2000 + 350 * region
  const consumption = size * (0.82 + 0.14 * bell(hour, 9, 3) + 0.24 * bell(hour, 19, 2.5))
  const solar =
    size * 0.16 * Math.max(0, Math.sin(((hour - 8) / 9) * Math.PI)) * Number(hour > 8 && hour < 17)
  return { consumption, wind: size * 0.12, solar }
}

/** As it was, with wind that comes and goes over two days. */
function powerAt(region: number, epochMs: number) {
  const usual = usualPower(region, localHour(epochMs))
  const gust = Math.sin(epochMs / (8.3 * HOUR) + region / 3)
  const rises = 1 + 0.25 * Math.sin(epochMs / (31 * HOUR))
  return {
    consumption: usual.consumption + (EXCESS[region] ?? 0) * rises,
    wind: usual.wind * (1 + 0.7 * gust),
    solar: usual.solar * (1 + 0.2 * gust),
  }
}

const IMPORT = 400

function interval(region: number, epochMs: number): SeedInterval {
  const { consumption, wind, solar } = powerAt(region, epochMs)
  const nuclear = consumption - wind - solar - IMPORT
  return {
    region: REGION_CODES[region] ?? '',
    at: new Date(epochMs).toISOString(),
    step: 30,
    mw: { demand: consumption, nuclear, wind, solar, import: IMPORT },
  }
}

const regions = REGION_CODES.map((_, region) => region)
const partsOf = (area: string) =>
  area === NATIONAL_AREA ? regions : [REGION_CODES.findIndex(code => area === String(code))]
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Cells of the month whose middle is the usual residual need, and whose width is a tenth of the demand. */
function norms(month: string): TensionNormRow[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
  return AREA_CODES.flatMap(area_code => {
    const parts = partsOf(area_code)
    return hours.flatMap(local_hour => {
      const usual = parts.map(region => usualPower(region, local_hour))
      const need = sum(usual.map(power => power.consumption - power.wind - power.solar - IMPORT))
      const width = 0.12 * sum(usual.map(({ consumption }) => consumption))
      return NORM_DAY_TYPES.map(day_type =>
        normCell({
          area_code,
          norm_month: month,
          local_hour,
          day_type,
          usual_exchange_mw: IMPORT * parts.length,
          percentiles_mw: NORM_PERCENTS.map(percent => Math.round(need + ((percent - 50) / 50) * width)),
        }),
      )
    })
  })
}

function forecastOf(region: number, quantity: ForecastQuantity, epochMs: number): number {
  const { consumption, wind, solar } = powerAt(region, epochMs)
  return { consumption, wind, solar, residual_load: consumption - wind - solar }[quantity]
}

function issue(issuedAt: number): ForecastIssue {
  const first = Math.ceil(issuedAt / HALF_HOUR)
  const value = (area_code: string, quantity_code: ForecastQuantity, step: number): ForecastValue => {
    const start = (first + step) * HALF_HOUR
    const p50_mw = sum(partsOf(area_code).map(region => forecastOf(region, quantity_code, start)))
    const spread = p50_mw * (0.02 + 0.0006 * step) * (quantity_code === 'wind' ? 6 : 1)
    return {
      area_code,
      quantity_code,
      time_key: start / 900_000,
      horizon_minutes: Math.floor((start - issuedAt) / 60_000),
      p10_mw: p50_mw - spread,
      p50_mw,
      p90_mw: p50_mw + spread,
      model_code: quantity_code === 'solar' ? 'climatology' : 'ridge',
    }
  }
  const steps = Array.from({ length: 96 }, (_, step) => step)
  return {
    issued_at: new Date(issuedAt),
    fitted_at: new Date(issuedAt - 8 * HOUR),
    is_simulated: true,
    rows: AREA_CODES.flatMap(area =>
      FORECAST_QUANTITIES.flatMap(quantity => steps.map(step => value(area, quantity, step))),
    ),
  }
}

/** Sun is forecast no better than the day before in the first region; the band of the last one is too narrow. */
function scores(days: readonly string[]): ForecastScoreRow[] {
  const baseline = (mae: number, factors: Readonly<Record<Baseline, number>>) => ({
    d1_mae_mw: mae * factors.d1,
    d7_mae_mw: mae * factors.d7,
    climatology_mae_mw: mae * factors.climatology,
  })
  return AREA_CODES.flatMap((area_code, area) =>
    FORECAST_QUANTITIES.flatMap(quantity_code =>
      HORIZONS.flatMap(({ horizon_code }, horizon) =>
        days.map(target_date => {
          const mean = 2000 + 350 * area
          const mae_mw = mean * (0.014 + 0.004 * horizon + 0.001 * (area % 5))
          const isPoor = quantity_code === 'solar' && area === 0
          return forecastScore({
            area_code,
            quantity_code,
            horizon_code,
            target_date,
            mean_actual_mw: mean,
            mae_mw,
            mape_ratio: quantity_code === 'solar' ? null : mae_mw / mean,
            bias_mw: mae_mw * 0.2 * Math.sin(area),
            covered_count: area === 11 ? 140 : 158 + (area % 4),
            ...baseline(mae_mw, { d1: isPoor ? 0.96 : 2.4 + area / 20, d7: 3.1, climatology: 2.8 }),
            is_simulated: true,
          })
        }),
      ),
    ),
  )
}

export interface OutlookHome {
  /** End of what is measured, epoch ms, a full hour. */
  readonly end: number
  /** How many hours of it. */
  readonly hours: number
  readonly scored_days: readonly string[]
}

/** Wind of the first region is not known in the last four hours: its tension is unknown, and so is the country's. */
export async function seedOutlook(
  { end, hours, scored_days }: OutlookHome,
  hasHole = false,
): Promise<SeededWarehouse> {
  const starts = Array.from({ length: 2 * hours }, (_, step) => end - (step + 1) * HALF_HOUR)
  const intervals = starts
    .flatMap(start => regions.map(region => interval(region, start)))
    .map(given =>
      hasHole && given.region === REGION_CODES[0] && Date.parse(given.at) >= end - 4 * HOUR
        ? { ...given, mw: { ...given.mw, wind: null } }
        : given,
    )
  const year = new Date(end).getUTCFullYear()
  const seeded = await seedWithCalendar({ intervals, simulated: true }, [year - 1, year + 1])
  await storeOutlook(seeded.warehouse, end, scored_days)
  return seeded
}

async function storeOutlook(warehouse: GoldWarehouse, end: number, days: readonly string[]): Promise<void> {
  const months = new Set([end - 72 * HOUR, end + 50 * HOUR].map(at => new Date(at).toISOString().slice(0, 7)))
  await storeTensionNorms(warehouse, [...months].flatMap(norms))
  await storeForecasts(warehouse, [issue(end + 27 * 60_000)])
  await storeForecastScores(warehouse, scores(days))
}
