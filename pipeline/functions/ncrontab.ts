/** Schedules of the catalogue as the timers of Azure Functions write them: NCRONTAB, six fields, UTC. */

const LAST_MINUTE = 59
const LAST_HOUR = 23

/**
 * @param schedule second minute hour day-of-month month day-of-week; `5/15` is every 15 from 5 on.
 * @param seconds after the stroke: publishers are busiest on it.
 * @throws RangeError for a schedule whose seconds are not 0.
 */
export function toNcrontab(schedule: string, seconds: number): string {
  const [second, minute, hour, ...days] = schedule.split(' ')
  if (second !== '0' || minute === undefined || hour === undefined || days.length !== 3) {
    throw new RangeError(`schedule ${schedule}: expected six fields, the first of them 0`)
  }
  return [String(seconds), listed(minute, LAST_MINUTE), listed(hour, LAST_HOUR), ...days].join(' ')
}

/** A list says to every reader of the format what a step from a number on says to some. */
function listed(field: string, last: number): string {
  const [, first, step] = /^(\d+)\/(\d+)$/.exec(field) ?? []
  if (first === undefined || step === undefined) return field
  const values: number[] = []
  for (let value = Number(first); value <= last; value += Number(step)) values.push(value)
  return values.join(',')
}
