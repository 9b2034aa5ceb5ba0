/**
 * What follows from others: residual load of a region from its three quantities, the country from the regions. Each is a sum of parts
 * with a sign, and known only where all parts are.
 */
import {
  FORECAST_QUANTITIES,
  type ForecastModel,
  type ForecastQuantity,
  HORIZONS,
  NATIONAL_AREA,
} from '../catalog/forecasting.ts'
import { REGION_CODES } from '../catalog/regions.ts'
import { MEASURED_QUANTITIES, type MeasuredQuantity } from './model-card.ts'
import type { Served } from './model-choice.ts'

export interface Part {
  readonly area_code: string
  readonly quantity: MeasuredQuantity
  readonly sign: 1 | -1
}

export interface Derived {
  readonly area_code: string
  readonly quantity: ForecastQuantity
  readonly parts: readonly Part[]
}

/** In order: areas, and quantities within them. The country is last. */
export const DERIVED: readonly Derived[] = [
  ...REGION_CODES.map(area_code => ({
    area_code,
    quantity: 'residual_load' as const,
    parts: partsOf('residual_load', [area_code]),
  })),
  ...FORECAST_QUANTITIES.map(quantity => ({
    area_code: NATIONAL_AREA,
    quantity,
    parts: partsOf(quantity, REGION_CODES),
  })),
]

function partsOf(quantity: ForecastQuantity, areas: readonly string[]): Part[] {
  const quantities = quantity === 'residual_load' ? MEASURED_QUANTITIES : [quantity]
  return areas.flatMap(area_code =>
    quantities.map(part => {
      const sign = quantity === 'residual_load' && part !== 'consumption' ? (-1 as const) : (1 as const)
      return { area_code, quantity: part, sign }
    }),
  )
}

/** Ridge where it is in any part; else what most parts are served by. */
export function servedOfParts(parts: readonly Served[]): Served {
  const entries = HORIZONS.map(({ horizon_code }) => [
    horizon_code,
    modelOf(parts.map(part => part[horizon_code])),
  ])
  return Object.fromEntries(entries) as Served
}

function modelOf(models: readonly ForecastModel[]): ForecastModel {
  if (models.includes('ridge')) return 'ridge'
  const counted = models.map(model => ({ model, count: models.filter(other => other === model).length }))
  return (counted.sort((a, b) => b.count - a.count)[0] as { model: ForecastModel }).model
}

/** Σ sign × values, NaN where one of them is. */
export function sumOf(
  parts: readonly { readonly sign: number; readonly values: Float64Array }[],
): Float64Array {
  const sum = new Float64Array(parts[0]?.values.length ?? 0)
  for (const { sign, values } of parts) {
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + sign * (values[at] as number)
  }
  return sum
}
