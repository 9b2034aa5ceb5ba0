/**
 * Source: areas of the regions in km², a table in a page of an encyclopedia, which anybody may edit.
 *
 * Fetched whole. Its robots.txt is asked first, and what it says of how long the page keeps is respected.
 * Figures have mixed separators, footnotes and rows of other territories: they are read in silver.
 *
 * Docs:    https://simple.wikipedia.org/wiki/Regions_of_France
 * Licence: CC BY-SA 4.0, Wikipedia contributors.
 */
import { load } from 'cheerio/slim'
import { foldName } from '../catalog/fold-name.ts'
import { REGION_CODE_BY_NAME, REGIONS } from '../catalog/regions.ts'
import type { Connector } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import { excerpt } from './http/printable.ts'
import type { Publisher } from './http/publisher.ts'
import { RequestFailure } from './http/request-failure.ts'
import { keepPublication, nothingNew } from './keep-publication.ts'
import { conditionsOf, findKnown, isStillFresh } from './known-answer.ts'
import { refuseUnwelcome } from './robots.ts'

const FEED_ID = 'region-areas'
const MAX_ANSWER_BYTES = 8 * 2 ** 20

export function openRegionAreas(endpoint: string, publisher: Publisher): Connector {
  return {
    feed_id: FEED_ID,
    async fetch(_window, context) {
      const url = parseEndpoint(FEED_ID, endpoint)
      const known = await findKnown(context.lake, FEED_ID, url)
      const inquiry = publisher.inquire(context)
      if (isStillFresh(known, context.now())) return nothingNew(inquiry)
      await refuseUnwelcome(url, inquiry)
      const conditions = conditionsOf(known)
      const answer = await inquiry.ask({
        url,
        expected: 'an HTML page with a table of the regions and their km²',
        headers: { accept: 'text/html', ...conditions },
        maxBytes: MAX_ANSWER_BYTES,
        answers: status => status === 304 && Object.keys(conditions).length > 0,
        check: ({ bytes }) => checkPage(bytes),
      })
      if (answer.status === 304) return nothingNew(inquiry)
      return keepPublication(FEED_ID, `${FEED_ID}.html`, answer, inquiry, context)
    },
  }
}

/** @throws RequestFailure unless a table names every region and km². */
function checkPage(bytes: Uint8Array): void {
  const html = new TextDecoder().decode(bytes)
  const page = load(html)
  const tables = page('table')
    .toArray()
    .map(table => page(table))
  if (tables.length === 0) {
    throw new RequestFailure('not-the-data', `sent a page without any table: ${excerpt(bytes)}`)
  }
  const missing = tables.map(table => {
    const named = new Set(
      table
        .find('td, th')
        .toArray()
        .map(cell => regionOf(page(cell).text())),
    )
    return REGIONS.filter(({ region_code }) => !named.has(region_code))
  })
  const best = missing.reduce((fewest, regions) => (regions.length < fewest.length ? regions : fewest))
  if (best.length > 0) {
    // The table comes before the rest of the page: without its end, it is the page that stopped.
    const code = /<\/(html|body)>/i.test(html) ? 'not-the-data' : 'truncated'
    const names =
      best.length === REGIONS.length ? 'any region' : best.map(({ region_name }) => region_name).join(', ')
    throw new RequestFailure(code, `sent a page whose tables do not name ${names}`)
  }
  const hasAreas = tables.some((table, index) => missing[index]?.length === 0 && AREA.test(table.text()))
  if (!hasAreas) {
    throw new RequestFailure('not-the-data', 'sent a table of regions without a column of km²')
  }
}

const AREA = /km\s*(2|²)/i
/** Footnote marks such as [2], and what stands in brackets after a name. */
const regionOf = (cell: string) => REGION_CODE_BY_NAME.get(foldName(cell.replace(/\[[^\]]*\]/g, '').trim()))
