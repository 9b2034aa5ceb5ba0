/**
 * What the publisher says of a slot: integers, first as seen in real time from incomplete metering,
 * later consolidated to half hours. The two differ as the published vintages of 2017 do.
 */
import { REGIONS } from '../catalog/regions.ts'
import { type GridModel, type RegionalFlows, type Slot, suppliedBy } from './grid-model.ts'
import { curveOf, normalAt, type Scales, type Stream, streamOf, uniformAt } from './noise.ts'

export type Observation = RegionalFlows
/** The published values of a region in the interval that starts at a time_key. */
export type Observe = (regionCode: string, timeKey: number) => Observation

/** Error of real-time demand, % of demand: its mean, its drift over days, its flicker. */
interface DemandError {
  readonly bias: number
  readonly drift: number
  readonly flicker: number
}

const demandError = (bias: number, drift: number, flicker: number): DemandError => ({ bias, drift, flicker })

const DEMAND_ERRORS: Readonly<Record<string, DemandError>> = {
  '11': demandError(-3, 3.2, 0.5),
  '24': demandError(5.5, 5, 1.3),
  '27': demandError(3, 3, 1.2),
  '28': demandError(-3, 3.2, 0.6),
  '32': demandError(-3.2, 3, 0.9),
  '44': demandError(-3.5, 3, 1),
  '52': demandError(3, 3.2, 1),
  '53': demandError(-2.8, 3.2, 1),
  '75': demandError(3, 3.2, 1.2),
  '76': demandError(11, 4, 0.9),
  '84': demandError(-4.5, 2.2, 0.5),
  '93': demandError(-3, 3.2, 0.6),
}

const METERING: Scales = [
  [0.75, 120],
  [0.25, 7],
]
const ESTIMATES: Scales = [
  [0.5, 60],
  [0.5, 5],
]

export function observeRealTime(seed: number, model: GridModel): Observe {
  const errors = new Map(
    Object.entries(DEMAND_ERRORS).map(([code, error]) => [code, metersOf(seed, code, error)] as const),
  )
  return (regionCode, timeKey) => {
    const meters = errors.get(regionCode)
    if (!meters) throw new RangeError(`region ${regionCode}: no metering to simulate`)
    return meters(flowsAt(model(timeKey), regionCode), timeKey)
  }
}

export function observeConsolidated(seed: number, model: GridModel): Observe {
  const rounding = streamOf(seed, 'consolidated:rounding')
  return (regionCode, timeKey) => {
    return inIntegers(halfHourOf(model, regionCode, timeKey), rounding, timeKey)
  }
}

function halfHourOf(model: GridModel, regionCode: string, timeKey: number): RegionalFlows {
  return meanOf(flowsAt(model(timeKey), regionCode), flowsAt(model(timeKey + 1), regionCode))
}

/** Consolidated values settled a year later: demand and sun corrected a little, nearly everything by some MW. */
export function observeDefinitive(seed: number, model: GridModel): Observe {
  const corrections = new Map(REGIONS.map(({ region_code }) => [region_code, settle(seed, region_code)]))
  return (regionCode, timeKey) => {
    const correct = corrections.get(regionCode)
    if (!correct) throw new RangeError(`region ${regionCode}: no correction to simulate`)
    return correct(halfHourOf(model, regionCode, timeKey), timeKey)
  }
}

function settle(seed: number, code: string) {
  const nameOf = (measure: string) => `definitive:${measure}:${code}`
  const demand = curveOf(seed, nameOf('demand'), METERING)
  const solar = curveOf(seed, nameOf('solar'), ESTIMATES)
  const wind = curveOf(seed, nameOf('wind'), ESTIMATES)
  const rounding = streamOf(seed, nameOf('rounding'))
  return (flows: RegionalFlows, timeKey: number): Observation => {
    const hours = timeKey / 4
    const settled = {
      ...flows,
      consumption_mw: flows.consumption_mw * (1 + 0.0025 * demand(hours)),
      solar_mw: flows.solar_mw * (1.06 + 0.05 * solar(hours)),
      wind_mw: flows.wind_mw * (1 + 0.02 * wind(hours)),
    }
    return inIntegers(settled, rounding, timeKey)
  }
}

function metersOf(seed: number, code: string, error: DemandError) {
  const nameOf = (measure: string) => `real-time:${measure}:${code}`
  const demand = curveOf(seed, nameOf('demand'), METERING)
  const flicker = streamOf(seed, nameOf('flicker'))
  const thermal = curveOf(seed, nameOf('thermal'), ESTIMATES)
  const wind = curveOf(seed, nameOf('wind'), ESTIMATES)
  const solar = curveOf(seed, nameOf('solar'), ESTIMATES)
  const hydro = curveOf(seed, nameOf('hydro'), ESTIMATES)
  const bioenergyBias = 0.35 * (2 * uniformAt(streamOf(seed, nameOf('bioenergy')), 0) - 1)
  const rounding = streamOf(seed, nameOf('rounding'))

  return (flows: RegionalFlows, timeKey: number): Observation => {
    const hours = timeKey / 4
    const demandPercent =
      error.bias + error.drift * demand(hours) + error.flicker * normalAt(flicker, timeKey)
    const seen = {
      ...flows,
      consumption_mw: flows.consumption_mw * (1 + demandPercent / 100),
      thermal_mw: flows.thermal_mw * (1 + 0.02 * thermal(hours)),
      wind_mw: flows.wind_mw * (0.97 + 0.13 * wind(hours)),
      solar_mw: flows.solar_mw * (1.03 + 0.15 * solar(hours)),
      hydro_mw: flows.hydro_mw * (1 + 0.025 * hydro(hours)),
      bioenergy_mw: flows.bioenergy_mw * (1 + bioenergyBias),
    }
    return inIntegers(seen, rounding, timeKey)
  }
}

/** Whole MW, and the exchange that closes the balance but for one MW of the publisher's own rounding. */
function inIntegers(flows: RegionalFlows, rounding: Stream, timeKey: number): Observation {
  const slack = Math.floor(3 * uniformAt(rounding, timeKey)) - 1
  const seen = {
    consumption_mw: whole(flows.consumption_mw),
    thermal_mw: whole(flows.thermal_mw),
    nuclear_mw: whole(flows.nuclear_mw),
    wind_mw: whole(flows.wind_mw),
    solar_mw: whole(flows.solar_mw),
    hydro_mw: whole(flows.hydro_mw),
    bioenergy_mw: whole(flows.bioenergy_mw),
    pumping_mw: whole(flows.pumping_mw),
    battery_charge_mw: whole(flows.battery_charge_mw),
    battery_discharge_mw: whole(flows.battery_discharge_mw),
    exchange_mw: slack,
  }
  // In place: copying millions of these takes longer than making them.
  seen.exchange_mw += seen.consumption_mw - suppliedBy(seen)
  return seen
}

/** `+ 0` keeps the negative zero of a rounded −0.4 out of the publications. */
function whole(mw: number): number {
  return Math.round(mw) + 0
}

function meanOf(first: RegionalFlows, second: RegionalFlows): RegionalFlows {
  return {
    consumption_mw: (first.consumption_mw + second.consumption_mw) / 2,
    thermal_mw: (first.thermal_mw + second.thermal_mw) / 2,
    nuclear_mw: (first.nuclear_mw + second.nuclear_mw) / 2,
    wind_mw: (first.wind_mw + second.wind_mw) / 2,
    solar_mw: (first.solar_mw + second.solar_mw) / 2,
    hydro_mw: (first.hydro_mw + second.hydro_mw) / 2,
    bioenergy_mw: (first.bioenergy_mw + second.bioenergy_mw) / 2,
    pumping_mw: (first.pumping_mw + second.pumping_mw) / 2,
    battery_charge_mw: (first.battery_charge_mw + second.battery_charge_mw) / 2,
    battery_discharge_mw: (first.battery_discharge_mw + second.battery_discharge_mw) / 2,
    exchange_mw: (first.exchange_mw + second.exchange_mw) / 2,
  }
}

function flowsAt(slot: Slot, regionCode: string): RegionalFlows {
  const flows = slot.get(regionCode)
  if (!flows) throw new RangeError(`region ${regionCode}: not in the model`)
  return flows
}
