/**
 * Silver table `eco2mix_national`: what RTE published of mainland France as a whole, in each vintage,
 * with the operator's own forecasts. Kept apart: the star schema is made of regions.
 *
 * From: bronze `eco2mix-files`, `eco2mix-national-realtime`, `sql-source`
 * Key:  region_code (always FR), interval_start_utc, vintage_code, first_seen_at
 */

import { foldName } from '../catalog/fold-name.ts'
import { NATIONAL_MEASURES, NATIONAL_PLAUSIBLE_DEMAND_MW } from '../catalog/measures.ts'
import type { SilverTable } from './silver-table.ts'

export const eco2mixNational: SilverTable = {
  name: 'eco2mix_national',
  measures: NATIONAL_MEASURES,
  regions: new Map([
    [
      'FR',
      {
        rangeOf: ({ column }) =>
          column === 'consumption_mw' ? NATIONAL_PLAUSIBLE_DEMAND_MW : ([-120_000, 120_000] as const),
        expected: [],
      },
    ],
  ]),
  regionCodeOf: (_, name) => (name === null || foldName(name) === 'france' ? 'FR' : undefined),
}
