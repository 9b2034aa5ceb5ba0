/** How often a schedule of six fields (second minute hour day-of-month month day-of-week) comes round. */

const HOUR = 60
const DAY = 24 * HOUR

/** The longest time between two runs, in minutes, as far as hours have 60 minutes and months 31 days. */
export function schedulePeriodMinutes(schedule: string): number {
  const [, minute, hour, day, month, weekday] = schedule.split(' ')
  if (!minute || !hour || !day || !month || !weekday) {
    throw new RangeError(`schedule ${schedule}: expected six fields`)
  }
  if (hour === '*') return every(minute, 1, HOUR)
  if (day === '*' && weekday === '*') return every(hour, HOUR, DAY)
  if (day === '*') return every(weekday, DAY, 7 * DAY)
  if (month === '*') return every(day, DAY, 31 * DAY)
  return every(month, 31 * DAY, 366 * DAY)
}

/** `*`: each unit; `5/15`: every 15 units; anything else: once or, as a list, less seldom in the whole. */
function every(field: string, unit: number, whole: number): number {
  if (field === '*') return unit
  const [, step] = field.split('/')
  return step === undefined ? whole : Number(step) * unit
}
