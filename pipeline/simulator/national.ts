/**
 * The country as published in real time: the sum of the regions, with fuels, rivers and borders told
 * apart, the carbon intensity, and the operator's forecasts.
 */
import { REGIONS } from '../catalog/regions.ts'
import { curveOf, type Scales } from './noise.ts'
import type { Observation, Observe } from './observation.ts'
import { type OperatorForecast, operatorForecastOf } from './operator-forecast.ts'

export interface NationalObservation {
  readonly total: Observation
  readonly forecast: OperatorForecast
  readonly oil: { readonly turbine_mw: number; readonly cogeneration_mw: number; readonly other_mw: number }
  readonly coal_mw: number
  readonly gas: {
    readonly turbine_mw: number
    readonly cogeneration_mw: number
    readonly combined_cycle_mw: number
    readonly other_mw: number
  }
  readonly wind: { readonly onshore_mw: number; readonly offshore_mw: number }
  readonly hydro: { readonly river_mw: number; readonly lake_mw: number; readonly pumped_mw: number }
  readonly bioenergy: { readonly waste_mw: number; readonly wood_mw: number; readonly gas_mw: number }
  /** Commercial exchanges, positive for imports. */
  readonly border: Readonly<Record<Border, number>>
  readonly carbon_g_per_kwh: number
}

export const BORDERS = ['angleterre', 'espagne', 'italie', 'suisse', 'allemagne_belgique'] as const
export type Border = (typeof BORDERS)[number]

const BORDER_SHARES: Readonly<Record<Border, number>> = {
  angleterre: 0.27,
  espagne: 0.12,
  italie: 0.14,
  suisse: 0.15,
  allemagne_belgique: 0.32,
}

const TRADE: Scales = [
  [0.6, 20],
  [0.4, 5],
]

/** Grams per kilowatt hour, as the operator reckons them. */
const CARBON = { oil: 777, coal: 986, gas: 429, waste: 494 } as const

export function observeNational(seed: number, realTime: Observe): (timeKey: number) => NationalObservation {
  const forecastOf = operatorForecastOf(seed)
  const trade = BORDERS.map(border => curveOf(seed, `trade:${border}`, TRADE))
  return timeKey => {
    const total = sumOf(REGIONS.map(({ region_code }) => realTime(region_code, timeKey)))
    const forecast = forecastOf(total.consumption_mw, timeKey)
    const borders = BORDERS.map((border, index) => {
      const surprise = 450 * (trade[index]?.(timeKey / 4) ?? 0)
      return [border, Math.round(BORDER_SHARES[border] * total.exchange_mw + surprise) + 0] as const
    })
    return { total, forecast, border: toBorders(borders), ...told(total) }
  }
}

function toBorders(borders: readonly (readonly [Border, number])[]): Record<Border, number> {
  const flows = { angleterre: 0, espagne: 0, italie: 0, suisse: 0, allemagne_belgique: 0 }
  for (const [border, mw] of borders) flows[border] = mw
  return flows
}

/** What each total is made of; parts are whole MW and add up to it. */
function told(total: Observation) {
  const thermal = Math.max(0, total.thermal_mw)
  const oil_mw = Math.min(thermal, 70 + Math.round(0.02 * thermal))
  const coal_mw = Math.round(0.12 * Math.max(0, thermal - 5_000))
  const gas_mw = total.thermal_mw - oil_mw - coal_mw
  const oilCogeneration = Math.min(70, oil_mw)
  const [gasTurbine, gasCogeneration, gasCycle] = parts(gas_mw, [0.08, 0.22])
  const [river, lake, pumped] = parts(total.hydro_mw, total.pumping_mw < 0 ? [0.72, 0.26] : [0.55, 0.25])
  const [waste, wood, biogas] = parts(total.bioenergy_mw, [0.42, 0.26])
  const [onshore, offshore] = parts(total.wind_mw, [0.91])
  const grams = CARBON.oil * oil_mw + CARBON.coal * coal_mw + CARBON.gas * gas_mw + CARBON.waste * waste
  const generated_mw =
    total.thermal_mw + total.nuclear_mw + total.wind_mw + total.solar_mw + total.hydro_mw + total.bioenergy_mw
  return {
    oil: { turbine_mw: oil_mw - oilCogeneration, cogeneration_mw: oilCogeneration, other_mw: 0 },
    coal_mw,
    gas: {
      turbine_mw: gasTurbine,
      cogeneration_mw: gasCogeneration,
      combined_cycle_mw: gasCycle,
      other_mw: 0,
    },
    wind: { onshore_mw: onshore, offshore_mw: offshore },
    hydro: { river_mw: river, lake_mw: lake, pumped_mw: pumped },
    bioenergy: { waste_mw: waste, wood_mw: wood, gas_mw: biogas },
    carbon_g_per_kwh: Math.round(grams / generated_mw),
  }
}

/** Whole parts of the given shares, then the rest. */
function parts(whole: number, [first, second = 0]: readonly [number, number?]): [number, number, number] {
  const one = Math.round(first * whole)
  const rest = whole - one
  const two = second === 0 ? rest : Math.round(second * whole)
  return [one, two, rest - two]
}

function sumOf(observations: readonly Observation[]): Observation {
  const add = (measure: keyof Observation) =>
    observations.reduce((sum, observation) => sum + observation[measure], 0)
  return {
    consumption_mw: add('consumption_mw'),
    thermal_mw: add('thermal_mw'),
    nuclear_mw: add('nuclear_mw'),
    wind_mw: add('wind_mw'),
    solar_mw: add('solar_mw'),
    hydro_mw: add('hydro_mw'),
    bioenergy_mw: add('bioenergy_mw'),
    pumping_mw: add('pumping_mw'),
    battery_charge_mw: add('battery_charge_mw'),
    battery_discharge_mw: add('battery_discharge_mw'),
    exchange_mw: add('exchange_mw'),
  }
}
