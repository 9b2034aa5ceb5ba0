/**
 * What the checks of a load look at: a DuckDB with the same loads, in whose words they are written. It is kept
 * from one update to the next, each adding what is new, so that a quarter of an hour does not cost years.
 */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnsOf } from '../../catalog/datasets.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import type { LoadKey } from '../../silver/load-record.ts'
import { type GoldCheck, loadDuckDb } from '../duckdb-load.ts'
import { openDuckDbWarehouse } from '../duckdb-warehouse.ts'

const RESULT_COLUMNS = columnsOf('quality_result').map(({ column_name, type }) =>
  type === 'TIMESTAMP' ? `CAST(epoch_ms(${column_name}) AS DOUBLE) AS ${column_name}` : column_name,
)

/**
 * @param folder where the copy is kept; undefined: it is made anew, and nothing is left.
 * @returns rows of `quality_result` that a check leaves in it.
 */
export async function checkCopy(
  folder: string | undefined,
  lake: ObjectStore,
  loads: readonly LoadKey[],
  check: GoldCheck,
): Promise<readonly object[]> {
  if (folder !== undefined) return checkAt(await keptCopy(folder, lake, loads), lake, loads, check)
  const temporary = await mkdtemp(join(tmpdir(), 'grid-gold-'))
  try {
    return await checkAt(join(temporary, 'copy.duckdb'), lake, loads, check)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function checkAt(path: string, lake: ObjectStore, loads: readonly LoadKey[], check: GoldCheck) {
  const copy = openDuckDbWarehouse(path)
  try {
    await loadDuckDb(copy, lake, loads, check)
    return await copy.read(engine =>
      engine.rows(`SELECT ${RESULT_COLUMNS.join(', ')} FROM quality_result`, []),
    )
  } finally {
    await copy.close()
  }
}

/** The path of the copy of this silver; a copy of another one is removed. */
async function keptCopy(folder: string, lake: ObjectStore, loads: readonly LoadKey[]): Promise<string> {
  const name = `${await madeOf(lake, loads)}.duckdb`
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(folder))
    if (!file.startsWith(name)) await rm(join(folder, file), { force: true })
  return join(folder, name)
}

/**
 * Tells silver made anew from what it was: all of its load records are other objects then. The record of
 * the smallest key stands for them; seldom does a later load have a smaller one.
 */
async function madeOf(lake: ObjectStore, loads: readonly LoadKey[]): Promise<string> {
  const [first] = loads.toSorted((a, b) => a.batch_key - b.batch_key)
  const versions = first ? await lake.versions(first.key) : new Map<string, string>()
  return createHash('sha256')
    .update(JSON.stringify([...versions]))
    .digest('hex')
    .slice(0, 16)
}
