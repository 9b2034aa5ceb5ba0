/** Work shared out to connections of one engine: all of it, side by side, and what becomes of it when one fails. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { query, THREADS, withEngine } from './engine.ts'
import { shareOut } from './share-out.ts'

async function threadsOf(connection: DuckDBConnection): Promise<number> {
  const [row] = await query<{ threads: number }>(connection, `SELECT current_setting('threads') AS threads`)
  return row?.threads ?? 0
}

it('is done once each, by every connection, with a thread each while all are busy', async () => {
  await withEngine(async (connection, _scratch, connect) => {
    const second = await connect()
    const done: number[] = []
    const workers = new Set<DuckDBConnection>()
    const threads = new Set<number>()
    await shareOut([connection, second], [1, 2, 3, 4, 5], async (own, item) => {
      threads.add(await threadsOf(own))
      // Long enough for the other one to take its share.
      await sleep(20)
      workers.add(own)
      done.push(item)
    })
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5])
    expect(workers.size).toBe(2)
    expect([...threads]).toContain(THREADS / 2)
    expect(await threadsOf(connection)).toBe(THREADS)
    second.closeSync()
  })
})

it('has all threads where there is one item', async () => {
  await withEngine(async (connection, _scratch, connect) => {
    const second = await connect()
    await shareOut([connection, second], ['only'], async own => {
      expect(own).toBe(connection)
      expect(await threadsOf(own)).toBe(THREADS)
    })
    second.closeSync()
  })
})

it('that fails is told once the others have ended; what had not begun is left', async () => {
  await withEngine(async (connection, _scratch, connect) => {
    const second = await connect()
    const done: string[] = []
    const shared = shareOut([connection, second], ['slow', 'faulty', 'late'], async (_own, item) => {
      if (item === 'faulty') throw new Error('planted')
      await sleep(50)
      done.push(item)
    })
    await expect(shared).rejects.toThrow('planted')
    expect(done).toEqual(['slow'])
    expect(await threadsOf(connection)).toBe(THREADS)
    second.closeSync()
  })
})

it('is nothing where there are no items', async () => {
  await withEngine(async connection => {
    await shareOut([connection], [], () => Promise.reject(new Error('asked for nothing')))
    expect(await threadsOf(connection)).toBe(THREADS)
  })
})
