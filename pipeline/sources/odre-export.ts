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
import type { PublicationDataset } from '../catalog/publication-columns.ts'
import type { Connector, TimeWindow } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import type { Publisher } from './http/publisher.ts'
import { keepPublication, nothingNew } from './keep-publication.ts'
import { checkOdreAnswer, isEmptyArray } from './odre-answer.ts'
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
  /** Whether a window that reaches the present must hold rows. */
  readonly is_running: boolean
}

export function openOdreExport(
  { feed_id, dataset_id, dataset, bytes_per_day, is_running }: OdreExport,
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
      const mayBeEmpty = !is_running || !reachesNow(window, context.now())
      const inquiry = publisher.inquire(context)
      const answer = await inquiry.ask({
        url,
        expected: `the rows of ${dataset_id} from ${toSecond(window.from)} to ${toSecond(window.to)}`,
        headers: { accept: 'application/json' },
        maxBytes: MAX_ANSWER_BYTES,
        check: ({ bytes }) => checkOdreAnswer(bytes, { dataset, mayBeEmpty }),
      })
      if (isEmptyArray(answer.bytes)) return nothingNew(inquiry)
      const name = `${feed_id}_${toFileStamp(window.from)}_${toFileStamp(window.to)}.json`
      return keepPublication(feed_id, name, answer, inquiry, context)
    },
  }
}

function exportUrl(endpoint: URL, { from, to }: TimeWindow): URL {
  const url = new URL(endpoint)
  url.searchParams.set(
    'where',
    `date_heure >= date'${toSecond(from)}' AND date_heure < date'${toSecond(to)}'`,
  )
  // Unset, ODRÉ reads and writes instants as it pleases.
  url.searchParams.set('timezone', 'UTC')
  return url
}
