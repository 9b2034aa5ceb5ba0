/** For tests: PostgreSQL in this process, spoken to over TCP like any other. */
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { type Missing, SECRET, type TestDatabase } from './sql-source-contract.ts'

export const POSTGRESQL_WORDS: TestDatabase['words'] = {
  instant: 'timestamptz',
  zoneless: 'timestamp',
  text: 'text',
  writing: [
    'WITH gone AS (DELETE FROM readings RETURNING *) SELECT * FROM gone',
    "SELECT *, set_config('transaction_read_only', 'off', true) FROM readings",
    'DELETE FROM readings RETURNING *',
  ],
}

export const MISSING_IN_POSTGRESQL: Missing = {
  code: 'misconfigured',
  message: /relation "nowhere" does not exist.*look at GRID_SQL_SOURCE_TABLE/,
}

export interface PostgreSqlServer extends TestDatabase {
  readonly port: number
  close(): Promise<void>
}

export async function startPostgreSql(): Promise<PostgreSqlServer> {
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 8 })
  await server.start()
  const port = Number(server.getServerConn().split(':').at(-1))
  return {
    port,
    url: `postgres://postgres:${encodeURIComponent(SECRET)}@127.0.0.1:${port}/postgres`,
    words: POSTGRESQL_WORDS,
    missing: async () => MISSING_IN_POSTGRESQL,
    run: async statement => void (await db.exec(statement)),
    async close() {
      await server.stop()
      await db.close()
    },
  }
}
