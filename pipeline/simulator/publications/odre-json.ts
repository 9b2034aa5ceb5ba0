/**
 * ODRÉ's real-time export (Explore API v2.1, `/exports/json`): a bare array of 30 fields per row.
 *
 * Pumping and batteries are strings, `column_68` is always null, and slots to come are rows of nulls.
 */
import { toUtcStamp } from '../paris-clock.ts'
import type { PublishedRow } from '../published-rows.ts'
import { SHARES, shareOfCapacity, shareOfDemand } from './odre-shares.ts'

export function toOdreJson(rows: readonly PublishedRow[]): Uint8Array {
  return Buffer.from(`[${rows.map(toRecord).join(',\n')}]`, 'utf8')
}

function toRecord(row: PublishedRow): string {
  const { region, date, heure } = row
  return (
    `{"code_insee_region":"${region.region_code}","libelle_region":${JSON.stringify(region.region_name)},` +
    `"nature":"Données temps réel","date":"${date}","heure":"${heure}",` +
    `"date_heure":"${toUtcStamp(row.time_key)}",${toFlows(row)},${toShares(row)},"column_68":null}`
  )
}

function toFlows({ values }: PublishedRow): string {
  const text = (value: number | undefined) => (value === undefined ? 'null' : `"${value}"`)
  const number = (value: number | undefined) => value ?? 'null'
  return [
    `"consommation":${number(values?.consumption_mw)}`,
    `"thermique":${number(values?.thermal_mw)}`,
    `"nucleaire":${number(values?.nuclear_mw)}`,
    `"eolien":${number(values?.wind_mw)}`,
    `"solaire":${number(values?.solar_mw)}`,
    `"hydraulique":${number(values?.hydro_mw)}`,
    `"pompage":${text(values?.pumping_mw)}`,
    `"bioenergies":${number(values?.bioenergy_mw)}`,
    `"ech_physiques":${number(values?.exchange_mw)}`,
    `"stockage_batterie":${text(values?.battery_charge_mw)}`,
    `"destockage_batterie":${text(values?.battery_discharge_mw)}`,
  ].join(',')
}

function toShares({ region, values }: PublishedRow): string {
  return SHARES.map(share => {
    const tco = values ? shareOfDemand(values, share) : undefined
    const tch = values ? shareOfCapacity(values, share, region) : undefined
    return `"tco_${share.field}":${tco ?? 'null'},"tch_${share.field}":${tch ?? 'null'}`
  }).join(',')
}
