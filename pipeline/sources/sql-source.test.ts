import { afterAll, beforeAll } from 'vitest'
import { type PostgreSqlServer, startPostgreSql } from './postgresql-server.ts'
import { describeSqlSource } from './sql-source-contract.ts'

let server: PostgreSqlServer
beforeAll(async () => {
  server = await startPostgreSql()
}, 60_000)
afterAll(() => server.close())

describeSqlSource('a PostgreSQL in this process', () => server)
