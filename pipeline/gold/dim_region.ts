/**
 * Gold table `dim_region`: the regions, one row per version (slowly changing dimension, type 2).
 *
 * From: the regions of the catalogue; silver `region_population` and `region_area`.
 * Key:  region_key
 *
 * A publication with another figure than the one known opens a version on the day in Paris on which it
 * was first fetched: the register does not say since when its figure holds.
 *
 * The first version of a region is valid from 1900-01-01, so that every fact finds one, and its
 * key is the INSEE code as a number; every later version adds 100.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { REGIONS, type Region } from '../catalog/regions.ts'
import { makeRowsEqual } from './dimension-rows.ts'

const FIRST_DAY = '1900-01-01'
const CATALOGUE = 'catalogue'

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
  /** `catalogue`, or the feeds that brought its figures. */
  readonly source: string
}

export type RegionEntry = Pick<Region, 'region_code' | 'region_name' | 'population' | 'area_km2'> &
  Pick<DimRegionRow, 'source'>

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

const valuesOf = ({ region_code, region_name, population, area_km2, source }: RegionEntry): RegionEntry => ({
  region_code,
  region_name,
  population,
  area_km2,
  source,
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

/** A figure of a region as a publication told it. */
export interface RegionFigure {
  readonly region_code: string
  readonly column: 'population' | 'area_km2'
  readonly value: number
  /** Day in Paris on which the publication was first fetched. */
  readonly local_date: string
  readonly feed_id: string
}

/**
 * Every version, from the catalogue and the figures told since: the same whatever the order they were
 * loaded in. A figure that says what is known already changes nothing. Pure.
 *
 * @param figures in the order they were published; of two of one day the later counts.
 */
export function regionVersions(
  figures: readonly RegionFigure[],
  catalogue: readonly Omit<RegionEntry, 'source'>[] = REGIONS,
): readonly DimRegionRow[] {
  const known = new Map(
    catalogue.map(region => [
      region.region_code,
      { ...valuesOf({ ...region, source: CATALOGUE }), sources: {} },
    ]),
  )
  const entries = () =>
    [...known.values()].map(({ sources, ...entry }) => ({ ...entry, source: sourceOf(sources) }))
  let versions = nextRegionVersions([], entries(), FIRST_DAY)
  for (const [day, told] of Map.groupBy(figures, figure => figure.local_date)) {
    for (const { region_code, column, value, feed_id } of told) {
      const region = known.get(region_code)
      if (region && region[column] !== value)
        known.set(region_code, {
          ...region,
          [column]: value,
          sources: { ...region.sources, [column]: feed_id },
        })
    }
    versions = nextRegionVersions(versions, entries(), day)
  }
  return versions
}

const sourceOf = (sources: Readonly<Record<string, string>>): string =>
  [...new Set(Object.values(sources))].toSorted().join(', ') || CATALOGUE

/**
 * Make the table hold the versions that follow from the catalogue and the figures.
 *
 * @returns rows that changed: none the second time
 */
export async function loadDimRegion(
  connection: DuckDBConnection,
  figures: readonly RegionFigure[] = [],
): Promise<number> {
  return makeRowsEqual(connection, 'dim_region', 'region_key', regionVersions(figures))
}
