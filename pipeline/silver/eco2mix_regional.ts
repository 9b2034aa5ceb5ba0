/**
 * Silver table `eco2mix_regional`: what RTE published of each region and interval, in each vintage.
 *
 * From: bronze `eco2mix-files`, `eco2mix-regional-*`, `sql-source`
 * Key:  region_code, interval_start_utc, vintage_code, first_seen_at
 *
 * A change log: a row is kept when it says something that the rows of the same region, interval and
 * vintage before it did not. Mean power over the interval, MW, signed as published. Empty is unknown.
 */

import { foldName } from '../catalog/fold-name.ts'
import { MEASURES, plausibleRange } from '../catalog/measures.ts'
import { GENERATION_TYPES, REGION_CODE_BY_NAME, REGIONS } from '../catalog/regions.ts'
import type { SilverTable } from './silver-table.ts'

const KNOWN_CODES = new Set(REGIONS.map(region => region.region_code))

export const eco2mixRegional: SilverTable = {
  name: 'eco2mix_regional',
  measures: MEASURES,
  regions: new Map(
    REGIONS.map(region => [
      region.region_code,
      {
        rangeOf: measure => plausibleRange(measure, region),
        expected: GENERATION_TYPES.filter(type => region.capacity_mw[type] !== null).map(
          type => `${type}_mw`,
        ),
      },
    ]),
  ),

  /** Code and name must agree where both are there: old codes still circulate under new names. */
  regionCodeOf(regionCode, regionName) {
    const byName = regionName === null ? undefined : REGION_CODE_BY_NAME.get(foldName(regionName))
    if (regionCode === null || regionCode.trim() === '') return byName
    const code = /^(\d{1,2})(\.0+)?$/.exec(regionCode.trim())?.[1]?.padStart(2, '0')
    if (code === undefined || !KNOWN_CODES.has(code)) return undefined
    return regionName === null || regionName.trim() === '' || byName === code ? code : undefined
  },
}
