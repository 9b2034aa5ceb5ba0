/**
 * The gold warehouse in one DuckDB file.
 *
 * DuckDB lets either one process write or many read. So readers hold the file read-only and give it
 * back when a writer asks by creating `<file>.writer`; the writer loads in milliseconds to seconds and
 * removes it. Within the writing process reads go on during the load, on the state before it.
 */
import { existsSync, statSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
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
import { missingTables, outdatedTables } from './layout.ts'
import type { Engine, Parameter } from './sql.ts'
import { type Warehouse, WarehouseUnavailableError } from './warehouse.ts'
import { acquireWriterLock, writerIsActive } from './writer-lock.ts'

/** Settings that make DuckDB and SQL Server answer alike, and keep memory bounded. */
export const SETTINGS = {
  threads: '2',
  memory_limit: '600MB',
  // Flushed one by one, facts are written while more are made, and fewer wait in memory.
  write_buffer_row_group_count: '1',
  // A load's connection is the only one and is closed after it: what it commits goes to the file, not to a log first.
  checkpoint_threshold: '1KB',
  // Written for DuckDB 1.4 and later: smaller, and sooner, than what version 0.10 could read.
  storage_compatibility_version: 'v1.4.0',
  integer_division: 'true',
  default_null_order: 'nulls_first_on_asc_last_on_desc',
} as const

/** Not among the settings: it belongs to an extension that an instance being created doesn't have yet. */
export const IN_UTC = `SET GLOBAL TimeZone = 'UTC'`

export interface DuckDbWarehouse extends Warehouse {
  readonly kind: 'duckdb'
  readonly path: string
  /** Run a load with the only writing connection. Waits for other writers. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Put another, closed warehouse file in the place of this one, between two reads. */
  replaceWith(remade: string): Promise<void>
}

export interface DuckDbWarehouseOptions {
  /** How long to wait for writers, or readers, of the same file. */
  readonly waitMs?: number
  /** Reads at work at once; others wait their turn. Each holds a thread that file access needs too. */
  readonly concurrentReads?: number
}

interface Handle {
  readonly mode: 'read' | 'write'
  readonly instance: DuckDBInstance
  /** Which file was opened: another one may have taken its place since. */
  readonly file: string
  users: number
  hasTables: boolean
  /** Whether its tables are those of this version. */
  isCurrent: boolean
  /** Undefined: not looked yet. A load may bring them. */
  lacks: ReadonlySet<string> | undefined
}

const NOT_LOOKED_AT = { hasTables: false, isCurrent: false, lacks: undefined }

export function openDuckDbWarehouse(path: string, options: DuckDbWarehouseOptions = {}): DuckDbWarehouse {
  const waitMs = options.waitMs ?? 60_000
  const inTurn = turnstile(options.concurrentReads ?? 3)
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
      // A file remade elsewhere is in place before an idle reader can notice the lock.
      if (handle?.mode === 'read' && handle.users === 0 && handle.file !== fileAt(path)) closeHandle()
      // Or readers that overlap without end would keep the writer out.
      if (handle?.mode !== 'write' && writerIsActive(path)) return undefined
      if (!handle) {
        if (!existsSync(path)) throw new WarehouseUnavailableError(`${path}: nothing has been loaded yet`)
        const instance = await openUnlessLocked(path, { ...SETTINGS, access_mode: 'READ_ONLY' })
        if (!instance) return undefined
        handle = { mode: 'read', instance, file: fileAt(path), users: 0, ...NOT_LOOKED_AT }
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

  async function withLock<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(path), { recursive: true })
    const release = await acquireWriterLock(path, waitMs)
    try {
      return await work()
    } finally {
      await release()
    }
  }

  return {
    kind: 'duckdb',
    path,

    read(work) {
      return inTurn(async () => {
        const taken = await take()
        try {
          const connection = await taken.instance.connect()
          try {
            taken.hasTables ||= await hasTables(connection)
            if (!taken.hasTables) throw new WarehouseUnavailableError(`${path}: nothing has been loaded yet`)
            taken.isCurrent ||= (await outdatedTables(connection)).length === 0
            if (!taken.isCurrent) {
              throw new WarehouseUnavailableError(
                `${path}: was made by an earlier version; the next update makes it anew from silver (npm run grid -- run)`,
              )
            }
            if (taken.lacks?.size !== 0) taken.lacks = await missingTables(connection)
            // One state of the data for all queries of the read, whatever a load commits meanwhile.
            await connection.run('BEGIN TRANSACTION READ ONLY')
            return await work(engineOf(connection, taken.lacks ?? new Set()))
          } finally {
            connection.closeSync()
          }
        } finally {
          taken.users--
        }
      })
    },

    write(work) {
      return withLock(async () => {
        const taken = await exclusively(async () => {
          await until(() => (handle?.users ?? 0) === 0, 'readers are still busy')
          closeHandle()
          const instance = await openForWriting(path, waitMs)
          handle = {
            mode: 'write',
            instance,
            file: fileAt(path),
            users: 0,
            ...NOT_LOOKED_AT,
          }
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
      })
    },

    async replaceWith(remade) {
      await withLock(() =>
        exclusively(async () => {
          await until(() => (handle?.users ?? 0) === 0, 'readers are still busy')
          closeHandle()
          // Readers elsewhere that still hold the old file read on in it; the next time they open the new one.
          await rm(`${path}.wal`, { force: true })
          await rename(remade, path)
        }),
      )
    },

    async close() {
      clearInterval(yielding)
      await exclusively(async () => closeHandle())
    },
  }
}

/** Identity of the file at a path; empty when there is none. */
function fileAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : ''
}

/** Readers in other processes need a moment to let go. */
async function openForWriting(path: string, waitMs: number): Promise<DuckDBInstance> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const instance = await openUnlessLocked(path, SETTINGS)
    if (instance) return instance
    if (Date.now() > deadline) throw new WarehouseUnavailableError(`${path}: another process keeps it open`)
    await sleep(20)
  }
}

/** @returns undefined when another process has the file in a way that excludes ours. */
async function openUnlessLocked(
  path: string,
  settings: Record<string, string>,
): Promise<DuckDBInstance | undefined> {
  let instance: DuckDBInstance
  try {
    instance = await DuckDBInstance.create(path, settings)
  } catch (cause) {
    if (String(cause).includes('Could not set lock')) return undefined
    throw cause
  }
  const connection = await instance.connect()
  await connection.run(IN_UTC)
  connection.closeSync()
  return instance
}

/** A writer killed before its first commit leaves a file without tables. */
async function hasTables(connection: DuckDBConnection): Promise<boolean> {
  const tables = await connection.runAndReadAll('SELECT 1 FROM duckdb_tables() LIMIT 1')
  return tables.currentRowCount > 0
}

/** Lets `places` through at once, the others in the order they came. */
function turnstile(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = places
  return async work => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

const toDuckDb = (parameter: Parameter): DuckDBValue =>
  parameter.type === 'instant' ? new DuckDBTimestampValue(BigInt(parameter.value) * 1000n) : parameter.value

const duckDbTypes = { int: INTEGER, text: VARCHAR, instant: TIMESTAMP } as const

function engineOf(connection: DuckDBConnection, lacks: ReadonlySet<string>): Engine {
  return {
    mark: '$',
    lacks,
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
