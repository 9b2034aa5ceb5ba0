/**
 * The gold warehouse in one DuckDB file.
 *
 * DuckDB lets either one process write or many read. So readers hold the file read-only and give it
 * back when a writer asks by creating `<file>.writer`; the writer loads in milliseconds to seconds and
 * removes it. Within the writing process reads go on during the load, on the state before it.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api'
import type { Engine, Parameter } from './sql.ts'
import { type Warehouse, WarehouseUnavailableError } from './warehouse.ts'
import { acquireWriterLock, writerIsActive } from './writer-lock.ts'

/** Settings that make DuckDB and SQL Server answer alike, and keep memory bounded. */
const SETTINGS = {
  threads: '2',
  memory_limit: '600MB',
  integer_division: 'true',
  default_null_order: 'nulls_first_on_asc_last_on_desc',
} as const

export interface DuckDbWarehouse extends Warehouse {
  readonly path: string
  /** Run a load with the only writing connection. Waits for other writers. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
}

interface Handle {
  readonly mode: 'read' | 'write'
  readonly instance: DuckDBInstance
  users: number
}

export function openDuckDbWarehouse(path: string, options: { waitMs?: number } = {}): DuckDbWarehouse {
  const waitMs = options.waitMs ?? 60_000
  let handle: Handle | undefined
  let opening: Promise<void> = Promise.resolve()

  /** Serialises opening and closing: two opens of one file in one process would not see each other. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = opening.then(work)
    opening = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }

  function closeHandle(): void {
    handle?.instance.closeSync()
    handle = undefined
  }

  async function until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + waitMs
    while (!condition()) {
      if (Date.now() > deadline)
        throw new WarehouseUnavailableError(`${path}: ${what} after ${waitMs / 1000} s`)
      await sleep(10)
    }
  }

  /** Foreign writers ask by their lock; an idle reader answers by letting go. */
  const yielding = setInterval(() => {
    if (handle?.mode === 'read' && handle.users === 0 && writerIsActive(path)) {
      void exclusively(async () => {
        if (handle?.mode === 'read' && handle.users === 0) closeHandle()
      })
    }
  }, 25)
  yielding.unref()

  /** Joins the open handle, or opens one unless a writer is at work: then undefined. */
  function tryTake(): Promise<Handle | undefined> {
    return exclusively(async () => {
      if (!handle) {
        if (writerIsActive(path)) return undefined
        if (!existsSync(path)) throw new WarehouseUnavailableError(`${path}: nothing has been loaded yet`)
        const instance = await DuckDBInstance.create(path, { ...SETTINGS, access_mode: 'READ_ONLY' })
        handle = { mode: 'read', instance, users: 0 }
      }
      handle.users++
      return handle
    })
  }

  async function take(): Promise<Handle> {
    const deadline = Date.now() + waitMs
    for (;;) {
      const taken = await tryTake()
      if (taken) return taken
      if (Date.now() > deadline) {
        throw new WarehouseUnavailableError(`${path}: a writer has held it for ${waitMs / 1000} s`)
      }
      await sleep(10)
    }
  }

  return {
    path,

    async read(work) {
      const taken = await take()
      try {
        const connection = await taken.instance.connect()
        try {
          return await work(engineOf(connection))
        } finally {
          connection.closeSync()
        }
      } finally {
        taken.users--
      }
    },

    async write(work) {
      await mkdir(dirname(path), { recursive: true })
      const release = await acquireWriterLock(path, waitMs)
      try {
        const taken = await exclusively(async () => {
          await until(() => (handle?.users ?? 0) === 0, 'readers are still busy')
          closeHandle()
          handle = { mode: 'write', instance: await openForWriting(path, waitMs), users: 0 }
          return handle
        })
        const connection = await taken.instance.connect()
        try {
          return await work(connection)
        } finally {
          connection.closeSync()
          await exclusively(async () => {
            await until(() => taken.users === 0, 'readers are still busy')
            closeHandle()
          })
        }
      } finally {
        await release()
      }
    },

    async close() {
      clearInterval(yielding)
      await exclusively(async () => closeHandle())
    },
  }
}

/** Readers in other processes need a moment to let go. */
async function openForWriting(path: string, waitMs: number): Promise<DuckDBInstance> {
  const deadline = Date.now() + waitMs
  for (;;) {
    try {
      return await DuckDBInstance.create(path, SETTINGS)
    } catch (cause) {
      if (!String(cause).includes('lock')) throw cause
      if (Date.now() > deadline) {
        throw new WarehouseUnavailableError(`${path}: another process keeps it open`, { cause })
      }
      await sleep(20)
    }
  }
}

const toDuckDb = (parameter: Parameter): DuckDBValue =>
  parameter.type === 'instant' ? new DuckDBTimestampValue(BigInt(parameter.value) * 1000n) : parameter.value

const duckDbTypes = { int: INTEGER, text: VARCHAR, instant: TIMESTAMP } as const

function engineOf(connection: DuckDBConnection): Engine {
  return {
    mark: '$',
    async rows(text, parameters, signal) {
      const interrupt = () => connection.interrupt()
      signal?.addEventListener('abort', interrupt, { once: true })
      try {
        signal?.throwIfAborted()
        const reader = await connection.runAndReadAll(
          text,
          parameters.map(toDuckDb),
          parameters.map(parameter => duckDbTypes[parameter.type]),
        )
        return reader.getRowObjects()
      } finally {
        signal?.removeEventListener('abort', interrupt)
      }
    },
  }
}
