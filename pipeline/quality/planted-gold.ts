/** For the tests of the checks: a gold warehouse in memory with its dimensions, and flows to plant in it. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { ENERGY_TYPES, energyTypeKey } from '../catalog/energy-types.ts'
import type { VintageCode } from '../catalog/vintages.ts'
import { loadDimEnergyType } from '../gold/dim_energy_type.ts'
import { loadDimRegion } from '../gold/dim_region.ts'
import { ensureDimTime } from '../gold/dim_time.ts'
import { rowsFromJson } from '../gold/dimension-rows.ts'
import { ANYWHERE } from '../gold/gold-change.ts'
import { TABLES } from '../gold/schema.ts'
import type { Check, CheckResult } from './check.ts'
import { runChecks } from './run-checks.ts'

const BATCH_KEY = 1

/** A flow in words. `mw` below zero: the other side than the type's own; null: missing. */
export interface PlantedFlow {
  readonly region: string
  readonly at: string
  readonly type: string
  readonly mw: number | null
  readonly step?: 15 | 30
  readonly vintage?: VintageCode
  readonly quality?: string
  readonly batch?: number
}

export interface PlantedRevision extends PlantedFlow {
  readonly replacedBy: VintageCode
  readonly firstSeen?: string
}

const timeKey = (iso: string): number => Date.parse(iso) / 900_000

/** Settings as the warehouse has them; calendar of 2024; load batch 1; no facts. */
export async function openGold(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    integer_division: 'true',
    default_null_order: 'nulls_first_on_asc_last_on_desc',
  })
  const connection = await instance.connect()
  for (const table of Object.values(TABLES)) await connection.run(table)
  await loadDimRegion(connection)
  await loadDimEnergyType(connection)
  await ensureDimTime(connection, timeKey('2024-01-01T00:00Z'), timeKey('2024-12-31T00:00Z'))
  const zeros = Object.keys(await columnTypes(connection, 'load_batch')).map(name => [name, 0])
  await insert(connection, 'load_batch', [
    {
      ...Object.fromEntries(zeros),
      batch_key: BATCH_KEY,
      fetched_at: '2024-01-01T00:00:00',
      is_simulated: true,
      newest_measured_utc: null,
      error: null,
    },
  ])
  return connection
}

/** What one check finds, in all periods. */
export async function outcomeOf(
  connection: DuckDBConnection,
  check: Check,
): Promise<Pick<CheckResult, 'rows_checked' | 'violation_count' | 'sample'>> {
  const [result] = await runChecks(connection, ANYWHERE, [check])
  if (!result) throw new TypeError(`check ${check.name}: no result`)
  const { rows_checked, violation_count, sample } = result
  return { rows_checked, violation_count, sample }
}

export async function clearFlows(connection: DuckDBConnection): Promise<void> {
  await connection.run('DELETE FROM fact_energy_flow')
  await connection.run('DELETE FROM fact_energy_flow_revision')
}

export function plant(connection: DuckDBConnection, flows: readonly PlantedFlow[]): Promise<void> {
  return insert(connection, 'fact_energy_flow', flows.map(toRow))
}

export function plantRevisions(
  connection: DuckDBConnection,
  flows: readonly PlantedRevision[],
): Promise<void> {
  const rows = flows.map(flow => ({
    ...toRow(flow),
    ...(flow.firstSeen ? { first_seen_at: flow.firstSeen } : {}),
    replaced_at: '2024-12-31T00:00:00',
    replaced_by_vintage_code: flow.replacedBy,
    replaced_by_batch_key: BATCH_KEY,
  }))
  return insert(connection, 'fact_energy_flow_revision', rows)
}

/** Flows of one type, one after the other. */
export function series(first: Omit<PlantedFlow, 'mw'>, values: readonly (number | null)[]): PlantedFlow[] {
  const stepMs = (first.step ?? 15) * 60_000
  return values.map((mw, index) => ({
    ...first,
    at: new Date(Date.parse(first.at) + index * stepMs).toISOString(),
    mw,
  }))
}

/** Consecutive values around `mw` that never repeat and never leap. */
export const quiet = (mw: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => mw + (index % 2 === 0 ? index % 7 : -(index % 5)))

function toRow(flow: PlantedFlow): Record<string, string | number | null> {
  const { flow: ownSide } = ENERGY_TYPES.find(type => type.energy_type_code === flow.type) ?? {}
  const isInjected = (ownSide === 'injection') === (flow.mw ?? 0) >= 0
  const step = flow.step ?? 15
  return {
    region_key: Number(flow.region),
    time_key: timeKey(flow.at),
    energy_type_key: energyTypeKey(flow.type),
    production_mw: isInjected && flow.mw !== null ? Math.abs(flow.mw) : null,
    consumption_mw: isInjected || flow.mw === null ? null : Math.abs(flow.mw),
    step_minutes: step,
    vintage_code: flow.vintage ?? (step === 15 ? 'real-time' : 'consolidated'),
    quality_code: flow.quality ?? (flow.mw === null ? 'missing' : 'ok'),
    first_seen_at: '2024-01-01T00:00:00',
    batch_key: flow.batch ?? BATCH_KEY,
    source_row: 1,
  }
}

async function insert(connection: DuckDBConnection, table: string, rows: readonly object[]): Promise<void> {
  const relation = rowsFromJson(await columnTypes(connection, table))
  await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM ${relation}`, [JSON.stringify(rows)])
}

async function columnTypes(connection: DuckDBConnection, table: string): Promise<Record<string, string>> {
  const reader = await connection.runAndReadAll(`DESCRIBE ${table}`)
  return Object.fromEntries(reader.getRowObjects().map(row => [row.column_name, String(row.column_type)]))
}
