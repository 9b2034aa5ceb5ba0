/**
 * The panel of the next 48 hours: reads what it shows of one area, beside what else the page reads. What
 * fails is said in the panel, and the rest of the page goes on.
 */
import { settled } from './grid-api.js'
import { createOutlookView } from './outlook-view.js'
import { highestAhead } from './tension-scale.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./outlook-view.js').Outlook} Outlook */
/** @typedef {Pick<ReturnType<typeof import('./grid-api.js').gridApi>, 'tension' | 'tensionAhead' | 'forecasts'>} OutlookApi */

const HOUR = 3_600_000
const NATIONAL = 'FR'
const SHOWN_HOURS = 72

/** @type {(a: Outlook, b: Outlook) => boolean} */
const isSame = (a, b) =>
  a.area === b.area &&
  a.quantity === b.quantity &&
  a.from === b.from &&
  /** @type {const} */ (['tension', 'ahead', 'forecast']).every(
    name => a[name].answer === b[name].answer && a[name].error?.status === b[name].error?.status,
  )

/**
 * What was read last stays when the same is asked again and not answered.
 *
 * @template A
 * @param {{ answer: A | null, error: import('./grid-api.js').GridApiError | null }} next
 * @param {{ answer: A | null } | undefined} before of the same question
 */
const orBefore = (next, before) =>
  next.answer === null && before ? { ...next, answer: before.answer } : next

/**
 * @param {OutlookApi} api
 * @param {() => Language} language
 * @param {(area: string) => string} placeOf the name of an area
 */
export function createOutlookPanel(api, language, placeOf) {
  const view = createOutlookView()
  /** @type {Outlook | null} */
  let outlook = null

  /**
   * @param {{ area: string, quantity: import('./quantities.js').Quantity, dataEnd: number }} question
   *   `dataEnd`: end of the newest measured interval, epoch ms
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether anything is to be drawn again
   */
  async function read({ area, quantity, dataEnd }, signal) {
    const to = Math.floor(dataEnd / HOUR) * HOUR
    const from = to - SHOWN_HOURS * HOUR
    // The country's tension ahead is told at the top of the page, whatever area is shown.
    const areas = area === NATIONAL ? area : `${area},${NATIONAL}`
    const [tension, ahead, forecast] = await Promise.all([
      settled(api.tension({ region: area, from: new Date(from).toISOString() }, signal), signal),
      settled(api.tensionAhead({ region: areas }, signal), signal),
      settled(api.forecasts({ region: area, quantity }, signal), signal),
    ])
    const before = outlook?.area === area && outlook.quantity === quantity ? outlook : undefined
    /** @type {Outlook} */
    const next = {
      area,
      quantity,
      from,
      to,
      tension: orBefore(tension, before?.tension),
      ahead: orBefore(ahead, before?.ahead),
      forecast: orBefore(forecast, before?.forecast),
    }
    const isChanged = outlook === null || !isSame(outlook, next)
    outlook = next
    return isChanged
  }

  return {
    read,
    draw: () => outlook && view.draw(language(), placeOf(outlook.area), outlook),
    drawNotes: () => outlook && view.drawNotes(language(), placeOf(outlook.area), outlook),
    /** The national hour ahead that is highest; null: none is forecast. @type {(now: number) => import('./grid-api.js').TensionAheadRow | null} */
    peak: now => highestAhead(outlook?.ahead.answer?.data ?? [], NATIONAL, now),
  }
}
