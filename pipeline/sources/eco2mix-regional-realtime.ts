/**
 * Source: éCO2mix regional, real time (RTE through ODRÉ): quarters of an hour of twelve regions, MW.
 *
 * Four slots together every hour, 15–75 minutes late; the rest of the day as rows of nulls. An outage is
 * published as zeros and repaired within a day or two. The dataset begins where the consolidated one ends.
 */
import type { OdreExport } from './odre-export.ts'

export const ECO2MIX_REGIONAL_REALTIME: OdreExport = {
  feed_id: 'eco2mix-regional-realtime',
  dataset_id: 'eco2mix-regional-tr',
  dataset: 'eco2mix_regional',
  bytes_per_day: 1_000_000,
  reach: 'present',
}
