/** The last step of every fetch: whole, checked bytes go into bronze as they came. */
import { storeReceived } from '../bronze/bronze-store.ts'
import { PersonalDataError } from '../bronze/privacy-guard.ts'
import { type FetchContext, FetchError, type Fetched } from './connector.ts'
import { publicUrl } from './http/printable.ts'
import type { Inquiry } from './http/publisher.ts'
import type { HttpAnswer } from './http/send-request.ts'

/** Headers that tell later what was received, and what to ask for next time. */
const HEADERS_KEPT = ['content-type', 'etag', 'last-modified', 'date', 'age', 'cache-control', 'expires']

/** @throws FetchError `personal-data`: bronze takes nothing that tells of a meter or a person. */
export async function keepPublication(
  feedId: string,
  fileName: string,
  answer: HttpAnswer,
  inquiry: Inquiry,
  { lake, now, isSimulated }: FetchContext,
): Promise<Fetched> {
  const publication = await unlessPersonal(inquiry, () =>
    storeReceived(lake, {
      feed_id: feedId,
      file_name: fileName,
      bytes: answer.bytes,
      fetched_at: now(),
      is_simulated: isSimulated,
      isWholeAnswer: true,
      request: {
        url: publicUrl(answer.url),
        status: answer.status,
        headers: Object.fromEntries(
          HEADERS_KEPT.flatMap(name => {
            const value = answer.headers.get(name)
            return value === null ? [] : [[name, value]]
          }),
        ),
      },
    }),
  )
  return { ...nothingNew(inquiry), bytes: answer.bytes.byteLength, publications: [publication] }
}

async function unlessPersonal<T>({ calls, quota }: Inquiry, store: () => Promise<T>): Promise<T> {
  try {
    return await store()
  } catch (cause) {
    if (!(cause instanceof PersonalDataError)) throw cause
    throw new FetchError('personal-data', cause.message, { calls, quota, cause })
  }
}

/** A fetch that ended well and brought nothing to keep. */
export const nothingNew = ({ calls, quota }: Inquiry): Fetched => ({
  calls,
  bytes: 0,
  publications: [],
  quota,
})
