/** For tests: a database that stands somewhere, in which a table `readings` may be made and dropped. */
import pg from 'pg'
import tedious from 'tedious'
import { POSTGRESQL_WORDS } from './postgresql-server.ts'
import { SQL_SOURCE_LIMITS } from './sql-source.ts'
import { type SqlSourceConfig, sqlSourceConfig } from './sql-source-config.ts'
import type { TestDatabase } from './sql-source-contract.ts'
import { configurationOf } from './sqlserver-session.ts'

export const postgreSqlAt = (url: string): TestDatabase => ({
  url,
  words: POSTGRESQL_WORDS,
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
    noTable: /Invalid object name 'nowhere'/,
    writing: [
      'DELETE FROM readings OUTPUT deleted.*',
      'SELECT * FROM (DELETE FROM readings OUTPUT deleted.*) AS gone',
    ],
  },
  run: statement =>
    new Promise((resolve, reject) => {
      const connection = new tedious.Connection(configurationOf(configOf(url), SQL_SOURCE_LIMITS))
      const done = (error?: Error | null) => {
        connection.close()
        if (error) reject(error)
        else resolve()
      }
      connection.connect(error => {
        if (error) done(error)
        else connection.execSqlBatch(new tedious.Request(statement, done))
      })
    }),
})

function configOf(url: string): SqlSourceConfig {
  const config = sqlSourceConfig({
    GRID_SQL_SOURCE_URL: url,
    GRID_SQL_SOURCE_TABLE: 'readings',
    GRID_SQL_SOURCE_WATERMARK: 'updated_at',
  })
  if (!config) throw new TypeError('no source')
  return config
}
