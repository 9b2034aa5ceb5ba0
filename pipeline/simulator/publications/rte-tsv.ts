/**
 * RTE's flat file of a region: tab-separated Latin-1 text named `.xls`, with the header of 2013–2018.
 *
 * Each data row ends with a tab and so has one field more than the header. After the rows come a
 * disclaimer and an empty line. The layout has no batteries: the exchange takes them in.
 */
import { zipSync } from 'fflate'
import type { PublishedRow } from '../published-rows.ts'

const HEADER = [
  'Périmètre',
  'Nature',
  'Date',
  'Heures',
  'Consommation',
  'Thermique',
  'Nucléaire',
  'Eolien',
  'Solaire',
  'Hydraulique',
  'Pompage',
  'Bioénergies',
  'Ech. physiques',
].join('\t')

const DISCLAIMER =
  "RTE ne pourra être tenu responsable de l'usage qui pourrait être fait des données mises à disposition, ni en cas de prévisions qui se révèleraient imprécises."

const BLANK_VALUES = '\t'.repeat(8)

/** The publisher's own spellings: in the cells, and in file names where that differs. */
const NAMES: Readonly<Record<string, readonly [cell: string, file?: string]>> = {
  '11': ['Ile-de-France'],
  '24': ['Centre-Val de Loire', 'Centre-Val-de-Loire'],
  '27': ['Bourgogne-Franche-Comté', 'Bourgogne-Franche-Comte'],
  '28': ['Normandie'],
  '32': ['Hauts-de-France'],
  '44': ['Grand-Est'],
  '52': ['Pays-de-la-Loire'],
  '53': ['Bretagne'],
  '75': ['Nouvelle-Aquitaine'],
  '76': ['Occitanie'],
  '84': ['Auvergne-Rhône-Alpes', 'Auvergne-Rhone-Alpes'],
  '93': ['PACA'],
}

/** Regions with pumped storage; the others show `-`. */
const PUMPING_REGIONS = new Set(['27', '44', '53', '76', '84', '93'])

export type RteNature = 'Données temps réel' | 'Données consolidées'

export function rteFileName(regionCode: string, nature: RteNature, extension: 'xls' | 'zip'): string {
  const [cell, file = cell] = namesOf(regionCode)
  const period = nature === 'Données temps réel' ? 'En-cours-TR' : 'En-cours-Consolide'
  return `SIMULATED_eCO2mix_RTE_${file}_${period}.${extension}`
}

export function toRteTsv(nature: RteNature, rows: readonly PublishedRow[]): Uint8Array {
  const lines = rows.map(
    row => `${namesOf(row.region.region_code)[0]}\t${nature}\t${row.date}\t${row.heure}\t${toFields(row)}\t`,
  )
  return Buffer.from([HEADER, ...lines, DISCLAIMER, '', ''].join('\n'), 'latin1')
}

/** The file as RTE's site serves it: alone in a zip. `date` (YYYY-MM-DD) is the entry's. */
export function toRteZip(fileName: string, bytes: Uint8Array, date: string): Uint8Array {
  // Zip entries carry wall-clock time: noon by this machine's clock is the same wall clock everywhere.
  return zipSync({ [fileName]: bytes }, { mtime: new Date(`${date}T12:00:00`) })
}

function toFields({ region, values }: PublishedRow): string {
  if (!values) return BLANK_VALUES
  const batteries = values.battery_charge_mw + values.battery_discharge_mw
  return [
    values.consumption_mw,
    values.thermal_mw,
    region.capacity_mw.nuclear === null ? '-' : values.nuclear_mw,
    values.wind_mw,
    values.solar_mw,
    values.hydro_mw,
    PUMPING_REGIONS.has(region.region_code) ? values.pumping_mw : '-',
    values.bioenergy_mw,
    values.exchange_mw + batteries,
  ].join('\t')
}

function namesOf(regionCode: string): readonly [cell: string, file?: string] {
  const names = NAMES[regionCode]
  if (!names) throw new RangeError(`region ${regionCode}: no name in the flat files`)
  return names
}
