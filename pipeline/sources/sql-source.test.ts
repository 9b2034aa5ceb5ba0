/**
 * The promises of the SQL source on PostgreSQL in this process; with `POSTGRESQL_URL` or `SQLSERVER_URL`
 * set, the same on the servers they name. Those must be the tests' own: tables are made and dropped.
 */
import { afterAll, beforeAll } from 'vitest'
import { postgreSqlAt, sqlServerAt } from './database-at-url.ts'
import { type PostgreSqlServer, startPostgreSql } from './postgresql-server.ts'
import { describeSqlSource } from './sql-source-contract.ts'

let server: PostgreSqlServer
beforeAll(async () => {
  server = await startPostgreSql()
})
afterAll(() => server.close())

describeSqlSource('a PostgreSQL in this process', () => server)

const { POSTGRESQL_URL, SQLSERVER_URL } = process.env
if (POSTGRESQL_URL) describeSqlSource('the PostgreSQL at POSTGRESQL_URL', () => postgreSqlAt(POSTGRESQL_URL))
if (SQLSERVER_URL) describeSqlSource('the SQL Server at SQLSERVER_URL', () => sqlServerAt(SQLSERVER_URL))
