/**
 * The feeds: each with its state as icon and word, the age of its newest value, whose the lag is, and
 * why it is so in a sentence. A last error is told until it is a day old.
 */
import { html, svg } from './dom.js'
import { DASH, formatAge, formatInstant, formatLag } from './format.js'
import { say, sayCode } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').FeedRow} FeedRow */

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** A shape for each state, so that it can be told without colour. @type {Record<FeedRow['state'], string>} */
const SHAPES = {
  ok: 'M3 8.5 6.5 12 13 4.5',
  degraded: 'M8 2.5 14.5 13.5H1.5ZM8 6.5V9.5M8 11.4V11.6',
  broken: 'M4 4 12 12M12 4 4 12',
  unknown: 'M3 8H13',
}

/** @type {(language: Language, state: FeedRow['state']) => HTMLElement} */
const stateMark = (language, state) =>
  html(
    'span',
    { class: `feed-state ${state}` },
    svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: SHAPES[state] })),
    sayCode(language, 'state', state),
  )

/** A feed without an age to keep has no measured values. @type {(language: Language, feed: FeedRow, now: number) => (Node | string)[]} */
function newestText(language, { newest_measured_utc: newest, objectives }, now) {
  if (newest === null) return [objectives.degraded_minutes === null ? DASH : say(language, 'feed_no_value')]
  const start = Date.parse(newest)
  const title = formatInstant(language, start)
  return [html('time', { datetime: newest, title }, formatAge(language, now - start))]
}

/** The start of a long message: the API has the whole. @type {(message: string) => string} */
const shortened = message => (message.length <= 140 ? message : `${message.slice(0, 139).trimEnd()}…`)

/** @type {(language: Language, error: import('./grid-api.js').FeedError | null, now: number) => HTMLElement[]} */
function errorText(language, error, now) {
  if (error === null || now - Date.parse(error.at) > DAY) return []
  const age = formatAge(language, now - Date.parse(error.at))
  return [
    html(
      'p',
      { class: 'feed-error' },
      `${say(language, 'feed_error', { age })} `,
      html('span', { lang: 'en', title: error.message }, shortened(error.message)),
    ),
  ]
}

/** French puts a space before a colon, and no line may begin with one. @type {(sentence: string) => string} */
const unbroken = sentence => sentence.replace(/ (?=[:;])/g, '\u00a0')

/** A cell that says on a phone, where there is no head, what it holds. @type {(name: string, label: string, ...children: (Node | string)[]) => HTMLElement} */
const cell = (name, label, ...children) =>
  html('td', { class: name }, html('span', { class: 'cell-label' }, label), ...children)

/** @type {(language: Language, feed: FeedRow, now: number) => HTMLElement} */
function feedRow(language, feed, now) {
  const title = language === 'fr' ? feed.title_fr : feed.title
  const publisher = language === 'fr' ? feed.publisher_fr : feed.publisher
  const lag = html(
    'span',
    {},
    html('span', { class: 'lag-publisher' }, formatLag(language, feed.publisher_lag_minutes)),
    ' / ',
    html('span', { class: 'lag-us' }, formatLag(language, feed.our_lag_minutes)),
  )
  return html(
    'tr',
    { 'data-feed': feed.feed_id, class: feed.state },
    html('th', { scope: 'row', class: 'feed' }, title, html('span', { class: 'feed-publisher' }, publisher)),
    cell('state', say(language, 'feed_state'), stateMark(language, feed.state)),
    cell('newest', say(language, 'feed_newest'), ...newestText(language, feed, now)),
    cell('lag', say(language, 'feed_lag'), lag),
    html(
      'td',
      { class: 'sentence' },
      html('p', {}, language === 'fr' ? unbroken(feed.sentence_fr) : feed.sentence_en),
      ...errorText(language, feed.last_error, now),
    ),
  )
}

/** Feeds that nobody fetches come last. @type {(language: Language, feeds: readonly FeedRow[], now: number) => HTMLElement} */
export function feedTable(language, feeds, now) {
  const known = feeds.filter(feed => feed.state !== 'unknown')
  const unknown = feeds.filter(feed => feed.state === 'unknown')
  const head = /** @type {const} */ (['feed', 'feed_state', 'feed_newest', 'feed_lag', 'feed_sentence'])
  return html(
    'table',
    { class: 'feed-rows', 'aria-labelledby': 'feeds-title' },
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        ...head.map(key =>
          html(
            'th',
            { scope: 'col', title: key === 'feed_lag' ? say(language, 'feed_lag_title') : undefined },
            say(language, key),
          ),
        ),
      ),
    ),
    html('tbody', {}, ...[...known, ...unknown].map(feed => feedRow(language, feed, now))),
  )
}
