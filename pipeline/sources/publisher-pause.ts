/**
 * Until when a publisher wants to be left alone: `quota/pauses/<name>.json`, one object for all its feeds, beside
 * the calls that are counted for it. It outlives the process that was told, and holds for every other one.
 */
import { z } from 'zod'
import { ObjectNotFoundError, type ObjectStore } from '../lake/object-store.ts'
import { FETCH_ERROR_CODES, FetchError } from './connector.ts'
import type { RequestFailure } from './http/request-failure.ts'
import type { Patience } from './patience.ts'
import { toSecond } from './window.ts'

export interface PublisherPause {
  /** @throws FetchError, with the code of the answer that began it, while the pause lasts. */
  respect(lake: ObjectStore, now: Date): Promise<void>
  /** Keep what the publisher answered, if that asks for a longer pause than is waited for. */
  begin(lake: ObjectStore, failure: RequestFailure, now: Date): Promise<void>
  /** The publisher answers: nobody needs to wait any longer. */
  end(lake: ObjectStore): Promise<void>
}

const Told = z.object({
  code: z.enum(FETCH_ERROR_CODES),
  /** What the publisher answered, in words. */
  message: z.string(),
  told_at: z.iso.datetime(),
  not_before: z.iso.datetime(),
})
type Told = z.infer<typeof Told>

export interface PauseSettings {
  /** Of the publisher, for messages. */
  readonly publisher: string
  /** Of the object. */
  readonly name: string
  readonly patience: Pick<Patience, 'longestRetryAfterMs' | 'longestHeedMs'>
}

export function openPublisherPause({ publisher, name, patience }: PauseSettings): PublisherPause {
  const key = `quota/pauses/${name}.json`
  return {
    async respect(lake, now) {
      const told = await readTold(lake, key, publisher)
      const until = told && endOf(told, patience.longestHeedMs, now)
      if (!until || until <= now) return
      throw new FetchError(
        told.code,
        `${publisher} was not asked: at ${toSecond(new Date(told.told_at))} it ${told.message}. Asking again is in vain before ${toSecond(until)} (${key})`,
        { notBefore: until },
      )
    },

    async begin(lake, { code, message, notBefore }, now) {
      if (!notBefore || notBefore.getTime() - now.getTime() <= patience.longestRetryAfterMs) return
      const told: Told = {
        code,
        message,
        told_at: now.toISOString(),
        not_before: notBefore.toISOString(),
      }
      await lake.replace(key, new TextEncoder().encode(`${JSON.stringify(told, null, 2)}\n`))
    },

    end: lake => lake.remove(key),
  }
}

/** Null for what was told in the future: a clock was wrong, and its pause would last as long as it was wrong. */
function endOf({ told_at, not_before }: Told, longestHeedMs: number, now: Date): Date | null {
  const toldAt = Date.parse(told_at)
  return toldAt > now.getTime() ? null : new Date(Math.min(Date.parse(not_before), toldAt + longestHeedMs))
}

async function readTold(lake: ObjectStore, key: string, publisher: string): Promise<Told | null> {
  try {
    return Told.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))
  } catch (cause) {
    if (cause instanceof ObjectNotFoundError) return null
    throw new FetchError(
      'misconfigured',
      `${publisher} was not asked: ${key} should say until when it is left alone, and can't be read; remove it to ask`,
      { cause },
    )
  }
}
