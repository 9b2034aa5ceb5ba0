/**
 * Lanes: connections that classify publications side by side. Each keeps its results in a schema of its own;
 * nothing in a publication depends on another one.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { acceptedRows, createResults } from './classify-rows.ts'
import { type Connect, query, THREADS } from './engine.ts'
import { shareOut } from './share-out.ts'
import type { SilverTable } from './silver-table.ts'

export const LANES = THREADS
/** Views of what all lanes found. */
const RESULTS = ['accepted', 'quarantined', 'counted'] as const

/** Classify chunks, each in the lane that is free next; `connection` sees the results of all lanes as views. */
export async function classifyInLanes<Chunk>(
  connection: DuckDBConnection,
  connect: Connect,
  table: SilverTable,
  chunks: readonly Chunk[],
  classify: (lane: DuckDBConnection, chunk: Chunk) => Promise<void>,
): Promise<void> {
  await forgetLanes(connection)
  const count = Math.max(1, Math.min(LANES, chunks.length))
  const lanes = await Promise.all(Array.from({ length: count }, connect))
  try {
    for (const [index, lane] of lanes.entries()) {
      await lane.run(`CREATE SCHEMA ${schemaOf(index)}`)
      await lane.run(`USE ${schemaOf(index)}`)
      await createResults(lane, table)
    }
    await shareOut(lanes, chunks, classify)
  } finally {
    for (const lane of lanes) lane.closeSync()
  }
  const ofLanes = (name: string) => lanes.map((_, index) => `SELECT * FROM ${schemaOf(index)}.${name}`)
  const rowsOf: Readonly<Record<(typeof RESULTS)[number], readonly string[]>> = {
    accepted: (await placedTables(connection)).map(placed => acceptedRows(table, placed)),
    quarantined: ofLanes('quarantined'),
    counted: ofLanes('counted'),
  }
  for (const name of RESULTS)
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${name} AS ${rowsOf[name].join(' UNION ALL ')}`)
}

/** Names of all tables, in all lanes, in which rows were placed; the last one of each lane is empty. */
async function placedTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const tables = await query<{ name: string }>(
    connection,
    `SELECT schema_name || '.' || table_name AS name FROM duckdb_tables()
     WHERE schema_name LIKE 'lane%' AND table_name LIKE 'placed%' ORDER BY 1`,
  )
  return tables.map(({ name }) => name)
}

/** What lanes hold has been used, or is of no use: its memory is for what comes after. */
export async function forgetLanes(connection: DuckDBConnection): Promise<void> {
  for (const name of RESULTS) await connection.run(`DROP VIEW IF EXISTS ${name}`)
  for (let lane = 0; lane < LANES; lane++)
    await connection.run(`DROP SCHEMA IF EXISTS ${schemaOf(lane)} CASCADE`)
}

const schemaOf = (lane: number) => `lane_${lane}`
