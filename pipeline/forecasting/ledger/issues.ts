/**
 * The ledger of forecasts: what was said, one file an hour, written once and never changed.
 * `gold/forecasting/issues/<yyyy>/<mm>/<dd>/<hh>.parquet`, by the hour of the issue, UTC.
 */

import type { TimeRange } from '../../gold/queries/step.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { openIssueReader, type RecordedIssue, toParquet } from './issue-file.ts'

const FOLDER = 'gold/forecasting/issues/'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LOOKED_THROUGH_DAYS = 7

/**
 * Write an issue, unless its hour was issued before: then what was said stands.
 *
 * @throws RangeError when there is nothing in it.
 */
export async function recordIssue(
  lake: ObjectStore,
  issue: RecordedIssue,
): Promise<'issued' | 'issued already'> {
  const key = keyOf(issue.issued_at)
  if (issue.rows.length === 0) throw new RangeError(`${key}: expected forecasts, got none`)
  return (await lake.create(key, await toParquet(issue))) ? 'issued' : 'issued already'
}

/** Whether the hour of an instant was issued. */
export async function isIssued(lake: ObjectStore, at: Date): Promise<boolean> {
  const key = keyOf(at)
  return (await lake.list(key)).includes(key)
}

/** Hours that were issued, starts, in order, half-open: `from` is cut down to its hour. */
export async function issuedHours(lake: ObjectStore, from: Date, to: Date): Promise<readonly Date[]> {
  const first = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS
  const days: string[] = []
  for (let day = first - (first % DAY_MS); day < to.getTime(); day += DAY_MS) days.push(dayOf(new Date(day)))
  const keys = (await mapAtOnce(days, day => lake.list(`${FOLDER}${day}/`))).flat()
  return keys.map(hourOf).filter(hour => hour.getTime() >= first && hour < to)
}

/**
 * The newest hour that was issued, its start; undefined while there is none.
 *
 * @param now where to begin to look, a day ahead of it, as clocks differ: the last week is looked through by day, and only an older
 *   ledger as a whole. Absent: as a whole. An hour more than a day ahead of it is found when that week has none.
 */
export async function newestIssuedHour(lake: ObjectStore, now?: Date): Promise<Date | undefined> {
  for (let days = 1; now !== undefined && days >= -LOOKED_THROUGH_DAYS; days--) {
    const day = dayOf(new Date(now.getTime() + days * DAY_MS))
    const key = (await lake.list(`${FOLDER}${day}/`)).at(-1)
    if (key !== undefined) return hourOf(key)
  }
  const key = (await lake.list(FOLDER)).at(-1)
  return key === undefined ? undefined : hourOf(key)
}

/**
 * Read the issues of some hours, one after the other.
 *
 * @param times half-hours to read of each, half-open, of `time_key`; absent: all.
 * @throws ObjectNotFoundError for an hour that was not issued.
 */
export async function* readIssues(
  lake: ObjectStore,
  hours: readonly Date[],
  times?: TimeRange,
): AsyncGenerator<RecordedIssue> {
  const reader = await openIssueReader()
  try {
    for (const hour of hours) yield await reader.read(await lake.localPath(keyOf(hour)), times)
  } finally {
    reader.close()
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10).replaceAll('-', '/')

const keyOf = (at: Date): string => `${FOLDER}${dayOf(at)}/${at.toISOString().slice(11, 13)}.parquet`

/** @throws RangeError for a file that is no issue. */
function hourOf(key: string): Date {
  const [, day, hour] = /^(\d{4}\/\d{2}\/\d{2})\/(\d{2})\.parquet$/.exec(key.slice(FOLDER.length)) ?? []
  if (day === undefined) throw new RangeError(`${key}: expected ${FOLDER}<yyyy>/<mm>/<dd>/<hh>.parquet`)
  return new Date(`${day.replaceAll('/', '-')}T${hour}:00:00Z`)
}
