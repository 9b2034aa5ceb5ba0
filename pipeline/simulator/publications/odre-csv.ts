/**
 * ODRÉ's consolidated export (`/exports/csv`, labels on): UTF-8 with a byte-order mark, `;`, CRLF, half-hourly
 * rows only, offshore wind always zero, and an empty last column whose name changes over the years.
 */
import { toParisStamp } from '../paris-clock.ts'
import type { PublishedRow } from '../published-rows.ts'
import { SHARES, shareOfCapacity, shareOfDemand } from './odre-shares.ts'

const LABELS = [
  'Code INSEE région',
  'Région',
  'Nature',
  'Date',
  'Heure',
  'Date - Heure',
  'Consommation (MW)',
  'Thermique (MW)',
  'Nucléaire (MW)',
  'Eolien (MW)',
  'Solaire (MW)',
  'Hydraulique (MW)',
  'Pompage (MW)',
  'Bioénergies (MW)',
  'Ech. physiques (MW)',
  'Stockage batterie',
  'Déstockage batterie',
  'Eolien terrestre',
  'Eolien offshore',
  ...SHARES.flatMap(({ label }) => [`TCO ${label} (%)`, `TCH ${label} (%)`]),
  'Column 30',
]

export function toOdreCsv(rows: readonly PublishedRow[]): Uint8Array {
  const lines = [...rows].sort((a, b) => a.time_key - b.time_key).flatMap(toLine)
  return Buffer.from(`\ufeff${[LABELS.join(';'), ...lines].join('\r\n')}\r\n`, 'utf8')
}

/** No line for a row without values: the consolidated dataset leaves :15 and :45 out. */
function toLine(row: PublishedRow): string[] {
  const { region, values } = row
  if (!values) return []
  return [
    [
      region.region_code,
      region.region_name,
      'Données consolidées',
      row.date,
      row.heure,
      toParisStamp(row.time_key),
      values.consumption_mw,
      values.thermal_mw,
      values.nuclear_mw,
      values.wind_mw,
      values.solar_mw,
      values.hydro_mw,
      values.pumping_mw,
      values.bioenergy_mw,
      values.exchange_mw,
      values.battery_charge_mw,
      values.battery_discharge_mw,
      0,
      0,
      ...SHARES.flatMap(share => [shareOfDemand(values, share), shareOfCapacity(values, share, region)]),
      '',
    ].join(';'),
  ]
}
