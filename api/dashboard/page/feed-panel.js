/** The panel of the feeds: reads their state by itself twice a minute, whatever else the page shows. */
import { byId, replaceContent } from './dom.js'
import { feedTable } from './feed-table.js'
import { formatTime } from './format.js'
import { GridApiError } from './grid-api.js'
import { say } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').FeedRow} FeedRow */

const REFRESH_SECONDS = 30

/** @param {Pick<ReturnType<typeof import('./grid-api.js').gridApi>, 'feeds'>} api @param {() => Language} language */
export function createFeedPanel(api, language) {
  /** @type {{ feeds: readonly FeedRow[], at: number } | null} */
  let read = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let reading = new AbortController()

  function draw() {
    if (!read) return
    byId('feeds').hidden = false
    byId('feeds-note').textContent = say(language(), 'feeds_note', { time: formatTime(language(), read.at) })
    replaceContent(byId('feed-table'), feedTable(language(), read.feeds, read.at))
  }

  /** What was read last stays, with its time, when the server does not answer. */
  async function update() {
    clearTimeout(timer)
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    try {
      const { data } = await api.feeds(signal)
      read = { feeds: data, at: Date.now() }
      draw()
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof GridApiError)) throw error
    }
    timer = setTimeout(update, 1000 * REFRESH_SECONDS)
  }

  return { draw, update }
}
