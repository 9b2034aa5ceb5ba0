/** The API as the page reads it: conditional requests, all pages of an answer, errors in words. */

/** @typedef {{ region_code: string, region_name: string }} RegionRow */
/** @typedef {{ region_code: string, interval_start_utc: string, step_minutes: number, consumption_mw: number | null, production_mw: number | null, net_exchange_mw: number | null, vintage: string, quality: string }} BalanceRow */
/** @typedef {{ region_code: string, interval_start_utc: string, step_minutes: number, energy_type: string, production_mw: number | null, consumption_mw: number | null }} MixRow */
/** @typedef {import('./tension-scale.js').Level} Level */
/** @typedef {{ area_code: string, interval_start_utc: string, usual_exchange_mw: number | null, norm_p50_mw: number | null, norm_month: string | null, unknown_reason: string | null, level: Level | null }} TensionHour */
/** @typedef {TensionHour & { tension_index: number | null, residual_need_mw: number | null, consumption_mw: number | null, wind_mw: number | null, solar_mw: number | null }} TensionRow */
/** @typedef {TensionHour & { issued_at: string, tension_index_p10: number | null, tension_index_p50: number | null, tension_index_p90: number | null, residual_need_p10_mw: number | null, residual_need_p50_mw: number | null, residual_need_p90_mw: number | null }} TensionAheadRow */
/** @typedef {{ region_code: string, issued_at: string, interval_start_utc: string, step_minutes: number, p10_mw: number, p50_mw: number, p90_mw: number, model: string }} ForecastRow */
/** @typedef {{ region_code: string, quantity: string, horizon: string, first_day: string, last_day: string, day_count: number, mae_mw: number, mape_ratio: number | null, wmape_ratio: number | null, bias_mw: number, coverage_ratio: number, skill_vs_d1: number | null, skill_vs_d7: number | null, skill_vs_climatology: number | null }} ScoreRow */
/** @typedef {{ code: string, message: string, at: string }} FeedError */
/** @typedef {{ feed_id: string, title: string, title_fr: string, publisher: string, publisher_fr: string, objectives: { degraded_minutes: number | null }, state: 'ok' | 'degraded' | 'broken' | 'unknown', sentence_en: string, sentence_fr: string, newest_measured_utc: string | null, publisher_lag_minutes: number | null, our_lag_minutes: number | null, failures_in_a_row: number, last_error: FeedError | null }} FeedRow */
/** @typedef {{ is_simulated: boolean, data_watermark: string | null, next_cursor?: string | null, issued_at?: string | null }} Meta */
/**
 * @template Row
 * @typedef {{ data: Row[], interval?: { from: string, to: string }, meta: Meta }} Answer
 */

const MAX_ROWS = '50000'
/** The addresses of a period move with the data: older ones are forgotten. */
const REMEMBERED_ANSWERS = 24
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

/** @type {(response: Response, text: string) => unknown} */
function parse(response, text) {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy's own page, for instance.
    throw new GridApiError(response.status, 'not JSON')
  }
}

/** @type {(response: Response, text: string) => GridApiError} */
function errorOf(response, text) {
  const retrySeconds = Number(response.headers.get('retry-after')) || DEFAULT_RETRY_SECONDS
  const isProblem = response.headers.get('content-type')?.includes('problem+json')
  const { title } = /** @type {{ title?: string }} */ (isProblem ? parse(response, text) : {})
  return new GridApiError(response.status, title ?? response.statusText, retrySeconds)
}

/**
 * An answer, or why there is none: what can do without it goes on.
 *
 * @template A
 * @param {Promise<A>} answer
 * @param {AbortSignal} signal of the request: a request that was ended is no answer at all
 * @returns {Promise<{ answer: A, error: null } | { answer: null, error: GridApiError }>}
 */
export async function settled(answer, signal) {
  try {
    return { answer: await answer, error: null }
  } catch (error) {
    if (signal.aborted || !(error instanceof GridApiError)) throw error
    return { answer: null, error }
  }
}

/**
 * A reader that remembers the last answer of each address: asked again, it gives back the very
 * same object when nothing changed, so that nothing is drawn again.
 *
 * @param {typeof globalThis.fetch} fetch
 */
export function gridApi(fetch) {
  /** @type {Map<string, { text: string, body: unknown }>} */
  const remembered = new Map()

  /** @type {(url: string, signal: AbortSignal) => Promise<{ response: Response, text: string }>} */
  async function request(url, signal) {
    // The browser's cache makes the request conditional. Done by hand, fetch would add
    // `Cache-Control: no-cache`, and servers then leave out the 304.
    const options = {
      headers: { accept: 'application/json' },
      cache: /** @type {const} */ ('no-cache'),
      signal,
    }
    try {
      const response = await fetch(url, options)
      return { response, text: await response.text() }
    } catch (cause) {
      if (signal.aborted) throw cause
      throw new GridApiError(0, String(cause))
    }
  }

  /** @type {(url: string, signal: AbortSignal) => Promise<unknown>} */
  async function get(url, signal) {
    const known = remembered.get(url)
    const { response, text } = await request(url, signal)
    if (!response.ok) throw errorOf(response, text)
    if (known?.text === text) return known.body
    const body = parse(response, text)
    remembered.delete(url)
    remembered.set(url, { text, body })
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
    /** @type {(signal: AbortSignal) => Promise<Answer<FeedRow>>} */
    feeds: async signal => /** @type {Answer<FeedRow>} */ (await get('/v1/feeds', signal)),
    /** The last 24 hours of all regions. @type {(signal: AbortSignal) => Promise<Answer<BalanceRow>>} */
    latest: signal => readAll('/v1/balance', { step: 'PT15M' }, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<BalanceRow>>} */
    balance: (query, signal) => readAll('/v1/balance', { ...query, limit: MAX_ROWS }, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<MixRow>>} */
    mix: (query, signal) => readAll('/v1/mix', { ...query, limit: MAX_ROWS }, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<TensionRow>>} */
    tension: (query, signal) => readAll('/v1/tension', query, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<TensionAheadRow>>} */
    tensionAhead: (query, signal) => readAll('/v1/tension/forecast', query, signal),
    /** @type {(query: Record<string, string>, signal: AbortSignal) => Promise<Answer<ForecastRow>>} */
    forecasts: (query, signal) => readAll('/v1/forecasts', query, signal),
    /** @type {(signal: AbortSignal) => Promise<Answer<ScoreRow>>} */
    scores: signal => readAll('/v1/forecasts/scores', {}, signal),
  }
}
