/** The API as the page reads it: conditional requests, all pages of an answer, errors in words. */

/** @typedef {{ region_code: string, region_name: string }} RegionRow */
/** @typedef {{ region_code: string, interval_start_utc: string, step_minutes: number, consumption_mw: number | null, production_mw: number | null, net_exchange_mw: number | null, vintage: string, quality: string }} BalanceRow */
/** @typedef {{ region_code: string, interval_start_utc: string, step_minutes: number, energy_type: string, production_mw: number | null, consumption_mw: number | null }} MixRow */
/** @typedef {{ is_simulated: boolean, data_watermark: string | null, next_cursor?: string | null }} Meta */
/**
 * @template Row
 * @typedef {{ data: Row[], interval?: { from: string, to: string }, meta: Meta }} Answer
 */

const MAX_ROWS = '50000'
/** The addresses of a period move with the data: older ones are forgotten. */
const REMEMBERED_ANSWERS = 12
const DEFAULT_RETRY_SECONDS = 10

/** The server answered with an error, or (status 0) not at all. */
export class GridApiError extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {number} retrySeconds
   */
  constructor(status, title, retrySeconds = DEFAULT_RETRY_SECONDS) {
    super(`${status} ${title}`)
    this.status = status
    this.title = title
    this.retrySeconds = retrySeconds
  }
}

/** @type {(response: Response) => Promise<GridApiError>} */
async function errorOf(response) {
  const retrySeconds = Number(response.headers.get('retry-after')) || DEFAULT_RETRY_SECONDS
  const isProblem = response.headers.get('content-type')?.includes('problem+json')
  const title = isProblem ? /** @type {{ title?: string }} */ (await response.json()).title : undefined
  return new GridApiError(response.status, title ?? response.statusText, retrySeconds)
}

/**
 * A reader that remembers the last answer of each address: asked again it sends the ETag, and gives
 * back the very same object when nothing changed.
 *
 * @param {typeof fetch} fetch
 */
export function gridApi(fetch) {
  /** @type {Map<string, { etag: string | null, text: string, body: unknown }>} */
  const remembered = new Map()

  /** @type {(url: string, signal: AbortSignal) => Promise<unknown>} */
  async function get(url, signal) {
    const known = remembered.get(url)
    const headers = new Headers({ accept: 'application/json' })
    if (known?.etag) headers.set('if-none-match', known.etag)
    const response = await fetch(url, { headers, signal }).catch(cause => {
      if (signal.aborted) throw cause
      throw new GridApiError(0, String(cause))
    })
    if (response.status === 304 && known) return known.body
    if (!response.ok) throw await errorOf(response)
    const text = await response.text()
    if (known?.text === text) return known.body
    const body = JSON.parse(text)
    remembered.delete(url)
    remembered.set(url, { etag: response.headers.get('etag'), text, body })
    for (const oldest of [...remembered.keys()].slice(0, -REMEMBERED_ANSWERS)) remembered.delete(oldest)
    return body
  }

  /**
   * @template Row
   * @param {string} path
   * @param {Record<string, string>} query
   * @param {AbortSignal} signal
   * @returns {Promise<Answer<Row>>}
   */
  async function readAll(path, query, signal) {
    const first = /** @type {Answer<Row>} */ (await get(`${path}?${new URLSearchParams(query)}`, signal))
    if (!first.meta.next_cursor) return first
    const data = [...first.data]
    for (let cursor = first.meta.next_cursor; cursor; ) {
      const url = `${path}?${new URLSearchParams({ ...query, cursor })}`
      const next = /** @type {Answer<Row>} */ (await get(url, signal))
      data.push(...next.data)
      cursor = next.meta.next_cursor ?? ''
    }
    return { ...first, data }
  }

  return {
    /** @type {(signal: AbortSignal) => Promise<Answer<RegionRow>>} */
    regions: async signal => /** @type {Answer<RegionRow>} */ (await get('/v1/regions', signal)),
    /** The last 24 hours of all regions. @type {(signal: AbortSignal) => Promise<Answer<BalanceRow>>} */
    latest: signal => readAll('/v1/balance', {}, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<BalanceRow>>} */
    balance: (query, signal) => readAll('/v1/balance', { ...query, limit: MAX_ROWS }, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<MixRow>>} */
    mix: (query, signal) => readAll('/v1/mix', { ...query, limit: MAX_ROWS }, signal),
  }
}
