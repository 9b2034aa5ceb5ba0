/**
 * The writer's lock of a warehouse file: `<file>.writer`, holding the process id of its owner.
 * A lock whose owner is gone (killed, power cut) is taken over. It makes readers let go and writers
 * queue; what keeps two processes from writing at once is DuckDB's own lock on the file.
 */

import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { link, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { WarehouseUnavailableError } from './warehouse.ts'

const lockOf = (path: string) => `${path}.writer`

/** Lock files of this process. In a container a process often has the id of the one killed before it. */
const ours = new Set<string>()
const fileAt = (path: string) => {
  const { dev, ino } = statSync(path)
  return `${dev}:${ino}`
}

export function writerIsActive(path: string): boolean {
  return ownerOf(path) !== undefined
}

/** @returns a function that gives the lock back. */
export async function acquireWriterLock(path: string, waitMs: number): Promise<() => Promise<void>> {
  const lock = lockOf(path)
  const deadline = Date.now() + waitMs
  const mine = `${lock}.${randomUUID()}`
  await writeFile(mine, String(process.pid))
  const file = fileAt(mine)
  let isTaken = false
  ours.add(file)
  try {
    for (;;) {
      try {
        await link(mine, lock) // atomic, and never half-written: the content is there before the name is
        isTaken = true
        return async () => {
          await rm(lock, { force: true })
          ours.delete(file)
        }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
      }
      const owner = ownerOf(path)
      if (owner === undefined) await removeStale(lock)
      else if (Date.now() > deadline) {
        throw new WarehouseUnavailableError(
          `${path}: process ${owner} has been writing for ${waitMs / 1000} s`,
        )
      } else await sleep(20)
    }
  } finally {
    if (!isTaken) ours.delete(file)
    await rm(mine, { force: true })
  }
}

function ownerOf(path: string): number | undefined {
  let pid: number
  try {
    pid = Number(readFileSync(lockOf(path), 'utf8'))
    if (pid === process.pid && !ours.has(fileAt(lockOf(path)))) return undefined
  } catch {
    return undefined
  }
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Renamed first, so that of two processes that find it stale only one removes it. */
async function removeStale(lock: string): Promise<void> {
  const stale = `${lock}.${randomUUID()}`
  try {
    await rename(lock, stale)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    return
  }
  await rm(stale, { force: true })
}
