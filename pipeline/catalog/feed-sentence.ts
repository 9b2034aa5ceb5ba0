/**
 * The state of a feed in words, English and French: what is wrong since when, whose doing it is, and
 * what happens next. Times are those of Paris.
 */
import type { FeedCause, FeedFacts } from './feed-state.ts'
import { FEED_WORDS, type Language } from './feed-words.ts'
import type { Feed } from './feeds.ts'
import { schedulePeriodMinutes } from './schedule.ts'

type Finding = 'ok' | 'degraded' | 'broken'

/** What there is to say something about. */
export interface FeedMatter {
  readonly feed: Feed
  readonly facts: FeedFacts
  readonly findings: Readonly<Record<'freshness' | 'failures' | 'quarantine', Finding>>
  readonly cause: FeedCause | null
  readonly age_minutes: number | null
  readonly is_overdue: boolean
  readonly now: Date
}

export function feedSentence(language: Language, matter: FeedMatter): string {
  const { feed, facts } = matter
  if (feed.schedule === null) return byHand(language, matter)
  if (facts.last_run_at === null) return FEED_WORDS[language].never
  const faults = [
    ...(facts.failures_in_a_row > 0 ? [failing(language, matter)] : []),
    ...(matter.findings.freshness === 'ok' ? [] : [stale(language, matter)]),
    ...(matter.findings.quarantine === 'ok' ? [] : [refused(language, matter)]),
  ]
  const state = faults.length === 0 ? [healthy(language, matter)] : [...faults, next(language, matter)]
  return [...state, ...notes(language, matter)].join(' ')
}

function byHand(language: Language, { facts, now }: FeedMatter): string {
  const words = FEED_WORDS[language]
  const { newest_measured_utc: newest } = facts
  return newest === null ? words.byHand : `${words.byHand} ${words.newest(moment(language, newest, now))}`
}

function healthy(language: Language, { facts, age_minutes, now }: FeedMatter): string {
  const words = FEED_WORDS[language]
  if (facts.newest_measured_utc !== null && age_minutes !== null) {
    return words.fresh(moment(language, facts.newest_measured_utc, now), duration(language, age_minutes))
  }
  return words.fetched(moment(language, facts.last_success_at ?? facts.last_run_at ?? '', now))
}

function failing(language: Language, { facts, now }: FeedMatter): string {
  const words = FEED_WORDS[language]
  const reasons: Readonly<Record<string, string>> = words.reasons
  const code = facts.last_error_code ?? ''
  const since = moment(language, facts.failing_since ?? facts.last_run_at ?? '', now)
  return words.failed(reasons[code] ?? words.reason(code), facts.failures_in_a_row, since)
}

function stale(language: Language, matter: FeedMatter): string {
  const { feed, facts, age_minutes, now } = matter
  const words = FEED_WORDS[language]
  const { newest_measured_utc: newest } = facts
  if (newest === null || age_minutes === null || feed.freshness === null) return words.noValue
  const old = words.old(
    moment(language, newest, now),
    duration(language, age_minutes),
    duration(language, feed.freshness.degraded_minutes),
  )
  return facts.failures_in_a_row > 0 ? old : `${old} ${whose(language, matter)}`
}

function whose(language: Language, { facts, is_overdue, now }: FeedMatter): string {
  const words = FEED_WORDS[language]
  if (is_overdue && facts.last_success_at !== null) {
    return words.overdue(moment(language, facts.last_success_at, now))
  }
  const lag = facts.our_lag_minutes ?? 0
  return lag > 0 ? words.behind(duration(language, lag)) : words.theirs
}

function refused(language: Language, { facts }: FeedMatter): string {
  const { rows_quarantined = 0, rows_read = 0 } = facts.last_load ?? {}
  return FEED_WORDS[language].refused(rows_quarantined, rows_read)
}

/** Waiting does not mend these. */
const FOR_A_PERSON: ReadonlySet<string | null> = new Set([
  'misconfigured',
  'personal-data',
  'internal',
  'rejected',
])

function next(language: Language, { feed, facts }: FeedMatter): string {
  const words = FEED_WORDS[language]
  const code = facts.failures_in_a_row > 0 ? facts.last_error_code : null
  if (code === 'quota-exhausted' && feed.quota) return words.resumes(words.quotaPeriod[feed.quota.period])
  if (code === 'rate-limited') return words.allowed
  if (FOR_A_PERSON.has(code)) return words.person
  if (facts.failures_in_a_row > 0) return words.retried
  return words.again(period(language, schedulePeriodMinutes(feed.schedule ?? '')))
}

/** What does not change the state and should be known all the same. */
function notes(language: Language, { facts, findings }: FeedMatter): string[] {
  const words = FEED_WORDS[language]
  const load = facts.last_load
  if (!load) return []
  const { rows_quarantined: rows, values_quarantined: values, unknown_columns: columns } = load
  return [
    ...(findings.quarantine === 'ok' && rows + values > 0 ? [words.partly(rows, values)] : []),
    ...(columns.length > 0 ? [words.drift(columns.join(', '))] : []),
  ]
}

function period(language: Language, minutes: number): string {
  const { periods, period: other } = FEED_WORDS[language]
  return (periods as Readonly<Record<number, string>>)[minutes] ?? other(minutes)
}

/** `75 min`, `3 h 10 min`, `5 days`. */
function duration(language: Language, minutes: number): string {
  const { minute, hour, days } = FEED_WORDS[language].units
  if (minutes < 120) return `${minutes}${minute}`
  if (minutes >= 2 * 1440) return `${Math.floor(minutes / 1440)}${days}`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)}${hour}${rest === 0 ? '' : ` ${rest}${minute}`}`
}

const LOCALES = { en: 'en-GB', fr: 'fr-FR' } as const
const NEAR_MS = 180 * 86_400_000

/** `22 Nov, 14:05 (Paris)`, with the year when it is long ago. */
function moment(language: Language, instant: string, now: Date): string {
  const at = new Date(instant)
  const isNear = Math.abs(now.getTime() - at.getTime()) < NEAR_MS
  const text = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'Europe/Paris',
    day: 'numeric',
    month: 'short',
    ...(isNear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  return `${text} (Paris)`
}
