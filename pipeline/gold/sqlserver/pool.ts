/**
 * A few connections, each lent to one caller at a time. One that broke while nobody used it is noticed when
 * it is taken, and another opened in its place.
 */
import { WarehouseUnavailableError } from '../warehouse.ts'
import type { SqlServerConnection } from './connection.ts'

export interface Pool {
  /** @throws WarehouseUnavailableError when all are busy for longer than a caller waits. */
  use<T>(work: (connection: SqlServerConnection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface PoolOptions {
  readonly open: () => Promise<SqlServerConnection>
  /** Most connections at once. */
  readonly size?: number
  /** Longest that a caller waits for one. */
  readonly acquireMs?: number
  /** Idle ones are closed after this long: a server that bills by use can pause. */
  readonly idleMs?: number
}

interface Waiting {
  readonly take: () => void
}

export function openPool({ open, size = 4, acquireMs = 10_000, idleMs = 60_000 }: PoolOptions): Pool {
  const idle: { readonly connection: SqlServerConnection; readonly closing: NodeJS.Timeout }[] = []
  const waiting: Waiting[] = []
  let lent = 0

  /** A place, or an error after `acquireMs`; in the order they came. */
  function place(): Promise<void> {
    if (lent < size) {
      lent++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const caller: Waiting = {
        take: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(caller), 1)
        reject(
          new WarehouseUnavailableError(`all ${size} connections have been busy for ${acquireMs / 1000} s`),
        )
      }, acquireMs)
      waiting.push(caller)
    })
  }

  function giveBackPlace(): void {
    const next = waiting.shift()
    if (next) next.take()
    else lent--
  }

  async function take(): Promise<SqlServerConnection> {
    for (let found = idle.pop(); found; found = idle.pop()) {
      clearTimeout(found.closing)
      if (found.connection.isOpen) return found.connection
    }
    return open()
  }

  function giveBack(connection: SqlServerConnection): void {
    if (!connection.isOpen) return
    const closing = setTimeout(() => {
      idle.splice(
        idle.findIndex(one => one.connection === connection),
        1,
      )
      void connection.close()
    }, idleMs)
    closing.unref()
    idle.push({ connection, closing })
  }

  return {
    async use(work) {
      await place()
      let connection: SqlServerConnection
      try {
        connection = await take()
      } catch (error) {
        giveBackPlace()
        throw error
      }
      try {
        return await work(connection)
      } finally {
        // A request that its caller no longer waits for still has the connection.
        void connection.settled().then(() => {
          giveBack(connection)
          giveBackPlace()
        })
      }
    },

    async close() {
      const open = idle.splice(0)
      for (const { closing } of open) clearTimeout(closing)
      await Promise.all(open.map(({ connection }) => connection.close()))
    },
  }
}
