/**
 * What the publisher says of a slot: integers, first as seen in real time from incomplete metering,
 * later consolidated to half hours. The two differ as the published vintages of 2017 do.
 */
import type { GridModel, RegionalFlows, Slot } from './grid-model.ts'
import { normalAt, type Scales, type Stream, streamOf, uniformAt, wander } from './noise.ts'

export type Observation = RegionalFlows
/** The published values of a region in the interval that starts at a time_key. */
export type Observe = (regionCode: string, timeKey: number) => Observation

/** Error of real-time demand, % of demand: what it is on the mean, how it wanders, how it flickers. */
interface DemandError {
  readonly bias: number
  readonly wander: number
  readonly flicker: number
}

const demandError = (bias: number, wanderPercent: number, flicker: number): DemandError => ({
  bias,
  wander: wanderPercent,
  flicker,
})

const DEMAND_ERRORS: Readonly<Record<string, DemandError>> = {
  '11': demandError(-2.4, 4, 0.5),
  '24': demandError(2.1, 8, 1.3),
  '27': demandError(2.5, 3.8, 1.2),
  '28': demandError(-2, 4, 0.6),
  '32': demandError(-3, 3.6, 0.9),
  '44': demandError(-3.5, 3.2, 1),
  '52': demandError(2.5, 3.8, 1),
  '53': demandError(-1.8, 4, 1),
  '75': demandError(2, 4.2, 1.2),
  '76': demandError(8.5, 8, 0.9),
  '84': demandError(-4, 2.6, 0.5),
  '93': demandError(-2.7, 3.8, 0.6),
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
    const first = flowsAt(model(timeKey), regionCode)
    const second = flowsAt(model(timeKey + 1), regionCode)
    const half = { ...first }
    for (const measure of MEASURE_NAMES) half[measure] = (first[measure] + second[measure]) / 2
    return inIntegers(half, rounding, timeKey)
  }
}

function metersOf(seed: number, code: string, error: DemandError) {
  const stream = (name: string) => streamOf(seed, `real-time:${name}:${code}`)
  const demand = stream('demand')
  const flicker = stream('flicker')
  const thermal = stream('thermal')
  const wind = stream('wind')
  const solar = stream('solar')
  const hydro = stream('hydro')
  const bioenergyBias = 0.35 * (2 * uniformAt(stream('bioenergy'), 0) - 1)
  const rounding = stream('rounding')

  return (flows: RegionalFlows, timeKey: number): Observation => {
    const hours = timeKey / 4
    const demandPercent =
      error.bias + error.wander * wander(demand, METERING, hours) + error.flicker * normalAt(flicker, timeKey)
    const seen = {
      ...flows,
      consumption_mw: flows.consumption_mw * (1 + demandPercent / 100),
      thermal_mw: flows.thermal_mw * (1 + 0.02 * wander(thermal, ESTIMATES, hours)),
      wind_mw: flows.wind_mw * (0.97 + 0.13 * wander(wind, ESTIMATES, hours)),
      solar_mw: flows.solar_mw * (1.03 + 0.15 * wander(solar, ESTIMATES, hours)),
      hydro_mw: flows.hydro_mw * (1 + 0.025 * wander(hydro, ESTIMATES, hours)),
      bioenergy_mw: flows.bioenergy_mw * (1 + bioenergyBias),
    }
    return inIntegers(seen, rounding, timeKey)
  }
}

const MEASURE_NAMES = [
  'consumption_mw',
  'thermal_mw',
  'nuclear_mw',
  'wind_mw',
  'solar_mw',
  'hydro_mw',
  'bioenergy_mw',
  'pumping_mw',
  'battery_charge_mw',
  'battery_discharge_mw',
] as const

/** Whole MW, and the exchange that closes the balance but for one MW of the publisher's own rounding. */
function inIntegers(flows: RegionalFlows, rounding: Stream, timeKey: number): Observation {
  const whole = { ...flows }
  // `+ 0` keeps the negative zero of a rounded −0.4 out of the publications.
  for (const measure of MEASURE_NAMES) whole[measure] = Math.round(flows[measure]) + 0
  const { consumption_mw, ...others } = whole
  let covered = -others.exchange_mw
  for (const value of Object.values(others)) covered += value
  const slack = Math.floor(3 * uniformAt(rounding, timeKey)) - 1
  return { ...whole, exchange_mw: consumption_mw - covered + slack }
}

function flowsAt(slot: Slot, regionCode: string): RegionalFlows {
  const flows = slot.get(regionCode)
  if (!flows) throw new RangeError(`region ${regionCode}: not in the model`)
  return flows
}
