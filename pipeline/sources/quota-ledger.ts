/**
 * Calls counted against a publisher's quota: `quota/<ledger>/<period>.json`, one object a UTC day or
 * month, for all feeds of the ledger together. Every request counts before it is sent.
 *
 * Connectors that count at once in one process take turns, and no call is lost. Nor is one between machines on a remote
 * lake: who finds that another has counted meanwhile counts again. Between processes on one disk there is no
 * turn: two that count within the same milliseconds count one call less. The share that we allow ourselves
 * leaves far more room than that.
 */
import { z } from 'zod'
import type { Feed } from '../catalog/feeds.ts'
import { ObjectChangedError, ObjectNotFoundError, type ObjectStore } from '../lake/object-store.ts'
import type { QuotaUse } from './connector.ts'
import { RequestFailure } from './http/request-failure.ts'

export interface QuotaLedger {
  /** @throws RequestFailure `quota-exhausted`, having counted nothing, when the calls would exceed our share. */
  count(lake: ObjectStore, calls: number, now: Date): Promise<QuotaUse>
}

const Counted = z.object({ ledger: z.string(), period: z.string(), used: z.int().nonnegative() })

export function openQuotaLedger(quota: NonNullable<Feed['quota']>): QuotaLedger {
  let turn: Promise<unknown> = Promise.resolve()
  return {
    count(lake, calls, now) {
      const counted = turn.then(() => add(lake, quota, calls, now))
      turn = counted.catch(() => undefined) // told to whoever counted, not to the next
      return counted
    },
  }
}

async function add(
  lake: ObjectStore,
  quotaOfFeed: NonNullable<Feed['quota']>,
  calls: number,
  now: Date,
): Promise<QuotaUse> {
  const { ledger, calls: quota, period, share } = quotaOfFeed
  const name = now.toISOString().slice(0, period === 'day' ? 10 : 7)
  const key = `quota/${ledger}/${name}.json`
  const allowed = Math.floor(quota * share)
  const version = (await lake.versions(key)).get(key) ?? null
  const used = (await readUsed(lake, key)) + Math.ceil(calls)
  if (used > allowed) {
    const notBefore = endOf(period, now)
    throw new RequestFailure(
      'quota-exhausted',
      `was not asked: ${used - Math.ceil(calls)} of the ${allowed} calls that we allow ourselves in ${name} are used, and this one counts ${Math.ceil(calls)} (the publisher allows ${quota} a ${period})`,
      { notBefore },
    )
  }
  const counted = { ledger, period: name, used }
  try {
    await lake.replace(key, new TextEncoder().encode(`${JSON.stringify(counted)}\n`), version)
  } catch (error) {
    if (!(error instanceof ObjectChangedError)) throw error
    return add(lake, quotaOfFeed, calls, now)
  }
  return { used, allowed }
}

async function readUsed(lake: ObjectStore, key: string): Promise<number> {
  try {
    return Counted.parse(JSON.parse(new TextDecoder().decode(await lake.read(key)))).used
  } catch (cause) {
    if (cause instanceof ObjectNotFoundError) return 0
    throw new RequestFailure(
      'misconfigured',
      `was not asked: ${key} should count its calls, and can't be read; remove it to count from zero`,
      { cause },
    )
  }
}

function endOf(period: 'day' | 'month', now: Date): Date {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return new Date(
    period === 'day' ? Date.UTC(year, month, now.getUTCDate() + 1) : Date.UTC(year, month + 1, 1),
  )
}
