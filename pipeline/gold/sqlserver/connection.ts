/**
 * One connection to SQL Server, one request at a time. What the driver says by callbacks and events is
 * said here by promises, and a connection that breaks is known to be closed from then on.
 */
import type { TokenCredential } from '@azure/identity'
import type { Connection, ConnectionConfiguration } from 'tedious'
import { WarehouseUnavailableError } from '../warehouse.ts'
import { nameOf, type ServerAddress } from './server-address.ts'

type Tedious = typeof import('tedious')

/** A type of the driver, by name: the driver is loaded when a server is spoken to, and not before. */
type DataType = keyof Tedious['TYPES']

export type SqlServerRow = Readonly<Record<string, unknown>>

export interface SqlServerParameter {
  readonly type: DataType
  readonly value: unknown
  readonly options?: { readonly length?: number; readonly scale?: number }
}

export interface BulkColumn {
  readonly name: string
  readonly type: DataType
  readonly nullable: boolean
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
}

export interface SqlServerConnection {
  readonly isOpen: boolean
  /** Statements without parameters, as they stand: #temp tables they make stay. @returns rows touched. */
  batch(text: string): Promise<number>
  /** One statement; `@p1` is the first parameter. */
  rows(
    text: string,
    parameters?: readonly SqlServerParameter[],
    signal?: AbortSignal,
  ): Promise<readonly SqlServerRow[]>
  /** @returns rows written. */
  bulk(
    table: string,
    columns: readonly BulkColumn[],
    rows: AsyncIterable<readonly unknown[]>,
  ): Promise<number>
  /** `snapshot`: one state of the data for all statements. */
  begin(isolation: 'snapshot' | 'committed'): Promise<void>
  commit(): Promise<void>
  /** End the transaction of a reader once the request under way has ended, without waiting for it. */
  endSoon(): void
  /** Resolves when the request under way has ended, also one whose caller no longer waits. */
  settled(): Promise<void>
  /** What is not committed is rolled back. */
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly address: ServerAddress
  /** Asked for a token where the address has no login. */
  readonly credential?: TokenCredential | undefined
  readonly connectMs?: number
  /** Longest that one statement may take. */
  readonly statementMs?: number
}

/**
 * @throws WarehouseUnavailableError when nobody answers; the server's own error, with its number, when it refuses.
 */
export async function connect(options: ConnectOptions): Promise<SqlServerConnection> {
  // A module of the older kind: what it gives stands in its default.
  const { default: tedious } = (await import('tedious')) as unknown as { default: Tedious }
  const connection = new tedious.Connection(configurationOf(options))
  let isOpen = false
  // Whatever breaks the connection breaks the request in flight or the next one, which tells it.
  connection.on('error', () => undefined)
  const closed = new Promise<void>(resolve => connection.once('end', resolve))
  connection.on('end', () => {
    isOpen = false
  })
  try {
    await new Promise<void>((resolve, reject) =>
      connection.connect(error => (error ? reject(error) : resolve())),
    )
  } catch (error) {
    connection.close()
    throw unavailableOr(error, options.address)
  }
  isOpen = true
  return {
    get isOpen() {
      return isOpen
    },
    ...requestsOf(tedious, connection, error => unavailableOr(error, options.address)),
    async close() {
      isOpen = false
      connection.close()
      await closed
    },
  }
}

/**
 * The largest that goes with encryption: a bulk load is fewer packets. Babelfish 4.4 refuses the request after a
 * bulk load whose last bytes lie on the edge of a packet; with large ones they seldom do.
 */
const PACKET_BYTES = 16_383

export const configurationOf = ({
  address,
  credential,
  connectMs = 30_000,
  statementMs = 600_000,
}: ConnectOptions): ConnectionConfiguration => ({
  server: address.server,
  authentication: address.login
    ? { type: 'default', options: { userName: address.login.user, password: address.login.password } }
    : { type: 'token-credential', options: { credential: credentialFor(address, credential) } },
  options: {
    port: address.port,
    database: address.database,
    encrypt: true,
    trustServerCertificate: address.trustServerCertificate,
    connectTimeout: connectMs,
    requestTimeout: statementMs,
    packetSize: PACKET_BYTES,
    // Not every server stops when told to: what it is worth to wait for one that does.
    cancelTimeout: 500,
    // Waiting is ours: the driver's own retries are too short for a database that wakes.
    maxRetriesOnTransientErrors: 0,
    abortTransactionOnError: true,
    useUTC: true,
    appName: 'grid-power-stream',
  },
})

function credentialFor(address: ServerAddress, credential: TokenCredential | undefined): TokenCredential {
  if (credential) return credential
  throw new TypeError(`${nameOf(address)}: has no login, and no identity was given to sign in with`)
}

/** The connection, not a statement, failed: nobody answers, or it broke. */
const BROKEN = new Set([
  'ESOCKET',
  'ECONNRESET',
  'EPIPE',
  'ECLOSE',
  'EINVALIDSTATE',
  'ETIMEOUT',
  'EINSTLOOKUP',
])

function unavailableOr(error: unknown, address: ServerAddress): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!BROKEN.has(code)) return error
  const reason = error instanceof Error ? error.message : code
  return new WarehouseUnavailableError(`${nameOf(address)}: ${reason}`, { cause: error })
}

function requestsOf(tedious: Tedious, connection: Connection, failed: (error: unknown) => unknown) {
  let underWay: Promise<unknown> = Promise.resolve()

  function run<T>(start: (done: (error: unknown, result: () => T) => void) => void): Promise<T> {
    const work = new Promise<T>((resolve, reject) => {
      start((error, result) => (error ? reject(failed(error)) : resolve(result())))
    })
    underWay = work.catch(() => undefined)
    return work
  }

  return {
    settled: async () => {
      await underWay
    },

    begin: (isolation: 'snapshot' | 'committed'): Promise<void> =>
      run(done => {
        const { SNAPSHOT, READ_COMMITTED } = tedious.ISOLATION_LEVEL
        const level = isolation === 'snapshot' ? SNAPSHOT : READ_COMMITTED
        connection.beginTransaction(error => done(error, () => undefined), '', level)
      }),

    commit: (): Promise<void> =>
      run(done => connection.commitTransaction(error => done(error, () => undefined))),

    endSoon(): void {
      const rollBack = () =>
        new Promise<void>(resolve => {
          connection.rollbackTransaction(error => {
            // What is not known to have ended must not be lent to another.
            if (error) connection.close()
            resolve()
          })
        })
      underWay = underWay.then(rollBack)
    },

    batch: (text: string): Promise<number> =>
      run(done => {
        const request = new tedious.Request(text, (error, count) => done(error, () => count ?? 0))
        connection.execSqlBatch(request)
      }),

    async rows(text: string, parameters: readonly SqlServerParameter[] = [], signal?: AbortSignal) {
      signal?.throwIfAborted()
      const rows: SqlServerRow[] = []
      let abort: () => void = () => undefined
      const work = run<readonly SqlServerRow[]>(done => {
        const request = new tedious.Request(text, error => done(error, () => rows))
        parameters.forEach(({ type, value, options }, index) => {
          request.addParameter(`p${index + 1}`, tedious.TYPES[type], value, options)
        })
        request.on('row', (cells: readonly Cell[]) => rows.push(toRow(cells)))
        abort = () => request.cancel()
        connection.execSql(request)
      })
      if (!signal) return work
      return untilAborted(work, signal, () => abort())
    },

    bulk: (table: string, columns: readonly BulkColumn[], rows: AsyncIterable<readonly unknown[]>) =>
      run<number>(done => {
        const load = connection.newBulkLoad(
          table,
          { checkConstraints: true, keepNulls: true },
          (error, count) => done(error, () => count ?? 0),
        )
        for (const { name, type, ...options } of columns) load.addColumn(name, tedious.TYPES[type], options)
        connection.execBulkLoad(load, rows as AsyncIterable<unknown[]>)
      }),
  }
}

interface Cell {
  readonly value: unknown
  readonly metadata: { readonly colName: string }
}

const toRow = (cells: readonly Cell[]): SqlServerRow =>
  Object.fromEntries(cells.map(({ metadata, value }) => [metadata.colName, value]))

/** The caller is answered at once; the request ends when the server has stopped it, or the connection. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal, cancel: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      cancel()
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
