/**
 * The gold warehouse in SQL Server: Azure SQL Database, a SQL Server, or what speaks their protocol.
 *
 * Readers take connections of a small pool and see one state of the data where the database allows
 * snapshots. A load is one transaction of a connection of its own, under an application lock: cut anywhere,
 * nothing of it stays. A database that is paused or busy is waited for.
 */
import type { TokenCredential } from '@azure/identity'
import { GOLD_DATASETS } from '../catalog/gold-datasets.ts'
import { takeApplicationLock } from './sqlserver/application-lock.ts'
import { connect, type SqlServerConnection } from './sqlserver/connection.ts'
import { engineOf } from './sqlserver/engine.ts'
import { openPool } from './sqlserver/pool.ts'
import { nameOf, type ServerAddress } from './sqlserver/server-address.ts'
import { type Sleep, whilePassing } from './sqlserver/transient-errors.ts'
import { type Warehouse, WarehouseUnavailableError } from './warehouse.ts'

export interface SqlServerWarehouse extends Warehouse {
  readonly kind: 'sqlserver'
  /** Folder of the copy that checks look at; undefined: none is kept. */
  readonly checkedCopies: string | undefined
  /** Run a load in a transaction under the application lock; done again while the database is paused or busy. */
  write<T>(work: (connection: SqlServerConnection) => Promise<T>): Promise<T>
}

export interface SqlServerWarehouseOptions {
  readonly address: ServerAddress
  readonly credential?: TokenCredential | undefined
  readonly sleep: Sleep
  readonly checkedCopies?: string
  /** How long a load waits for another. */
  readonly waitMs?: number
  readonly connectMs?: number
  /** Longest that one statement may take. */
  readonly statementMs?: number
  /** Most reads at once. */
  readonly connections?: number
}

export function openSqlServerWarehouse(options: SqlServerWarehouseOptions): SqlServerWarehouse {
  const { address, sleep, waitMs = 60_000 } = options
  const open = () => whilePassing(() => connect(options), sleep)
  const pool = openPool({ open, ...(options.connections && { size: options.connections }) })
  let isolation: Isolation | undefined
  let lacks: ReadonlySet<string> | undefined

  return {
    kind: 'sqlserver',
    checkedCopies: options.checkedCopies,

    read(work) {
      return pool.use(async connection => {
        isolation ??= await isolationOf(connection, address)
        if (lacks?.size !== 0) lacks = await missingViews(connection)
        await connection.begin(isolation)
        try {
          return await work(engineOf(connection, lacks))
        } finally {
          connection.endSoon()
        }
      })
    },

    write(work) {
      return whilePassing(async () => {
        const connection = await connect(options)
        try {
          await isolationOf(connection, address)
          await connection.begin('committed')
          await takeApplicationLock(connection, waitMs)
          const result = await work(connection)
          await connection.commit()
          return result
        } finally {
          await connection.close()
        }
      }, sleep)
    },

    close: () => pool.close(),
  }
}

type Isolation = Parameters<SqlServerConnection['begin']>[0]

/**
 * How reads see one state of the data.
 *
 * @throws WarehouseUnavailableError when the database has no tables yet.
 */
async function isolationOf(connection: SqlServerConnection, address: ServerAddress): Promise<Isolation> {
  const [row] = await connection.rows(
    `SELECT snapshot_isolation_state AS snapshots, OBJECT_ID('dbo.load_batch') AS seen FROM sys.databases WHERE database_id = DB_ID()`,
  )
  if (row?.seen == null) {
    throw new WarehouseUnavailableError(
      `${nameOf(address)}: has no tables yet, or this login may not see them: npm run grid -- migrate`,
    )
  }
  return row.snapshots === 1 ? 'snapshot' : 'committed'
}

/** Tables that readers do not see yet: a migration brings them. */
async function missingViews(connection: SqlServerConnection): Promise<ReadonlySet<string>> {
  const rows = await connection.rows(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'dbo'`,
  )
  const there = new Set(rows.map(({ name }) => name))
  return new Set(GOLD_DATASETS.map(({ table_name }) => table_name).filter(name => !there.has(name)))
}
