/**
 * The grid: what every region consumed, generated, stored and exchanged during a quarter of an hour.
 *
 * Pure and with random access: a seed and a time_key give the values, in any order, at any time. The
 * names are those of the measures in the catalogue; power is in MW, unrounded.
 */
import { REGIONS, type Region } from '../catalog/regions.ts'
import { type Demand, demandOf } from './demand.ts'
import { type Plants, plantsOf } from './generation.ts'
import { type Moment, momentAt } from './moment.ts'
import { curveOf } from './noise.ts'
import { type Weather, weatherOf } from './weather.ts'

export interface RegionalFlows {
  readonly consumption_mw: number
  readonly thermal_mw: number
  readonly nuclear_mw: number
  readonly wind_mw: number
  readonly solar_mw: number
  readonly hydro_mw: number
  readonly bioenergy_mw: number
  /** Zero or negative. */
  readonly pumping_mw: number
  /** Zero or negative. */
  readonly battery_charge_mw: number
  readonly battery_discharge_mw: number
  /** Positive for imports. */
  readonly exchange_mw: number
}

/** Everything but the exchange that meets demand; pumping and charging are negative supplies. */
export function suppliedBy(flows: Omit<RegionalFlows, 'consumption_mw' | 'exchange_mw'>): number {
  const { thermal_mw, nuclear_mw, wind_mw, solar_mw, hydro_mw, bioenergy_mw } = flows
  const generation = thermal_mw + nuclear_mw + wind_mw + solar_mw + hydro_mw + bioenergy_mw
  return generation + flows.pumping_mw + flows.battery_charge_mw + flows.battery_discharge_mw
}

/**
 * What neighbours take, GW: of 15 weeks of spring 2026, 5 % of the hours of the night were above 18.5 and of those of
 * noon above 14.7, when they have sun of their own.
 */
const EXPORT_LIMIT_GW = 17.8
/** GW that they take less for each GW of sun here. */
const SUN_ABROAD_GW = 0.2
const APPETITE_GW = 0.8
/** Near the limit reactors hold back a little already, and neighbours take a little more. */
const SOFTNESS_GW = 1.2
/** Share of nuclear power that can be held back at once. */
const DEEPEST_THROTTLE = 0.5

/** The flows of a slot by region code. */
export type Slot = ReadonlyMap<string, RegionalFlows>
export type GridModel = (timeKey: number) => Slot

interface RegionModel {
  readonly region: Region
  readonly weather: (moment: Moment) => Weather
  readonly demand: (moment: Moment, weather: Weather) => Demand
  readonly plants: Plants
}

export function createGridModel(seed: number): GridModel {
  const models: readonly RegionModel[] = REGIONS.map(region => ({
    region,
    weather: weatherOf(seed, region),
    demand: demandOf(seed, region),
    plants: plantsOf(seed, region),
  }))
  const capacityOf = (type: 'wind' | 'solar') =>
    REGIONS.reduce((sum, region) => sum + (region.capacity_mw[type] ?? 0), 0)
  const appetite = curveOf(seed, 'neighbours', [
    [0.6, 12],
    [0.4, 3],
  ])
  const capacities = { wind: capacityOf('wind'), solar: capacityOf('solar') }

  return timeKey => {
    const moment = momentAt(timeKey)
    const needs = models.map(model => needOf(model, moment))
    const scarcityGw = scarcityOf(needs, moment, capacities)
    const steady = needs.map(need => steadyOf(need, moment, scarcityGw))
    const neededGw = steady.reduce((sum, { residual_mw }) => sum + residual_mw, 0) / 1000
    const nuclearGw = steady.reduce((sum, { supplies }) => sum + supplies.nuclear_mw, 0) / 1000
    const sunGw = needs.reduce((sum, need) => sum + need.solar_mw, 0) / 1000
    const limitGw = EXPORT_LIMIT_GW - SUN_ABROAD_GW * sunGw + APPETITE_GW * appetite(moment.hours)
    const throttled = throttledShare(-neededGw - limitGw, nuclearGw)
    const residualGw = neededGw + throttled * nuclearGw
    return new Map(
      steady.map(state => [state.need.code, settled(state, moment, scarcityGw, residualGw, throttled)]),
    )
  }
}

/**
 * What neighbours take is limited, by the lines to them and by what they have themselves: the share of nuclear power
 * that reactors hold back in hours when more would be left over.
 */
function throttledShare(beyondGw: number, nuclearGw: number): number {
  const aboveGw = SOFTNESS_GW * Math.log1p(Math.exp(beyondGw / SOFTNESS_GW))
  return nuclearGw === 0 ? 0 : Math.min(DEEPEST_THROTTLE, aboveGw / nuclearGw)
}

/** Thermal plants cover what they are called for, neighbours the rest. Field by field: copying objects is slow. */
function settled(
  { need, supplies, residual_mw }: Steady,
  moment: Moment,
  scarcityGw: number,
  residualGw: number,
  throttled: number,
): RegionalFlows {
  const thermal_mw = need.plants.thermal(moment, scarcityGw, residualGw)
  const held_back_mw = throttled * supplies.nuclear_mw
  return {
    consumption_mw: need.consumption_mw,
    thermal_mw,
    nuclear_mw: supplies.nuclear_mw - held_back_mw,
    wind_mw: supplies.wind_mw,
    solar_mw: supplies.solar_mw,
    hydro_mw: supplies.hydro_mw,
    bioenergy_mw: supplies.bioenergy_mw,
    pumping_mw: supplies.pumping_mw,
    battery_charge_mw: supplies.battery_charge_mw,
    battery_discharge_mw: supplies.battery_discharge_mw,
    exchange_mw: residual_mw + held_back_mw - thermal_mw,
  }
}

/** What nobody decides: demand, wind and sun. */
function needOf({ region, weather, demand, plants }: RegionModel, moment: Moment) {
  const here = weather(moment)
  const { demand_mw, day_level_mw } = demand(moment, here)
  return {
    code: region.region_code,
    plants,
    day_level_mw,
    consumption_mw: demand_mw,
    wind_mw: (region.capacity_mw.wind ?? 0) * here.wind_load_ratio,
    solar_mw: (region.capacity_mw.solar ?? 0) * here.solar_load_ratio,
  }
}

type Need = ReturnType<typeof needOf>

/** What follows from the hour alone, and what demand it leaves to thermal plants and neighbours. */
function steadyOf(need: Need, moment: Moment, scarcityGw: number) {
  const { plants, wind_mw, solar_mw } = need
  const battery = plants.battery(moment)
  const { hydro_mw, pumping_mw } = plants.hydro(moment, scarcityGw)
  const supplies = {
    thermal_mw: 0,
    nuclear_mw: plants.nuclear(moment, scarcityGw),
    wind_mw,
    solar_mw,
    hydro_mw,
    bioenergy_mw: plants.bioenergy(moment),
    pumping_mw,
    battery_charge_mw: Math.min(0, battery),
    battery_discharge_mw: Math.max(0, battery),
  }
  return { need, supplies, residual_mw: need.consumption_mw - suppliedBy(supplies) }
}

type Steady = ReturnType<typeof steadyOf>

/** How far the hour is above its day: the signal that water waits for and pumps avoid. */
function scarcityOf(
  needs: readonly Need[],
  { winterness }: Moment,
  capacities: { readonly wind: number; readonly solar: number },
): number {
  const usualSolar = capacities.solar * (0.13 - 0.09 * winterness)
  const usualWind = capacities.wind * (0.24 + 0.1 * winterness)
  const surprise = needs.reduce(
    (sum, need) => sum + need.consumption_mw - need.day_level_mw - need.solar_mw - 0.2 * need.wind_mw,
    usualSolar + 0.2 * usualWind,
  )
  return surprise / 1000
}
