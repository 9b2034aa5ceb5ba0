/**
 * A lease on work that only one process may do at a time: an object in the lake that says who holds it and until
 * when. It is taken by conditional writes alone and runs out by itself, so that a process that dies leaves nothing to
 * clean up. It keeps work from being done twice; what keeps it from being done wrongly are the lake's own versions.
 * On a local disk, where two that come in the same instant may both be let in, the processes keep locks of their own.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import {
  ObjectChangedError,
  ObjectNotFoundError,
  type ObjectStore,
  type Version,
} from '../../lake/object-store.ts'

/** Longer than a machine stands still at times; a lease whose holder died is free after it. */
const HELD_MS = 5 * 60_000
const RENEWED_MS = 60_000
const LOOK_AGAIN_MS = 500

const LeaseObject = z.object({
  /** Null: nobody. */
  holder: z.string().nullable(),
  taken_at: z.iso.datetime(),
  until: z.iso.datetime(),
})
type LeaseObject = Readonly<z.infer<typeof LeaseObject>>

export interface LeaseRequest {
  readonly key: string
  /** Tells this piece of work from all others. */
  readonly holder: string
  readonly now: () => Date
}

/** Somebody else holds the lease: their work is the same as ours. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError'
}

/**
 * Work while holding a lease.
 *
 * @param waitMs how long to wait for it.
 * @throws LeaseHeldError when it could not be had in time; then nothing was done.
 */
export async function withLease<T>(
  lake: ObjectStore,
  request: LeaseRequest,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  for (let waited = 0; !(await take(lake, request)); waited += LOOK_AGAIN_MS) {
    if (waited >= waitMs) throw new LeaseHeldError(`${request.key}: is held by another process`)
    await sleep(LOOK_AGAIN_MS)
  }
  const renewing = setInterval(() => void renew(lake, request), RENEWED_MS)
  renewing.unref()
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    await free(lake, request)
  }
}

/** When the lease was last taken; null when it never was. */
export async function lastTaken(lake: ObjectStore, key: string): Promise<Date | null> {
  const held = await readLease(lake, key)
  return held === null ? null : new Date(held.taken_at)
}

const take = (lake: ObjectStore, request: LeaseRequest) =>
  write(lake, request, held => {
    const now = request.now()
    if (held && held.holder !== null && Date.parse(held.until) > now.getTime()) return undefined
    return { holder: request.holder, taken_at: now.toISOString(), until: endOf(now) }
  })

/** One that can't be renewed is renewed the next time, or runs out: the work goes on. */
const renew = (lake: ObjectStore, request: LeaseRequest) =>
  ifOurs(lake, request, held => ({ ...held, until: endOf(request.now()) }))

/** One that can't be given back runs out: what came of the work is what counts. */
const free = (lake: ObjectStore, request: LeaseRequest) =>
  ifOurs(lake, request, held => ({ ...held, holder: null, until: held.taken_at }))

async function ifOurs(
  lake: ObjectStore,
  request: LeaseRequest,
  change: (held: LeaseObject) => LeaseObject,
): Promise<void> {
  await Promise.allSettled([
    write(lake, request, held => (held?.holder === request.holder ? change(held) : undefined)),
  ])
}

const endOf = (now: Date) => new Date(now.getTime() + HELD_MS).toISOString()

/** @returns false, having changed nothing, when there is nothing to write or somebody else was faster. */
async function write(
  lake: ObjectStore,
  { key }: LeaseRequest,
  change: (held: LeaseObject | null) => LeaseObject | undefined,
): Promise<boolean> {
  // The version first: what is read after it is no older.
  const version: Version | null = (await lake.versions(key)).get(key) ?? null
  const changed = change(await readLease(lake, key))
  if (!changed) return false
  try {
    await lake.replace(key, new TextEncoder().encode(`${JSON.stringify(changed)}\n`), version)
    return true
  } catch (error) {
    if (error instanceof ObjectChangedError) return false
    throw error
  }
}

async function readLease(lake: ObjectStore, key: string): Promise<LeaseObject | null> {
  try {
    return LeaseObject.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null
    throw error
  }
}
