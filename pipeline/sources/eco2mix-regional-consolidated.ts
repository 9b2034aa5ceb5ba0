/**
 * Source: éCO2mix regional, consolidated and definitive (RTE through ODRÉ): half-hours of twelve regions, MW.
 *
 * Whole months arrive in irregular batches, weeks to more than a year late, and turn definitive a year
 * after that. A window near the present, or any that lies ahead of the last batch, has no rows.
 */
import type { OdreExport } from './odre-export.ts'

export const ECO2MIX_REGIONAL_CONSOLIDATED: OdreExport = {
  feed_id: 'eco2mix-regional-consolidated',
  dataset_id: 'eco2mix-regional-cons-def',
  dataset: 'eco2mix_regional',
  bytes_per_day: 500_000,
  reach: 'past',
}
