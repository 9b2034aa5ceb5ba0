/**
 * How a feed is, by the objectives the catalogue declares: ok, degraded, broken or unknown, whose doing
 * it is, and a sentence that a person understands. Pure: the same facts at the same instant are judged
 * the same, wherever they come from.
 *
 * The worst of three counts: the age of the newest measured value, the runs that failed in a row, and
 * the share of the last publication that was refused. A feed that nobody fetches is neither well nor
 * ill: it is unknown.
 */
import { feedSentence } from './feed-sentence.ts'
import type { Feed } from './feeds.ts'
import { schedulePeriodMinutes } from './schedule.ts'

export const FEED_STATES = ['ok', 'degraded', 'broken', 'unknown'] as const
export type FeedState = (typeof FEED_STATES)[number]

export const FEED_CAUSES = ['publisher', 'us'] as const
export type FeedCause = (typeof FEED_CAUSES)[number]

/** Instants are ISO text in UTC. Runs are those made to follow the feed: no backfill, sweep or replay. */
export interface FeedFacts {
  /** Start of the newest measured interval that we hold of the feed. */
  readonly newest_measured_utc: string | null
  /** How far we were behind the publisher when last asked. */
  readonly our_lag_minutes: number | null
  /** When the newest run that follows the feed began, no backfill, sweep or replay; null: nobody follows it here. */
  readonly last_run_at: string | null
  /** When the last run that succeeded ended. */
  readonly last_success_at: string | null
  readonly failures_in_a_row: number
  /** When the first of them began. */
  readonly failing_since: string | null
  /** Of the last of them. */
  readonly last_error_code: string | null
  /** Of the last run that brought something new. */
  readonly last_load: {
    readonly rows_read: number
    readonly rows_quarantined: number
    readonly values_quarantined: number
    readonly unknown_columns: readonly string[]
  } | null
}

export interface FeedJudgement {
  readonly state: FeedState
  /** Whose doing it is that the feed is degraded or broken; null when it is neither. */
  readonly cause: FeedCause | null
  /** Of the newest measured value, from the start of its interval. */
  readonly age_minutes: number | null
  /** What is wrong since when, whose doing it is, and what happens next. */
  readonly sentence_en: string
  readonly sentence_fr: string
}

/** Parts of a publication are refused now and then, outages of zeros above all; beyond this share it is of no use. */
export const DEGRADED_QUARANTINE_SHARE = 0.25

const MINUTE = 60_000
const RANKS = { ok: 0, degraded: 1, broken: 2 } as const
type KnownState = keyof typeof RANKS

export function judgeFeed(feed: Feed, facts: FeedFacts, now: Date): FeedJudgement {
  const age_minutes = ageMinutes(facts, now)
  const isUnknown = feed.schedule === null || facts.last_run_at === null
  const findings = {
    freshness: isUnknown ? 'ok' : byFreshness(feed, age_minutes),
    failures: isUnknown ? 'ok' : byFailures(feed, facts),
    quarantine: isUnknown ? 'ok' : byQuarantine(facts),
  } as const
  const state = isUnknown ? 'unknown' : worst(Object.values(findings))
  const is_overdue = isOverdue(feed, facts, now)
  const cause = state === 'degraded' || state === 'broken' ? causeOf(facts, is_overdue) : null
  const matter = { feed, facts, findings, cause, age_minutes, is_overdue, now }
  return {
    state,
    cause,
    age_minutes,
    sentence_en: feedSentence('en', matter),
    sentence_fr: feedSentence('fr', matter),
  }
}

const ageMinutes = ({ newest_measured_utc: newest }: FeedFacts, now: Date): number | null =>
  newest === null ? null : Math.floor((now.getTime() - Date.parse(newest)) / MINUTE)

const worst = (states: readonly KnownState[]): KnownState =>
  states.reduce((a, b) => (RANKS[b] > RANKS[a] ? b : a))

function byFreshness({ freshness }: Feed, age: number | null): KnownState {
  if (freshness === null) return 'ok'
  // Fetched, and not one measured value yet: there is no age by which it could be broken.
  if (age === null) return 'degraded'
  return byLimits(age, freshness.degraded_minutes, freshness.broken_minutes)
}

const byFailures = ({ failures }: Feed, { failures_in_a_row }: FeedFacts): KnownState =>
  byLimits(failures_in_a_row, failures.degraded_runs, failures.broken_runs)

const byLimits = (value: number, degraded: number, broken: number): KnownState =>
  value >= broken ? 'broken' : value >= degraded ? 'degraded' : 'ok'

const byQuarantine = ({ last_load: load }: FeedFacts): KnownState =>
  load && load.rows_quarantined > 0 && load.rows_quarantined >= DEGRADED_QUARANTINE_SHARE * load.rows_read
    ? 'degraded'
    : 'ok'

/** What only we can have done; every other failure is what the publisher answered, or did not. */
const OUR_ERRORS: ReadonlySet<string | null> = new Set(['quota-exhausted', 'misconfigured', 'internal'])

function causeOf(facts: FeedFacts, isOverdue: boolean): FeedCause {
  if (facts.failures_in_a_row > 0) return OUR_ERRORS.has(facts.last_error_code) ? 'us' : 'publisher'
  return isOverdue || (facts.our_lag_minutes ?? 0) > 0 ? 'us' : 'publisher'
}

/** Two runs were due, and none was made. */
function isOverdue({ schedule }: Feed, facts: FeedFacts, now: Date): boolean {
  if (schedule === null || facts.last_success_at === null || facts.failures_in_a_row > 0) return false
  return now.getTime() - Date.parse(facts.last_success_at) > 2 * schedulePeriodMinutes(schedule) * MINUTE
}
