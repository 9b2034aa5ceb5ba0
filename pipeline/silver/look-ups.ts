/**
 * Look-up tables of a batch: few distinct names, natures, dates and hours stand in many rows, so each
 * is understood once. What can't be understood is left out, and the join leaves NULL.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { foldName } from '../catalog/fold-name.ts'
import { VINTAGES } from '../catalog/vintages.ts'
import { type AppendedCell, appendColumns } from './append-columns.ts'
import { query } from './engine.ts'
import { clockTable, dayTable } from './local-time.ts'
import type { SilverTable } from './silver-table.ts'

/**
 * Create `region_names`, `natures`, `days` and `clock` for the rows of `raw`.
 *
 * @returns whether every row, blank ones too, tells a local date and hour that can be understood.
 */
export async function createLookUps(
  connection: DuckDBConnection,
  table: SilverTable,
): Promise<{ isEveryTimeKnown: boolean }> {
  const { names, natures, dates, times, is_any_time_absent } = await distinctTexts(connection)
  const days = dayTable(dates)
  const clock = clockTable(times)
  await createTable(
    connection,
    'region_names',
    { raw_code: 'VARCHAR', raw_name: 'VARCHAR', known_code: 'VARCHAR' },
    names.flatMap(({ region_code, region_name }) => {
      const known = table.regionCodeOf(region_code || null, region_name || null)
      return known === undefined ? [] : [[region_code, region_name, known]]
    }),
  )
  await createTable(
    connection,
    'natures',
    { raw_nature: 'VARCHAR', vintage_code: 'VARCHAR' },
    natures.flatMap(nature =>
      VINTAGES.filter(vintage =>
        [vintage.nature, foldName(vintage.vintage_code)].includes(foldName(nature)),
      ).map(vintage => [nature, vintage.vintage_code]),
    ),
  )
  await createTable(
    connection,
    'days',
    { raw_date: 'VARCHAR', midnight_utc: 'BIGINT', transition: 'VARCHAR' },
    days,
  )
  await createTable(connection, 'clock', { raw_time: 'VARCHAR', minute: 'INTEGER' }, clock)
  return {
    isEveryTimeKnown: !is_any_time_absent && days.length === dates.length && clock.length === times.length,
  }
}

interface DistinctTexts {
  readonly names: readonly { readonly region_code: string; readonly region_name: string }[]
  readonly natures: readonly string[]
  readonly dates: readonly string[]
  readonly times: readonly string[]
  /** Some row has no local date or hour, or an instant beside them that could contradict it. */
  readonly is_any_time_absent: boolean
}

async function distinctTexts(connection: DuckDBConnection): Promise<DistinctTexts> {
  const [texts] = await query<DistinctTexts>(
    connection,
    `SELECT
       coalesce(list(DISTINCT {region_code: coalesce(region_code, ''), region_name: coalesce(region_name, '')}), []) AS names,
       coalesce(list(DISTINCT nature) FILTER (nature IS NOT NULL), []) AS natures,
       coalesce(list(DISTINCT local_date) FILTER (local_date IS NOT NULL), []) AS dates,
       coalesce(list(DISTINCT local_time) FILTER (local_time IS NOT NULL), []) AS times,
       coalesce(bool_or(local_date IS NULL OR local_time IS NULL OR instant IS NOT NULL), false) AS is_any_time_absent
     FROM raw`,
  )
  if (!texts) throw new TypeError('an aggregate without a row')
  return texts
}

async function createTable(
  connection: DuckDBConnection,
  name: string,
  types: Readonly<Record<string, string>>,
  rows: readonly (readonly AppendedCell[])[],
): Promise<void> {
  const columns = Object.entries(types)
  const definitions = columns.map(([column, type]) => `${column} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${definitions.join(', ')})`)
  if (rows.length === 0) return
  const cellsOf = (index: number) => rows.map(row => row[index] ?? null)
  await appendColumns(
    connection,
    name,
    columns.map(([column_name, type], index) => ({ column_name, type, cells: cellsOf(index) })),
  )
}
