/**
 * Updates of one home, one at a time: two that read the same partitions would each write back what the
 * other did not have, and mark it as loaded.
 */
import { join } from 'node:path'
import { acquireWriterLock } from '../../gold/writer-lock.ts'
import { type Home, makeHomeFolder } from '../home.ts'

/** Longer than a rebuild of many years takes. */
const WAIT_MS = 30 * 60_000

/** @throws WarehouseUnavailableError naming the process that updates the home all the while. */
export async function inTurn<T>({ path }: Home, update: () => Promise<T>): Promise<T> {
  await makeHomeFolder(path)
  const release = await acquireWriterLock(join(path, 'update'), WAIT_MS)
  try {
    return await update()
  } finally {
    await release()
  }
}
