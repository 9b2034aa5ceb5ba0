import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../lake/local-disk.ts'
import { eco2mixRegional } from './eco2mix_regional.ts'
import { query, withEngine } from './engine.ts'
import { existingPartitions, MONTH, readPartitions, writePartitions } from './partitions.ts'
import { measureColumns } from './silver-table.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-partitions-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A log of two regions: an interval every `step` quarters of an hour, from January 2013 on. */
async function createLog(connection: DuckDBConnection, rows: number, step: number): Promise<void> {
  const measures = measureColumns(eco2mixRegional).map(
    column => `CAST(time_key % 5000 AS DECIMAL(12,3)) AS ${column}`,
  )
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE log AS
    SELECT *, ${MONTH} AS partition_month FROM (
      SELECT code AS region_code, CAST(1508160 + n * ${step} AS INTEGER) AS time_key, 30 AS step_minutes,
        'definitive' AS vintage_code, TIMESTAMP '2025-01-01' AS first_seen_at, 1::BIGINT AS batch_key,
        CAST(n AS INTEGER) AS source_row, ${measures.join(', ')}, NULL::VARCHAR AS missing_measures, NULL::VARCHAR AS quarantined_measures
      FROM range(${rows}) r(n), (VALUES ('53'), ('11')) v(code))`)
}

async function monthsOfLog(connection: DuckDBConnection): Promise<number[]> {
  const rows = await query<{ month: number }>(connection, 'SELECT DISTINCT partition_month AS month FROM log')
  return rows.map(row => row.month)
}

describe('writePartitions', () => {
  it('writes every row when there are more months and rows than the engine keeps open at once', async () => {
    const lake = openLocalDisk(folder)
    await withEngine(async (connection, scratch, connect) => {
      await createLog(connection, 600_000, 1)
      const months = await monthsOfLog(connection)
      expect(months.length).toBeGreaterThan(200)
      await writePartitions({ connection, connect, lake, scratch }, eco2mixRegional, months, {
        standing: new Map(),
        isRepublished: false,
        isAllChanged: false,
      })
      const written = await readPartitions(lake, await existingPartitions(lake, 'eco2mix_regional'))
      expect(await query(connection, `SELECT count(*) AS rows FROM (${written})`)).toEqual([
        { rows: 1_200_000 },
      ])
    })
  }, 300_000)

  it('writes rows in the order of their key, and the same bytes whatever else is written', async () => {
    const together = openLocalDisk(join(folder, 'together'))
    const alone = openLocalDisk(join(folder, 'alone'))
    await withEngine(async (connection, scratch, connect) => {
      await createLog(connection, 40_000, 2)
      const writer = { connection, connect, scratch }
      await writePartitions({ ...writer, lake: together }, eco2mixRegional, await monthsOfLog(connection), {
        standing: new Map(),
        isRepublished: false,
        isAllChanged: false,
      })
      await writePartitions({ ...writer, lake: alone }, eco2mixRegional, [201303], {
        standing: new Map(),
        isRepublished: false,
        isAllChanged: false,
      })
      const key = 'silver/eco2mix_regional/year=2013/month=3/part.parquet'
      expect(await alone.read(key)).toEqual(await together.read(key))
      const unordered = await query(
        connection,
        `SELECT * FROM (
           SELECT row(region_code, interval_start_utc) AS key, lag(key) OVER (ORDER BY file_row_number) AS last
           FROM read_parquet('${await alone.localPath(key)}', file_row_number = true))
         WHERE key <= last`,
      )
      expect(unordered).toEqual([])
    })
  })
})
