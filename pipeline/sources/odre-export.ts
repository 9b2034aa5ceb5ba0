/**
 * Source: exports of ODRÉ (Opendatasoft Explore API v2.1), which republishes RTE's éCO2mix.
 *
 * One call brings all regions of a window as a bare JSON array, streamed and in no order. `offset` and
 * `order_by` are never asked for: paging by offset loses rows silently.
 * MW; instants in UTC. Real time is repaired for a day or two; consolidated data replaces it much later.
 *
 * Docs:    https://help.opendatasoft.com/apis/ods-explore-v2/
 * Licence: Licence Ouverte / Etalab 2.0, RTE – éCO2mix.
 */
import { type BronzeRecord, listReceived } from '../bronze/bronze-store.ts'
import type { PublicationDataset } from '../catalog/publication-columns.ts'
import { type Connector, FetchError, type TimeWindow } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import type { Inquiry, Publisher } from './http/publisher.ts'
import { keepPublication, nothingNew } from './keep-publication.ts'
import { checkOdreAnswer, isEmptyArray } from './odre-answer.ts'
import { exportUrl, windowOf } from './odre-url.ts'
import { reachesNow, refuseUnfit, toFileStamp, toSecond } from './window.ts'

/** One answer is held in memory while it is checked. */
const MAX_ANSWER_BYTES = 64 * 2 ** 20

export interface OdreExport {
  readonly feed_id: string
  /** The publisher's own name of the dataset. */
  readonly dataset_id: string
  readonly dataset: PublicationDataset
  /** The most that a day of it takes, from which the longest window follows. */
  readonly bytes_per_day: number
  /**
   * `present`: its rows reach the present, and leave when they are consolidated.
   * `past`: they end somewhere in the past, and stay for ever.
   */
  readonly reach: 'present' | 'past'
}

export function openOdreExport(
  { feed_id, dataset_id, dataset, bytes_per_day, reach }: OdreExport,
  endpoint: string,
  publisher: Publisher,
): Connector {
  const longest_window_days = Math.floor(MAX_ANSWER_BYTES / bytes_per_day)
  return {
    feed_id,
    longest_window_days,
    async fetch(window, context) {
      refuseUnfit(feed_id, window, longest_window_days)
      const url = exportUrl(parseEndpoint(feed_id, endpoint), window)
      const mayBeEmpty = reach === 'past' || !reachesNow(window, context.now())
      const inquiry = publisher.inquire(context)
      const answer = await inquiry.ask({
        url,
        expected: `the rows of ${dataset_id} from ${toSecond(window.from)} to ${toSecond(window.to)}`,
        headers: { accept: 'application/json' },
        maxBytes: MAX_ANSWER_BYTES,
        check: ({ bytes }) => checkOdreAnswer(bytes, { dataset, mayBeEmpty }),
      })
      if (isEmptyArray(answer.bytes)) {
        if (reach === 'past') refuseForgotten(await listReceived(context.lake, feed_id), window, inquiry)
        return nothingNew(inquiry)
      }
      const name = `${feed_id}_${toFileStamp(window.from)}_${toFileStamp(window.to)}.json`
      return keepPublication(feed_id, name, answer, inquiry, context)
    },
  }
}

/** Rows that stay for ever have not gone: what lies in a window that had some is on its way to be replaced. */
function refuseForgotten(
  received: readonly BronzeRecord[],
  { from, to }: TimeWindow,
  { calls, quota }: Inquiry,
): void {
  const had = received.findLast(({ request }) => {
    const earlier = request && windowOf(request.url)
    return earlier && earlier.from >= from && earlier.to <= to
  })
  if (!had) return
  throw new FetchError(
    'not-the-data',
    `ODRÉ answered with an empty list from ${toSecond(from)} to ${toSecond(to)}, where it had rows before (${had.file_name}): the dataset may be on its way to be replaced`,
    { calls, quota },
  )
}
