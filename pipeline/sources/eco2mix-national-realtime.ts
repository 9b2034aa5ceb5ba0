/**
 * Source: éCO2mix national, real time (RTE through ODRÉ): quarters of an hour of mainland France, MW.
 *
 * Every quarter of an hour, 17–31 minutes late, with the operator's forecasts of demand (J-1 and J),
 * which reach to the end of tomorrow.
 */
import type { OdreExport } from './odre-export.ts'

export const ECO2MIX_NATIONAL_REALTIME: OdreExport = {
  feed_id: 'eco2mix-national-realtime',
  dataset_id: 'eco2mix-national-tr',
  dataset: 'eco2mix_national',
  bytes_per_day: 120_000,
  reach: 'present',
}
