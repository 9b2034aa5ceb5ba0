/**
 * What a publisher answered to one question, in the order received:
 * `bronze/<feed>/answers/<sha256 of the url>/<fetched-at>-<reception id>`, empty, write-once. From it is told
 * whether bytes that we hold are what the publisher said last, or what he has come back to.
 */
import { createHash } from 'node:crypto'
import type { ObjectStore } from '../lake/object-store.ts'

export interface Question {
  readonly feed_id: string
  /** Without credentials. */
  readonly url: string
}

export async function noteAnswer(
  lake: ObjectStore,
  question: Question,
  fetchedAt: Date,
  receptionId: string,
): Promise<void> {
  await lake.create(`${prefixOf(question)}${nameOf(fetchedAt)}-${receptionId}`, new Uint8Array())
}

/**
 * Reception ids of the answers until a moment, the newest last; some may name a reception that was cut off
 * before it was whole.
 */
export async function listAnswers(
  lake: ObjectStore,
  question: Question,
  until: Date,
): Promise<readonly string[]> {
  const prefix = prefixOf(question)
  const keys = await lake.list(prefix)
  return keys
    .map(key => key.slice(prefix.length))
    .filter(name => name.slice(0, nameOf(until).length) <= nameOf(until))
    .map(name => name.slice(-64))
}

const nameOf = (moment: Date) => moment.toISOString().replaceAll(':', '-')

const prefixOf = ({ feed_id, url }: Question) =>
  `bronze/${feed_id}/answers/${createHash('sha256').update(url).digest('hex')}/`
