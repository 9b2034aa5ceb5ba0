/** Paris calendar: local dates, and the places of ticks on a time axis. */

const HOUR = 3_600_000

const parisFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  weekday: 'short',
})

/** @type {(epochMs: number) => { date: string, hour: number, weekday: string }} */
function inParis(epochMs) {
  const parts = Object.fromEntries(parisFormat.formatToParts(epochMs).map(part => [part.type, part.value]))
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    weekday: parts.weekday ?? '',
  }
}

/** The local day of an instant, `YYYY-MM-DD`. @type {(epochMs: number) => string} */
export const parisDate = epochMs => inParis(epochMs).date

/** @type {(date: string, days: number) => string} */
export function addDays(date, days) {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

/**
 * Instants in [from, to] at which the clock of Paris shows a full hour that is a multiple of `hours`;
 * with `weekday`, only on that day of the week.
 *
 * @param {number} from epoch ms
 * @param {number} to epoch ms
 * @param {{ hours: number, weekday?: string }} every
 * @returns {number[]}
 */
export function parisTicks(from, to, every) {
  const ticks = []
  // The offset of Paris is whole hours in every year of the feed, so a full hour there is one in UTC.
  for (let at = Math.ceil(from / HOUR) * HOUR; at <= to; at += HOUR) {
    const { hour, weekday } = inParis(at)
    if (hour % every.hours === 0 && (every.weekday ?? weekday) === weekday) ticks.push(at)
  }
  return ticks
}
