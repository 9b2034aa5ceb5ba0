/** Small warehouses for the tests of the read queries and of the API: rows written straight into the tables. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ENERGY_TYPES, energyTypeKey } from '../../catalog/energy-types.ts'
import { REGIONS } from '../../catalog/regions.ts'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../duckdb-warehouse.ts'
import { TABLES } from '../schema.ts'

export const timeKey = (instantText: string): number => Date.parse(instantText) / 900_000

/** Power of one region and interval, MW, by energy type; null is a value that is explicitly unknown. */
export interface SeedInterval {
  readonly region: string
  /** ISO instant of the start. */
  readonly at: string
  readonly step: 15 | 30
  /** Positive on the type's own side, negative on the other. */
  readonly mw: Readonly<Record<string, number | null>>
  readonly vintage?: 'real-time' | 'consolidated' | 'definitive'
  readonly suspect?: true
  readonly batch?: number
}

export interface Seed {
  readonly intervals: readonly SeedInterval[]
  readonly simulated?: boolean
  /** Local years that dim_time covers. */
  readonly years?: readonly number[]
  readonly statements?: readonly string[]
}

export interface SeededWarehouse {
  readonly warehouse: DuckDbWarehouse
  remove(): Promise<void>
}

export async function seedWarehouse(seed: Seed): Promise<SeededWarehouse> {
  const folder = mkdtempSync(join(tmpdir(), 'gold-'))
  const warehouse = openDuckDbWarehouse(join(folder, 'warehouse.duckdb'), { waitMs: 5_000 })
  await warehouse.write(connection => writeSeed(connection, seed))
  return {
    warehouse,
    async remove() {
      await warehouse.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export async function writeSeed(connection: DuckDBConnection, seed: Seed): Promise<void> {
  const batches = new Set([1, ...seed.intervals.map(interval => interval.batch ?? 1)])
  const statements = [
    ...Object.values(TABLES),
    insert('dim_energy_type', ENERGY_TYPES.map(Object.values)),
    insert('dim_region', REGIONS.map(regionRow)),
    ...(seed.years ?? [2024]).map(timeOfYear),
    ...[...batches].map(batch => insertBatch(batch, { is_simulated: seed.simulated ?? false })),
    ...(seed.intervals.length > 0
      ? [insert('fact_energy_flow', seed.intervals.flatMap(factRows).map(withoutTemperature))]
      : []),
    ...(seed.statements ?? []),
  ]
  for (const statement of statements) await connection.run(statement)
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)

export const insert = (table: string, rows: readonly (readonly unknown[])[]): string =>
  `INSERT INTO ${table} VALUES ${rows.map(row => `(${row.map(literal).join(', ')})`).join(', ')}`

const regionRow = (region: (typeof REGIONS)[number]) => [
  Number(region.region_code),
  region.region_code,
  region.region_name,
  region.population,
  region.area_km2,
  '1900-01-01',
  null,
  true,
  'catalogue',
]

/** A batch of ten publications, two of them blank. Columns by name: the tests don't depend on their order. */
export function insertBatch(batch: number, values: Readonly<Record<string, unknown>> = {}): string {
  const row = {
    batch_key: batch,
    dataset: 'eco2mix_regional',
    feed_id: 'eco2mix-files',
    bronze_path: `bronze/eco2mix-files/${batch}.xls.gz`,
    bronze_sha256: `${batch}`.padStart(64, '0'),
    file_name: `eCO2mix_RTE_${batch}.xls`,
    fetched_at: '2024-11-01 06:00:00',
    is_simulated: false,
    rows_read: 10,
    rows_blank: 2,
    rows_loaded: 8,
    rows_duplicate: 0,
    rows_quarantined: 0,
    values_quarantined: 0,
    rows_missing: 0,
    unknown_columns: '',
    error: null,
    ...values,
  }
  const columns = Object.keys(row).join(', ')
  return `INSERT INTO load_batch (${columns}) VALUES (${Object.values(row).map(literal).join(', ')})`
}

const withoutTemperature = (row: readonly unknown[]) => [...row, null]

/** Fact rows of one interval: exchange becomes import or export, a negative generation consumption. */
export function factRows(interval: SeedInterval): unknown[][] {
  return Object.entries(interval.mw).map(([name, mw]) => {
    const code = name === 'exchange' ? ((mw ?? 0) >= 0 ? 'import' : 'export') : name
    const type = ENERGY_TYPES.find(({ energy_type_code }) => energy_type_code === code)
    const isInjection = (type?.flow === 'injection') === (name === 'exchange' || (mw ?? 0) >= 0)
    const size = mw === null ? null : Math.abs(mw)
    return [
      Number(interval.region),
      timeKey(interval.at),
      energyTypeKey(code),
      isInjection ? size : null,
      isInjection ? null : size,
      interval.step,
      interval.vintage ?? 'real-time',
      mw === null ? 'missing' : interval.suspect ? 'suspect' : 'ok',
      '2024-11-01 06:00:00',
      interval.batch ?? 1,
      7,
    ]
  })
}

/** dim_time of one Paris year, by DuckDB's own calendar: it shares no code with the product's. */
function timeOfYear(year: number): string {
  const first = timeKey(`${year - 1}-12-31T23:00:00Z`)
  const end = timeKey(`${year}-12-31T23:00:00Z`)
  const startOf = (unit: string) => `MIN(k) OVER (PARTITION BY DATE_TRUNC('${unit}', paris))`
  return `INSERT INTO dim_time
    SELECT k, utc, STRFTIME(paris, '%Y-%m-%d'), STRFTIME(paris, '%H:%M'), YEAR(paris), MONTH(paris), DAY(paris),
      HOUR(paris), ISODOW(paris), 'working_day', FALSE, NULL, NULL, 'none', FALSE, 0,
      k - k % 2, k - k % 4, ${startOf('day')}, ${startOf('month')}, ${startOf('year')}
    FROM (SELECT k::INTEGER AS k, MAKE_TIMESTAMP(k * 900000000) AS utc,
            TIMEZONE('Europe/Paris', TO_TIMESTAMP(k * 900)) AS paris
          FROM RANGE(${first}, ${end}) AS quarters(k))
    ORDER BY k`
}
