/** What we hold of a document that is fetched whole: whether it is still fresh, and how to ask for news only. */
import { type BronzeRecord, listReceived } from '../bronze/bronze-store.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { publicUrl } from './http/printable.ts'

/** The newest publication that came from the URL; undefined when none did. */
export async function findKnown(
  lake: ObjectStore,
  feedId: string,
  url: URL,
): Promise<BronzeRecord | undefined> {
  const shown = publicUrl(url)
  return (await listReceived(lake, feedId)).findLast(({ request }) => request?.url === shown)
}

/** Headers that make the answer 304 when the publisher has nothing newer. */
export function conditionsOf(known: BronzeRecord | undefined): Readonly<Record<string, string>> {
  const { etag, 'last-modified': lastModified } = known?.request?.headers ?? {}
  return {
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  }
}

/** Whether the publisher said, when it sent what we hold, that it would still be good now. */
export function isStillFresh(known: BronzeRecord | undefined, now: Date): boolean {
  const { 'cache-control': control = '', age = '0' } = known?.request?.headers ?? {}
  if (!known || /\bno-(cache|store)\b/i.test(control)) return false
  const maxAgeSeconds = Number(/\bmax-age=(\d+)/i.exec(control)?.[1] ?? 0)
  return now.getTime() < Date.parse(known.fetched_at) + (maxAgeSeconds - (Number(age) || 0)) * 1_000
}
