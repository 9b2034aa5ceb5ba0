/**
 * Shares items out to connections of one engine, which share its threads out among them. That takes less than all
 * threads at work on one statement after the other: what they read and write has to be put in one order.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
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
  const waiting = [...items]
  const sharing = connections.slice(0, items.length)
  let busy = sharing.length
  const workWhileThereIs = async (connection: DuckDBConnection) => {
    try {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
        await work(connection, item)
    } catch (error) {
      waiting.length = 0
      throw error
    } finally {
      busy--
      await shareThreads(connection, busy)
    }
  }
  const [any] = sharing
  if (any) await shareThreads(any, busy)
  const ends = await Promise.allSettled(sharing.map(workWhileThereIs))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Threads are the engine's: any connection can tell it how many a statement may have. */
async function shareThreads(connection: DuckDBConnection, busy: number): Promise<void> {
  if (busy > 0) await connection.run(`SET threads = ${Math.floor(THREADS / busy)}`)
}
