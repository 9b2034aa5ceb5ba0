/**
 * The national real-time dataset: quarter hours to the end of tomorrow, those to come with the operator's
 * forecasts alone. It begins where the regional one does.
 */
import { newestNationalKey } from '../../feed-behaviour.ts'
import { BORDERS, type NationalObservation } from '../../national.ts'
import { type LocalSlot, localDayOf, slotsOfLocalDay } from '../../paris-clock.ts'
import type { World } from '../../world.ts'
import {
  type Cell,
  type Column,
  type DatedRow,
  lazily,
  type OdreDataset,
  stampsIn,
  type TimeZone,
  textColumn,
} from './column.ts'
import type { FeedView } from './feed-view.ts'
import { firstRealTimeDay } from './regional-datasets.ts'

type State = 'measured' | 'zeros' | 'to come today' | 'to come tomorrow'

export interface NationalRow extends DatedRow {
  readonly state: State
  readonly observed: () => NationalObservation
}

export function nationalRealTime(world: World): OdreDataset<NationalRow> {
  return {
    dataset_id: 'eco2mix-national-tr',
    feed_id: 'eco2mix-national-realtime',
    columns: nationalColumns,
    days: view => ({ from: firstRealTimeDay(view), to: localDayOf(view.nowSeconds) + 2 }),
    rowsOf(day, view) {
      const stateAt = statesOf(world.seed, view)
      return slotsOfLocalDay(day).map(slot => {
        const key = observedKey(slot)
        return {
          date: slot.date,
          heure: slot.heure,
          time_key: slot.time_key,
          state: stateAt(key),
          observed: lazily(() => world.national(key)),
        }
      })
    },
  }
}

/** The skipped 02:xx of spring repeats 01:xx. */
const observedKey = (slot: LocalSlot): number => (slot.is_skipped ? slot.time_key - 4 : slot.time_key)

function statesOf(seed: number, { nowSeconds, zerosSinceSeconds }: FeedView): (timeKey: number) => State {
  const newestKey = newestNationalKey(seed, nowSeconds)
  const today = localDayOf(nowSeconds)
  const lastSoundKey =
    zerosSinceSeconds === undefined ? newestKey : newestNationalKey(seed, zerosSinceSeconds)
  return timeKey => {
    if (timeKey <= Math.min(newestKey, lastSoundKey)) return 'measured'
    if (timeKey <= newestKey) return 'zeros'
    return localDayOf(timeKey * 900) <= today ? 'to come today' : 'to come tomorrow'
  }
}

type Read = (observed: NationalObservation) => number

/** A forecast stands before and after its time; a measurement reads as nothing before it, as zero in an outage. */
function measured(row: NationalRow, read: Read): Cell {
  if (row.state === 'measured') return read(row.observed())
  return row.state === 'zeros' ? 0 : null
}

function nationalColumns(zone: TimeZone): Column<NationalRow>[] {
  const text = textColumn<NationalRow>
  const power = (
    name: string,
    label: string,
    read: Read,
    as: 'text' | 'number' = 'number',
  ): Column<NationalRow> => ({ name, label, as, read: row => measured(row, read) })
  return [
    text('perimetre', 'Périmètre', () => 'France'),
    text('nature', 'Nature', () => 'Données temps réel'),
    text('date', 'Date', row => row.date),
    text('heure', 'Heure', row => row.heure),
    text('date_heure', 'Date et Heure', stampsIn(zone)),
    power('consommation', 'Consommation (MW)', ({ total }) => total.consumption_mw),
    {
      name: 'prevision_j1',
      label: 'Prévision J-1 (MW)',
      as: 'number',
      read: row => row.observed().forecast.day_ahead_mw,
    },
    {
      name: 'prevision_j',
      label: 'Prévision J (MW)',
      as: 'number',
      read: row => (row.state === 'to come tomorrow' ? null : row.observed().forecast.intraday_mw),
    },
    power('fioul', 'Fioul (MW)', ({ oil }) => oil.turbine_mw + oil.cogeneration_mw + oil.other_mw),
    power('charbon', 'Charbon (MW)', ({ coal_mw }) => coal_mw),
    power(
      'gaz',
      'Gaz (MW)',
      ({ gas }) => gas.turbine_mw + gas.cogeneration_mw + gas.combined_cycle_mw + gas.other_mw,
    ),
    power('nucleaire', 'Nucléaire (MW)', ({ total }) => total.nuclear_mw),
    power('eolien', 'Eolien (MW)', ({ total }) => total.wind_mw),
    power('eolien_terrestre', 'Eolien terrestre (MW)', ({ wind }) => wind.onshore_mw, 'text'),
    power('eolien_offshore', 'Eolien offshore (MW)', ({ wind }) => wind.offshore_mw, 'text'),
    power('solaire', 'Solaire (MW)', ({ total }) => total.solar_mw),
    power('hydraulique', 'Hydraulique (MW)', ({ total }) => total.hydro_mw),
    power('pompage', 'Pompage (MW)', ({ total }) => total.pumping_mw),
    power('bioenergies', 'Bioénergies (MW)', ({ total }) => total.bioenergy_mw),
    power('ech_physiques', 'Ech. physiques (MW)', ({ total }) => total.exchange_mw),
    power('taux_co2', 'Taux de CO2 (g/kWh)', ({ carbon_g_per_kwh }) => carbon_g_per_kwh),
    ...BORDERS.map(border =>
      power(`ech_comm_${border}`, `Ech. comm. ${titleOf(border)} (MW)`, observed => observed.border[border]),
    ),
    power('fioul_tac', 'Fioul - TAC (MW)', ({ oil }) => oil.turbine_mw),
    power('fioul_cogen', 'Fioul - Cogénération (MW)', ({ oil }) => oil.cogeneration_mw),
    power('fioul_autres', 'Fioul - Autres (MW)', ({ oil }) => oil.other_mw),
    power('gaz_tac', 'Gaz - TAC (MW)', ({ gas }) => gas.turbine_mw),
    power('gaz_cogen', 'Gaz - Cogénération (MW)', ({ gas }) => gas.cogeneration_mw),
    power('gaz_ccg', 'Gaz - CCG (MW)', ({ gas }) => gas.combined_cycle_mw),
    power('gaz_autres', 'Gaz - Autres (MW)', ({ gas }) => gas.other_mw),
    power(
      'hydraulique_fil_eau_eclusee',
      "Hydraulique - Fil de l'eau + éclusée (MW)",
      ({ hydro }) => hydro.river_mw,
    ),
    power('hydraulique_lacs', 'Hydraulique - Lacs (MW)', ({ hydro }) => hydro.lake_mw),
    power('hydraulique_step_turbinage', 'Hydraulique - STEP turbinage (MW)', ({ hydro }) => hydro.pumped_mw),
    power('bioenergies_dechets', 'Bioénergies - Déchets (MW)', ({ bioenergy }) => bioenergy.waste_mw),
    power('bioenergies_biomasse', 'Bioénergies - Biomasse (MW)', ({ bioenergy }) => bioenergy.wood_mw),
    power('bioenergies_biogaz', 'Bioénergies - Biogaz (MW)', ({ bioenergy }) => bioenergy.gas_mw),
    power('stockage_batterie', 'Stockage batterie', ({ total }) => total.battery_charge_mw, 'text'),
    power('destockage_batterie', 'Déstockage batterie', ({ total }) => total.battery_discharge_mw, 'text'),
  ]
}

function titleOf(border: string): string {
  return border
    .split('_')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-')
}
