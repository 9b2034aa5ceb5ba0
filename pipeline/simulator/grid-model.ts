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
  const capacities = { wind: capacityOf('wind'), solar: capacityOf('solar') }

  return timeKey => {
    const moment = momentAt(timeKey)
    const needs = models.map(model => needOf(model, moment))
    const scarcityGw = scarcityOf(needs, moment, capacities)
    const steady = needs.map(need => ({ ...need, ...steadyOf(need.plants, moment, scarcityGw) }))
    const residualGw = steady.reduce((sum, region) => sum + residualOf(region), 0) / 1000
    const thermalOf = ({ plants }: Steady) => plants.thermal(moment, scarcityGw, residualGw)
    return new Map(steady.map(region => [region.code, flowsOf(region, thermalOf(region))]))
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

/** What follows from the hour but not from the thermal plants. */
function steadyOf(plants: Plants, moment: Moment, scarcityGw: number) {
  const battery = plants.battery(moment)
  return {
    ...plants.hydro(moment, scarcityGw),
    nuclear_mw: plants.nuclear(moment, scarcityGw),
    bioenergy_mw: plants.bioenergy(moment),
    battery_charge_mw: Math.min(0, battery),
    battery_discharge_mw: Math.max(0, battery),
  }
}

type Steady = Need & ReturnType<typeof steadyOf>

function residualOf(region: Steady): number {
  const { consumption_mw, wind_mw, solar_mw, nuclear_mw, hydro_mw, bioenergy_mw, pumping_mw } = region
  return consumption_mw - wind_mw - solar_mw - nuclear_mw - hydro_mw - bioenergy_mw - pumping_mw
}

function flowsOf(region: Steady, thermal_mw: number): RegionalFlows {
  const { consumption_mw, nuclear_mw, wind_mw, solar_mw, hydro_mw, bioenergy_mw } = region
  const { pumping_mw, battery_charge_mw, battery_discharge_mw } = region
  const exchange_mw = residualOf(region) - thermal_mw - battery_charge_mw - battery_discharge_mw
  return {
    consumption_mw,
    thermal_mw,
    nuclear_mw,
    wind_mw,
    solar_mw,
    hydro_mw,
    bioenergy_mw,
    pumping_mw,
    battery_charge_mw,
    battery_discharge_mw,
    exchange_mw,
  }
}

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
