/**
 * Gold table `dim_region`: the regions, one row per version (slowly changing dimension, type 2).
 *
 * From: the regions of the catalogue.
 * Key:  region_key
 *
 * The first version of a region is valid from 1900-01-01, so that every fact finds one, and its
 * key is the INSEE code as a number; every later version adds 100.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { REGIONS, type Region } from '../catalog/regions.ts'
import { makeRowsEqual } from './dimension-rows.ts'

const FIRST_DAY = '1900-01-01'

export interface DimRegionRow {
  readonly region_key: number
  readonly region_code: string
  readonly region_name: string
  readonly population: number
  readonly area_km2: number
  readonly valid_from: string
  /** Day after the last of the version; null while it is valid. */
  readonly valid_to: string | null
  readonly is_current: boolean
}

export type RegionEntry = Pick<Region, 'region_code' | 'region_name' | 'population' | 'area_km2'>

/**
 * All versions after a change of the register: a region whose name, population or area differs has its
 * current version closed and a new one opened on that day; one that left the register is closed; a new
 * one is opened. Pure; what did not change comes back as it was.
 *
 * @param dayOfChange YYYY-MM-DD. The day on which a version began corrects that version in place.
 * @throws RangeError when a version to close began after that day.
 */
export function nextRegionVersions(
  versions: readonly DimRegionRow[],
  register: readonly RegionEntry[],
  dayOfChange: string,
): readonly DimRegionRow[] {
  const entries = new Map(register.map(entry => [entry.region_code, entry]))
  const kept = versions.flatMap(version => {
    const entry = entries.get(version.region_code)
    if (!version.is_current || (entry && isSame(version, entry))) return [version]
    if (version.valid_from > dayOfChange) {
      throw new RangeError(
        `region ${version.region_code}: changed on ${dayOfChange}, but its version began on ${version.valid_from}`,
      )
    }
    if (version.valid_from === dayOfChange) return entry ? [{ ...version, ...valuesOf(entry) }] : []
    return [{ ...version, valid_to: dayOfChange, is_current: false }]
  })
  const current = new Set(kept.filter(version => version.is_current).map(version => version.region_code))
  const opened = register
    .filter(entry => !current.has(entry.region_code))
    .map(entry => openVersion(entry, kept, dayOfChange))
  return [...kept, ...opened]
}

const valuesOf = ({ region_code, region_name, population, area_km2 }: RegionEntry): RegionEntry => ({
  region_code,
  region_name,
  population,
  area_km2,
})

const isSame = (version: DimRegionRow, entry: RegionEntry): boolean =>
  version.region_name === entry.region_name &&
  version.population === entry.population &&
  version.area_km2 === entry.area_km2

function openVersion(entry: RegionEntry, versions: readonly DimRegionRow[], day: string): DimRegionRow {
  const earlier = versions.filter(version => version.region_code === entry.region_code).length
  return {
    region_key: Number(entry.region_code) + 100 * earlier,
    ...valuesOf(entry),
    valid_from: earlier === 0 ? FIRST_DAY : day,
    valid_to: null,
    is_current: true,
  }
}

/**
 * Bring the table up to the catalogue.
 *
 * @param dayOfChange when the regions changed. Without it a difference is a correction of the catalogue:
 *   the current versions are corrected in place, so that a rebuild ends in the same rows.
 * @returns rows that changed: none the second time
 */
export async function loadDimRegion(connection: DuckDBConnection, dayOfChange?: string): Promise<number> {
  const versions = await readDimRegion(connection)
  const next =
    dayOfChange === undefined
      ? correctedVersions(versions, REGIONS)
      : nextRegionVersions(versions, REGIONS, dayOfChange)
  return makeRowsEqual(connection, 'dim_region', 'region_key', next)
}

function correctedVersions(versions: readonly DimRegionRow[], register: readonly RegionEntry[]) {
  const entries = new Map(register.map(entry => [entry.region_code, entry]))
  const corrected = versions.map(version => {
    const entry = version.is_current ? entries.get(version.region_code) : undefined
    return entry ? { ...version, ...valuesOf(entry) } : version
  })
  return nextRegionVersions(corrected, register, FIRST_DAY)
}

/** Every version, by region and time. */
async function readDimRegion(connection: DuckDBConnection): Promise<readonly DimRegionRow[]> {
  const reader = await connection.runAndReadAll('SELECT * FROM dim_region ORDER BY region_code, valid_from')
  return reader.getRowObjects().map(row => ({
    region_key: Number(row.region_key),
    region_code: String(row.region_code),
    region_name: String(row.region_name),
    population: Number(row.population),
    area_km2: Number(row.area_km2),
    valid_from: String(row.valid_from),
    valid_to: row.valid_to === null ? null : String(row.valid_to),
    is_current: row.is_current === true,
  }))
}
