/**
 * The regional datasets: real time in quarter hours up to the end of today, consolidated and definitive
 * in half hours up to thirty days ago. The one begins where the other stops.
 */
import { REGIONS, type Region } from '../../../catalog/regions.ts'
import { newestPublishedKey } from '../../feed-behaviour.ts'
import type { Observation } from '../../observation.ts'
import { type DayNumber, type LocalSlot, localDayOf, slotsOfLocalDay } from '../../paris-clock.ts'
import { ALL_ZERO, realTimeValues } from '../../real-time-values.ts'
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
import { SHARES, shareOfCapacity, shareOfDemand } from './shares.ts'

export interface RegionalRow extends DatedRow {
  readonly region: Region
  readonly nature: string
  /** null: the row is there, its values are not published yet. */
  readonly values: () => Observation | null
}

/** What is older than this is consolidated, day by day; the publisher itself does it in irregular batches. */
const CONSOLIDATED_AFTER_DAYS = 30
const FIRST_CONSOLIDATED_DAY: DayNumber = Date.UTC(2013, 0, 1) / 86_400_000

export const firstRealTimeDay = ({ nowSeconds }: FeedView): DayNumber =>
  localDayOf(nowSeconds) - CONSOLIDATED_AFTER_DAYS

export function regionalRealTime(world: World): OdreDataset<RegionalRow> {
  return {
    dataset_id: 'eco2mix-regional-tr',
    feed_id: 'eco2mix-regional-realtime',
    columns: zone => regionalColumns(zone, { storedAs: 'text', artefact: 'column_68', hasWindSplit: false }),
    days: view => ({ from: firstRealTimeDay(view), to: localDayOf(view.nowSeconds) + 1 }),
    rowsOf(day, view) {
      const valuesAt = shownValues(world, view)
      return everywhere(slotsOfLocalDay(day), 'Données temps réel', (region, slot) =>
        // The skipped 02:xx of spring repeats 01:xx.
        valuesAt(region, slot.is_skipped ? slot.time_key - 4 : slot.time_key),
      )
    },
  }
}

export function regionalConsolidated(world: World): OdreDataset<RegionalRow> {
  return {
    dataset_id: 'eco2mix-regional-cons-def',
    feed_id: 'eco2mix-regional-consolidated',
    columns: zone => regionalColumns(zone, { storedAs: 'number', artefact: 'column_30', hasWindSplit: true }),
    days: view => ({ from: FIRST_CONSOLIDATED_DAY, to: firstRealTimeDay(view) }),
    rowsOf(day, view) {
      const isDefinitive = yearOf(day) <= yearOf(localDayOf(view.nowSeconds)) - 2
      const observe = isDefinitive ? world.definitive : world.consolidated
      const halfHours = slotsOfLocalDay(day).filter(slot => slot.time_key % 2 === 0)
      // The skipped 02:00 and 02:30 of spring equal 03:00 and 03:30, whose instants they bear.
      return everywhere(
        halfHours,
        isDefinitive ? 'Données définitives' : 'Données consolidées',
        ({ region_code }, { time_key }) => observe(region_code, time_key),
      )
    },
  }
}

/** The real-time values with an outage on top, if one is asked for. */
function shownValues(world: World, view: FeedView) {
  const valuesAt = realTimeValues(world.seed, world.realTime, view.nowSeconds)
  const { zerosSinceSeconds } = view
  if (zerosSinceSeconds === undefined) return valuesAt
  const lastSoundKey = newestPublishedKey(world.seed, zerosSinceSeconds)
  return (region: Region, timeKey: number) => {
    const values = valuesAt(region, timeKey)
    return values && timeKey > lastSoundKey ? ALL_ZERO : values
  }
}

function everywhere(
  slots: readonly LocalSlot[],
  nature: string,
  valuesAt: (region: Region, slot: LocalSlot) => Observation | null,
): RegionalRow[] {
  return slots.flatMap(slot =>
    REGIONS.map(region => ({
      date: slot.date,
      heure: slot.heure,
      time_key: slot.time_key,
      region,
      nature,
      values: lazily(() => valuesAt(region, slot)),
    })),
  )
}

const yearOf = (day: DayNumber): number => new Date(day * 86_400_000).getUTCFullYear()

interface Layout {
  /** How pumping and storage are printed. */
  readonly storedAs: 'text' | 'number'
  /** The export's empty last column. */
  readonly artefact: string
  readonly hasWindSplit: boolean
}

function regionalColumns(
  zone: TimeZone,
  { storedAs, artefact, hasWindSplit }: Layout,
): Column<RegionalRow>[] {
  const text = textColumn<RegionalRow>
  const power = (
    name: string,
    label: string,
    measure: keyof Observation,
    as: Column<RegionalRow>['as'] = 'number',
  ): Column<RegionalRow> => ({ name, label, as, read: row => row.values()?.[measure] ?? null })
  const none = (name: string, label: string): Column<RegionalRow> => ({
    name,
    label,
    as: 'number',
    read: row => (row.values() ? 0 : null),
  })
  return [
    text('code_insee_region', 'Code INSEE région', row => row.region.region_code),
    text('libelle_region', 'Région', row => row.region.region_name),
    text('nature', 'Nature', row => row.nature),
    text('date', 'Date', row => row.date),
    text('heure', 'Heure', row => row.heure),
    text('date_heure', 'Date - Heure', stampsIn(zone)),
    power('consommation', 'Consommation (MW)', 'consumption_mw'),
    power('thermique', 'Thermique (MW)', 'thermal_mw'),
    power('nucleaire', 'Nucléaire (MW)', 'nuclear_mw'),
    power('eolien', 'Eolien (MW)', 'wind_mw'),
    power('solaire', 'Solaire (MW)', 'solar_mw'),
    power('hydraulique', 'Hydraulique (MW)', 'hydro_mw'),
    power('pompage', 'Pompage (MW)', 'pumping_mw', storedAs),
    power('bioenergies', 'Bioénergies (MW)', 'bioenergy_mw'),
    power('ech_physiques', 'Ech. physiques (MW)', 'exchange_mw'),
    power('stockage_batterie', 'Stockage batterie', 'battery_charge_mw', storedAs),
    power('destockage_batterie', 'Déstockage batterie', 'battery_discharge_mw', storedAs),
    ...(hasWindSplit
      ? [none('eolien_terrestre', 'Eolien terrestre'), none('eolien_offshore', 'Eolien offshore')]
      : []),
    ...SHARES.flatMap((share): Column<RegionalRow>[] => [
      {
        name: `tco_${share.field}`,
        label: `TCO ${share.label} (%)`,
        as: 'number',
        read: row => ofValues(row, values => shareOfDemand(values, share)),
      },
      {
        name: `tch_${share.field}`,
        label: `TCH ${share.label} (%)`,
        as: 'number',
        read: row => ofValues(row, values => shareOfCapacity(values, share, row.region)),
      },
    ]),
    text(artefact, artefact.replace('c', 'C').replace('_', ' '), () => null),
  ]
}

function ofValues(row: RegionalRow, read: (values: Observation) => string | undefined): Cell {
  const values = row.values()
  return values ? (read(values) ?? null) : null
}
