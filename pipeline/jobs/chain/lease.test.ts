import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { LeaseHeldError, lastTaken, withLease } from './lease.ts'

const folder = mkdtempSync(join(tmpdir(), 'grid-lease-'))
afterAll(() => rmSync(folder, { recursive: true }))
const lake = openLocalDisk(folder)

const START = Date.parse('2026-11-20T08:00:00Z')
const at = (minutes: number) => () => new Date(START + minutes * 60_000)
const lease = (key: string, holder: string, minutes = 0) => ({
  key: `leases/${key}.json`,
  holder,
  now: at(minutes),
})

it('lets one in at a time, and the next one after it', async () => {
  const order: string[] = []
  const done = Promise.withResolvers<void>()
  const first = withLease(lake, lease('a', 'first'), 0, async () => {
    order.push('first begins')
    await done.promise
    order.push('first ends')
  })
  while (order.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await expect(withLease(lake, lease('a', 'second'), 0, async () => order.push('never'))).rejects.toThrow(
    LeaseHeldError,
  )
  const waiting = withLease(lake, lease('a', 'third'), 60_000, async () => order.push('third'))
  done.resolve()
  await Promise.all([first, waiting])
  expect(order).toEqual(['first begins', 'first ends', 'third'])
})

it('is free again when the work fails', async () => {
  await expect(
    withLease(lake, lease('c', 'first'), 0, async () => {
      throw new Error('the work failed')
    }),
  ).rejects.toThrow('the work failed')
  expect(await withLease(lake, lease('c', 'second'), 0, async () => 'had')).toBe('had')
})

it('runs out when its holder died, and is not given back by one who came too late', async () => {
  const done = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const dead = withLease(lake, lease('d', 'dead'), 0, () => {
    begun.resolve()
    return done.promise
  })
  await begun.promise
  await expect(withLease(lake, lease('d', 'early', 4), 0, async () => 'had')).rejects.toThrow(LeaseHeldError)
  const late = withLease(lake, lease('d', 'late', 6), 0, async () => {
    done.resolve()
    await dead
    await expect(withLease(lake, lease('d', 'other', 7), 0, async () => 'had')).rejects.toThrow(
      LeaseHeldError,
    )
    return 'had'
  })
  expect(await late).toBe('had')
})

it('tells when it was last taken', async () => {
  expect(await lastTaken(lake, 'leases/e.json')).toBeNull()
  await withLease(lake, lease('e', 'first', 30), 0, async () => undefined)
  expect(await lastTaken(lake, 'leases/e.json')).toEqual(new Date('2026-11-20T08:30:00Z'))
})
