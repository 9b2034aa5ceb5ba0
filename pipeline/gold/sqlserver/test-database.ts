/** For tests: a database of their own on the server at `SQLSERVER_URL`, migrated, and gone afterwards. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqlServerWarehouse, type SqlServerWarehouse } from '../sqlserver-warehouse.ts'
import { connect, type SqlServerConnection } from './connection.ts'
import { migrate, readMigrations } from './migrations.ts'
import { type ServerAddress, serverAddress } from './server-address.ts'

export interface TestDatabase {
  readonly address: ServerAddress
  readonly warehouse: SqlServerWarehouse
  /** Another process, as it were: with connections of its own. */
  another(address?: ServerAddress): SqlServerWarehouse
  onConnection<T>(work: (connection: SqlServerConnection) => Promise<T>): Promise<T>
  remove(): Promise<void>
}

/** @param url of a server on which the tests may make and drop databases. */
export async function createTestDatabase(
  url: string,
  options: { readonly isEmpty?: true } = {},
): Promise<TestDatabase> {
  const server = serverAddress(url)
  const database = `grid_test_${randomUUID().slice(0, 8)}`
  await onServer(server, connection => connection.batch(`CREATE DATABASE ${database}`))
  const address = { ...server, database }
  if (!options.isEmpty) {
    const migrations = await readMigrations()
    await onServer(address, connection => migrate(connection, migrations))
  }
  const checkedCopies = await mkdtemp(join(tmpdir(), 'grid-checked-'))
  const opened: SqlServerWarehouse[] = []
  const another = (at: ServerAddress = address) => {
    const warehouse = openSqlServerWarehouse({ address: at, sleep: ms => sleep(ms), checkedCopies })
    opened.push(warehouse)
    return warehouse
  }
  return {
    address,
    warehouse: another(),
    another,
    onConnection: work => onServer(address, work),
    async remove() {
      for (const warehouse of opened) await warehouse.close()
      await rm(checkedCopies, { recursive: true, force: true })
      await drop(server, database)
    },
  }
}

/** A session whose client was cut off lingers until the server has noticed. */
async function drop(server: ServerAddress, database: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await onServer(server, connection => connection.batch(`DROP DATABASE ${database}`))
      return
    } catch (error) {
      if (attempt === 200) throw error
      await sleep(500)
    }
  }
}

/** On a connection of its own, closed when the work has ended. */
export async function onServer<T>(
  address: ServerAddress,
  work: (connection: SqlServerConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect({ address })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
