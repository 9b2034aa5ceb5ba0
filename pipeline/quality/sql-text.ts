/** Fragments of SQL text that several checks use. Values come from the catalogue only. */
import { energyTypeKey } from '../catalog/energy-types.ts'

/** `time_key` expression → ISO instant, whether or not dim_time has a row for it. */
export const isoInstant = (timeKey: string): string =>
  `strftime(make_timestamp(CAST(${timeKey} AS BIGINT) * 900000000), '%Y-%m-%dT%H:%M:%SZ')`

/** MW in words: no trailing zeros, no sign unless negative. */
export const inMw = (megawatts: string): string => `printf('%.10g MW', CAST(${megawatts} AS DOUBLE))`

/** Rows of a VALUES list. Text is quoted; null stays NULL. */
export const valuesList = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map(row => `(${row.map(literal).join(', ')})`).join(', ')

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}

export const DEMAND_KEY = energyTypeKey('demand')

/** Net MW of a flow: what it brings into the region; NULL when the value is missing. */
export const NET_MW = 'COALESCE(production_mw, -consumption_mw)'

/**
 * One number that orders flows by region, energy type and time. A window over it costs less than half of
 * one partitioned by region and energy type; neighbours of two series are far apart in it.
 */
export const SERIES_KEY = '((CAST(region_key AS BIGINT) * 64 + energy_type_key) << 32) + time_key'

/** What {@link SERIES_KEY} was made of. */
export const SERIES_COLUMNS = `CAST(series_key >> 38 AS INTEGER) AS region_key,
    CAST((series_key >> 32) & 63 AS INTEGER) AS energy_type_key,
    CAST(series_key & 4294967295 AS INTEGER) AS time_key`
