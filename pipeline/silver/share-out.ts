/**
 * Shares items out to connections of one engine, which share its threads out among them. That takes less than all
 * threads at work on one statement after the other: what they read and write has to be put in one order.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { mapAtOnce } from '../lake/at-once.ts'
import { THREADS } from './engine.ts'

/**
 * Work on items, each by the connection that is free next. All have ended before a failure is told; what had not
 * begun by then is left.
 */
export async function shareOut<Item>(
  connections: readonly DuckDBConnection[],
  items: readonly Item[],
  work: (connection: DuckDBConnection, item: Item) => Promise<void>,
): Promise<void> {
  const free = connections.slice(0, items.length)
  const [any] = free
  if (!any) return
  const atOnce = free.length
  let left = items.length
  const workOn = async (item: Item) => {
    const connection = free.pop() as DuckDBConnection // no more items are at work than there are connections
    try {
      await work(connection, item)
    } finally {
      free.push(connection)
      left--
      if (left > 0 && left < atOnce) await shareThreads(connection, left)
    }
  }
  await shareThreads(any, atOnce)
  try {
    await mapAtOnce(items, workOn, atOnce)
  } finally {
    await shareThreads(any, 1)
  }
}

/** Threads are the engine's: any connection can tell it how many a statement may have. */
async function shareThreads(connection: DuckDBConnection, busy: number): Promise<void> {
  await connection.run(`SET threads = ${Math.floor(THREADS / busy)}`)
}
