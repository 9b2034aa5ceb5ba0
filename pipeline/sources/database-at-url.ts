/** For tests: a database that stands somewhere, in which a table `readings` may be made and dropped. */
import pg from 'pg'
import tedious from 'tedious'
import { MISSING_IN_POSTGRESQL, POSTGRESQL_WORDS } from './postgresql-server.ts'
import { SQL_SOURCE_LIMITS } from './sql-source.ts'
import { type SqlSourceConfig, sqlSourceConfig } from './sql-source-config.ts'
import type { TestDatabase } from './sql-source-contract.ts'
import { configurationOf } from './sqlserver-session.ts'

export const postgreSqlAt = (url: string): TestDatabase => ({
  url,
  words: POSTGRESQL_WORDS,
  missing: async () => MISSING_IN_POSTGRESQL,
  async run(statement) {
    const { host, port, database, user, password } = configOf(url)
    const client = new pg.Client({ host, port, database, user, password })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  },
})

export const sqlServerAt = (url: string): TestDatabase => ({
  url,
  words: {
    instant: 'datetimeoffset',
    zoneless: 'datetime2',
    text: 'nvarchar(60)',
    writing: [
      'DELETE FROM readings OUTPUT deleted.*',
      'SELECT * FROM (DELETE FROM readings OUTPUT deleted.*) AS gone',
    ],
  },
  run: async statement => void (await firstCell(url, statement)),
  async missing() {
    // Babelfish gives one number for whatever it has not mapped to one of SQL Server's.
    const babelfish = await firstCell(url, `SELECT SERVERPROPERTY('BabelfishVersion') AS version`)
    return babelfish === null
      ? { code: 'misconfigured', message: /Invalid object name 'nowhere'.*look at GRID_SQL_SOURCE_TABLE/ }
      : { code: 'rejected', message: /relation "nowhere" does not exist/ }
  },
})

/** Run a batch on a connection of its own. @returns the first value of its last row, if it has any. */
function firstCell(url: string, statement: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const connection = new tedious.Connection(configurationOf(configOf(url), SQL_SOURCE_LIMITS))
    let value: unknown
    const done = (error?: Error | null) => {
      connection.close()
      if (error) reject(error)
      else resolve(value)
    }
    const request = new tedious.Request(statement, done)
    request.on('row', (cells: readonly { readonly value: unknown }[]) => {
      value = cells[0]?.value
    })
    connection.connect(error => {
      if (error) done(error)
      else connection.execSqlBatch(request)
    })
  })
}

function configOf(url: string): SqlSourceConfig {
  const config = sqlSourceConfig({
    GRID_SQL_SOURCE_URL: url,
    GRID_SQL_SOURCE_TABLE: 'readings',
    GRID_SQL_SOURCE_WATERMARK: 'updated_at',
  })
  if (!config) throw new TypeError('no source')
  return config
}
