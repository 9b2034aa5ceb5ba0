/**
 * Brings the schema of a SQL Server warehouse up to this version: the .sql files of `migrations/`, in the
 * order of their numbers, each once, forward only. A file that was applied must never change.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { takeApplicationLock } from './application-lock.ts'
import type { SqlServerConnection } from './connection.ts'

const FOLDER = join(import.meta.dirname, 'migrations')
const WAIT_MS = 60_000

export interface Migration {
  /** `0001-star-schema` */
  readonly name: string
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string
  readonly batches: readonly string[]
}

/** A person must look: what the database has and what the files say do not fit together. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** @throws MigrationError for a file that has no number of its own, next in line. */
export async function readMigrations(folder = FOLDER): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file, index) => {
      if (!file.startsWith(`${String(index + 1).padStart(4, '0')}-`)) {
        throw new MigrationError(
          `migration ${file}: expected ${String(index + 1).padStart(4, '0')}-<what>.sql`,
        )
      }
      return toMigration(file.slice(0, -'.sql'.length), await readFile(join(folder, file), 'utf8'))
    }),
  )
}

/** Lines that say GO alone part the batches; a checkout with other line ends is the same text. */
export function toMigration(name: string, content: string): Migration {
  const text = content.replaceAll('\r\n', '\n')
  const batches = text
    .split(/^GO$/m)
    .map(batch => batch.trim())
    .filter(batch => batch !== '')
  return { name, checksum: createHash('sha256').update(text).digest('hex'), batches }
}

/**
 * Apply what is missing, each migration in a transaction of its own under the application lock.
 *
 * @returns the names of those applied: none the second time.
 * @throws MigrationError naming an applied migration whose file changed or is gone.
 */
export async function migrate(
  connection: SqlServerConnection,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  await inTransaction(connection, () => createJournal(connection))
  const applied: string[] = []
  for (const migration of migrations) {
    await inTransaction(connection, async () => {
      const there = await readApplied(connection)
      refuseChanged(there, migrations)
      if (there.has(migration.name)) return
      for (const batch of migration.batches) await connection.batch(batch)
      await connection.batch(
        `INSERT INTO ops.migration (name, checksum, applied_at) VALUES (N'${migration.name}', N'${migration.checksum}', SYSUTCDATETIME())`,
      )
      applied.push(migration.name)
    })
  }
  return applied
}

async function createJournal(connection: SqlServerConnection): Promise<void> {
  await connection.batch(`IF SCHEMA_ID('ops') IS NULL EXEC(N'CREATE SCHEMA ops')`)
  await connection.batch(`
    IF OBJECT_ID('ops.migration') IS NULL
    CREATE TABLE ops.migration (name nvarchar(200) NOT NULL PRIMARY KEY, checksum nvarchar(64) NOT NULL, applied_at datetime2(3) NOT NULL)`)
}

async function readApplied(connection: SqlServerConnection): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.rows('SELECT name, checksum FROM ops.migration')
  return new Map(rows.map(({ name, checksum }) => [String(name), String(checksum)]))
}

function refuseChanged(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const files = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of applied) {
    const ours = files.get(name)
    if (ours === undefined) {
      throw new MigrationError(
        `migration ${name}: was applied to the database and is unknown here: the database is of a later version`,
      )
    }
    if (ours !== checksum) {
      throw new MigrationError(
        `migration ${name}: was applied with checksum ${checksum}, and its file now has ${ours}: put the file back and write a new migration`,
      )
    }
  }
}

async function inTransaction(connection: SqlServerConnection, work: () => Promise<void>): Promise<void> {
  await connection.begin('committed')
  try {
    await takeApplicationLock(connection, WAIT_MS)
    await work()
    await connection.commit()
  } catch (error) {
    connection.endSoon()
    await connection.settled()
    throw error
  }
}
