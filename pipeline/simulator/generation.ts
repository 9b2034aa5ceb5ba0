/**
 * What the power stations of a region do: nuclear flat with outages in steps, hydro and pumped storage
 * following the hourly surplus, thermal filling what remains, bioenergy flat, small batteries.
 *
 * Levels follow spring 2026 and the winters before.
 */
import type { Region } from '../catalog/regions.ts'
import type { Moment } from './moment.ts'
import { curveOf, logistic, type Scales, type Stream, streamOf, uniformAt } from './noise.ts'

interface Fleet {
  readonly reactors: number
  readonly reactor_mw: number
  /** Hydro: what runs with the river, what waits for the hour, and pumping; units of equal size. */
  readonly river_mw: number
  readonly reservoir_mw: number
  readonly pump_units: number
  readonly pump_unit_mw: number
  /** Thermal: always on, on call, and how much earlier (+) or later (−) it is called, GW. */
  readonly thermal_base_mw: number
  readonly thermal_mw: number
  readonly thermal_merit_gw: number
  readonly bioenergy_mw: number
  readonly battery_mw: number
}

const fleet = (
  [reactors, reactor_mw]: readonly [number, number],
  [river_mw, reservoir_mw]: readonly [number, number],
  [pump_units, pump_unit_mw]: readonly [number, number],
  [thermal_base_mw, thermal_mw, thermal_merit_gw]: readonly [number, number, number],
  bioenergy_mw: number,
  battery_mw: number,
): Fleet => ({
  reactors,
  reactor_mw,
  river_mw,
  reservoir_mw,
  pump_units,
  pump_unit_mw,
  thermal_base_mw,
  thermal_mw,
  thermal_merit_gw,
  bioenergy_mw,
  battery_mw,
})

const FLEETS: Readonly<Record<string, Fleet>> = {
  '11': fleet([0, 0], [22, 3], [0, 0], [4, 1_100, -3], 165, 0),
  '24': fleet([12, 969], [26, 20], [0, 0], [1, 0, 0], 30, 0),
  '27': fleet([0, 0], [22, 140], [1, 66], [1, 8, 0], 30, 0),
  '28': fleet([9, 1_362], [13, 2], [0, 0], [20, 600, -3], 92, 0),
  '32': fleet([6, 910], [6, 1], [0, 0], [40, 2_200, 2], 100, 30),
  '44': fleet([9, 1_202], [520, 850], [4, 178], [25, 2_800, 0], 104, 0),
  '52': fleet([0, 0], [11, 3], [0, 0], [0, 620, -3], 105, 20),
  '53': fleet([0, 0], [3, 200], [1, 54], [2, 900, -4], 45, 15),
  '75': fleet([6, 1_105], [70, 560], [0, 0], [31, 90, -3], 52, 60),
  '76': fleet([2, 1_307], [620, 2_200], [5, 186], [12, 0, 0], 92, 25),
  '84': fleet([14, 969], [1_450, 4_600], [10, 206], [22, 700, -1], 80, 10),
  '93': fleet([0, 0], [420, 1_750], [1, 50], [25, 1_800, -1], 190, 10),
}

const SLOW: Scales = [
  [0.7, 120],
  [0.3, 30],
]
const BUSY: Scales = [
  [0.6, 12],
  [0.4, 2],
]

/**
 * The plants of a region. `scarcityGw`: the country's demand above its daily mean, less sun and wind above
 * theirs, high when power is dear. `residualGw`: what neither sun, wind, nuclear, water nor biomass covers.
 */
export interface Plants {
  nuclear(moment: Moment, scarcityGw: number): number
  /** Turbining and pumping (zero or negative). */
  hydro(moment: Moment, scarcityGw: number): { readonly hydro_mw: number; readonly pumping_mw: number }
  thermal(moment: Moment, scarcityGw: number, residualGw: number): number
  bioenergy(moment: Moment): number
  /** Discharge positive, charge negative. */
  battery(moment: Moment): number
}

/** @throws RangeError when the region has no power stations to simulate. */
export function plantsOf(seed: number, region: Region): Plants {
  const code = region.region_code
  const here = FLEETS[code]
  if (!here) throw new RangeError(`region ${code}: no power stations to simulate`)
  const reactors = Array.from({ length: here.reactors }, (_, n) => streamOf(seed, `reactor:${code}:${n}`))
  const curves = {
    nuclear: curveOf(seed, `nuclear:${code}`, SLOW),
    river: curveOf(seed, `river:${code}`, SLOW),
    reservoir: curveOf(seed, `reservoir:${code}`, BUSY),
    thermal: curveOf(seed, `thermal:${code}`, BUSY),
    bioenergy: curveOf(seed, `bioenergy:${code}`, SLOW),
    battery: curveOf(seed, `battery:${code}`, SLOW),
  }
  return {
    nuclear(moment, scarcityGw) {
      if (here.reactors === 0) return 0
      const running = reactors.reduce((sum, reactor) => sum + availability(reactor, moment), 0)
      const modulation = 0.16 * logistic(-(scarcityGw + 4) / 1.5)
      const calm = 0.905 + 0.012 * curves.nuclear(moment.hours)
      return running * here.reactor_mw * calm * (1 - modulation)
    },
    hydro(moment, scarcityGw) {
      const snowmelt = 1 + 0.25 * Math.cos(moment.year_angle - 2.2)
      const river = here.river_mw * snowmelt * (1 + 0.1 * curves.river(moment.hours))
      const called = scarcityGw - 3.5 + curves.reservoir(moment.hours)
      const hydro_mw = Math.max(0, river) + here.reservoir_mw * logistic(called / 4)
      const pumps = here.pump_units * 1.1 * logistic(-(called + 8) / 2.6)
      return { hydro_mw, pumping_mw: -Math.min(here.pump_units, Math.round(pumps)) * here.pump_unit_mw }
    },
    thermal(moment, scarcityGw, residualGw) {
      const luck = 1.5 * curves.thermal(moment.hours)
      const called = residualGw + 0.6 * scarcityGw + here.thermal_merit_gw + luck
      return here.thermal_base_mw + here.thermal_mw * logistic((called - 1) / 4.5)
    },
    bioenergy: moment => here.bioenergy_mw * (1 + 0.05 * curves.bioenergy(moment.hours)),
    battery(moment) {
      const strength = here.battery_mw * (0.5 + 0.3 * curves.battery(moment.hours))
      const { local_hour } = moment
      if (local_hour > 11 && local_hour < 16) return -Math.max(0, strength)
      return local_hour > 18 && local_hour < 22 ? Math.max(0, strength) : 0
    },
  }
}

/** Share of a reactor that can run: a long stop in most years, from spring to autumn, and short ones now and then. */
function availability(reactor: Stream, moment: Moment): number {
  const year = moment.local_year
  const day = moment.day_of_year + moment.local_hour / 24
  const refuelling = {
    happens: uniformAt(reactor, 4 * year) < 0.85,
    start: 40 + 205 * uniformAt(reactor, 4 * year + 1),
    days: 35 + 60 * uniformAt(reactor, 4 * year + 2),
  }
  if (refuelling.happens && stopped(day, refuelling)) return running(day, refuelling)

  const MONTH = 30
  const cell = Math.floor(moment.local_day / MONTH)
  const trip = {
    start: 20 * uniformAt(reactor, 4 * cell + 100_001),
    days: 1 + 7 * uniformAt(reactor, 4 * cell + 100_002),
  }
  const dayInCell = moment.local_day - cell * MONTH + moment.local_hour / 24
  const trips = uniformAt(reactor, 4 * cell + 100_000) < 0.35
  return trips && stopped(dayInCell, trip) ? running(dayInCell, trip) : 1
}

interface Stop {
  readonly start: number
  readonly days: number
}

function stopped(day: number, { start, days }: Stop): boolean {
  return day >= start && day < start + days
}

/** Power goes down over a few hours at the start of a stop and comes back over as many at its end. */
function running(day: number, { start, days }: Stop): number {
  const RAMP_DAYS = 0.25
  return Math.max(0, 1 - (day - start) / RAMP_DAYS, 1 - (start + days - day) / RAMP_DAYS)
}
