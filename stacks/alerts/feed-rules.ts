/** The rules of one feed, made from what the catalogue says of it; and why it does without some. */
import { DEGRADED_QUARANTINE_SHARE } from '../../pipeline/catalog/feed-state.ts'
import type { Feed } from '../../pipeline/catalog/feeds.ts'
import { schedulePeriodMinutes } from '../../pipeline/catalog/schedule.ts'
import {
  type CatalogueRule,
  duration,
  LONGEST_WINDOW_MINUTES,
  runbookOf,
  windowHolding,
} from './alert-rule.ts'
import { eventRows, feedRows, numberField, textField } from './kql.ts'

export const FEED_ALERT_KINDS = [
  'feed-failing',
  'feed-absent',
  'feed-stale',
  'feed-broken',
  'feed-drifted',
  'feed-quarantined',
] as const
export type FeedAlertKind = (typeof FEED_ALERT_KINDS)[number]

/** Only where somebody has configured a database is there anything that could be silent. */
const CONFIGURED_BY_OWNER = ['sql-source']

/** Half of the runs, at least; one that fails now and then is tried again within minutes. */
const FAILING_SHARE = 0.5
const MISSED_RUNS = 3
const QUARTER_HOUR = 'PT15M'

const RUN = 'feed.run.finished'
const DRIFT = 'feed.schema.drifted'

/** Why a feed does without a rule; null: it has it. */
export function exemption(feed: Feed, kind: FeedAlertKind): string | null {
  if (feed.schedule === null) return 'it is fetched when a person says so: there is no run to expect'
  if (kind === 'feed-absent') return absenceExemption(feed, feed.schedule)
  if ((kind === 'feed-stale' || kind === 'feed-broken') && feed.freshness === null) {
    return 'the catalogue sets no objective for its freshness'
  }
  return null
}

function absenceExemption({ feed_id }: Feed, schedule: string): string | null {
  if (CONFIGURED_BY_OWNER.includes(feed_id)) return 'it runs only where a database is configured'
  const period = schedulePeriodMinutes(schedule)
  return period > LONGEST_WINDOW_MINUTES / 2
    ? `it runs every ${period / 1440} days, and log rules look back two: timers-stopped watches what would start it`
    : null
}

export function feedRules(feed: Feed): CatalogueRule[] {
  return FEED_ALERT_KINDS.filter(kind => exemption(feed, kind) === null).map(kind => ({
    ...RULES[kind](feed, schedulePeriodMinutes(feed.schedule ?? '')),
    id: `${kind}-${feed.feed_id}`,
    kind,
    owner: feed.owner,
    runbook: runbookOf(kind),
    frequency: QUARTER_HOUR,
  }))
}

type Specific = Omit<CatalogueRule, 'id' | 'kind' | 'owner' | 'runbook' | 'frequency'>

/** Two days hold one run of a monthly feed at most: one that failed is then enough. */
const runsExpected = (windowMinutes: number, periodMinutes: number) =>
  Math.max(1, Math.floor(windowMinutes / periodMinutes))

const windowOf = (minutes: number) => windowHolding(minutes) ?? LONGEST_WINDOW_MINUTES

const RULES: Readonly<Record<FeedAlertKind, (feed: Feed, periodMinutes: number) => Specific>> = {
  'feed-failing': ({ feed_id, failures }, periodMinutes) => {
    const windowMinutes = windowOf(Math.max(60, failures.broken_runs * periodMinutes))
    const enough = Math.min(failures.broken_runs, runsExpected(windowMinutes, periodMinutes))
    return {
      title: `${feed_id}: half of its runs fail, or more`,
      severity: 2,
      events: [RUN],
      query: `${feedRows(RUN, feed_id)}
| summarize runs = count(), failed = countif(${textField(RUN, 'outcome')} == 'failed')
| project failure_share = iff(runs >= ${enough}, toreal(failed) / runs, 0.0)`,
      measure: { column: 'failure_share', by: 'Maximum' },
      operator: 'GreaterThanOrEqual',
      threshold: FAILING_SHARE,
      window: duration(windowMinutes),
    }
  },
  'feed-absent': ({ feed_id }, periodMinutes) => ({
    title: `${feed_id}: nothing reports a run`,
    severity: 1,
    events: [RUN],
    query: `${feedRows(RUN, feed_id)}
| summarize runs = count()`,
    measure: { column: 'runs', by: 'Total' },
    operator: 'LessThan',
    threshold: 1,
    window: duration(windowOf(Math.max(60, MISSED_RUNS * periodMinutes))),
  }),
  'feed-stale': (feed, periodMinutes) => ({
    ...staleness(feed, periodMinutes, feed.freshness?.degraded_minutes ?? 0),
    title: `${feed.feed_id}: its newest value is older than its objective`,
    severity: 3,
  }),
  'feed-broken': (feed, periodMinutes) => ({
    ...staleness(feed, periodMinutes, feed.freshness?.broken_minutes ?? 0),
    title: `${feed.feed_id}: its newest value is so old that the feed counts as broken`,
    severity: 1,
  }),
  'feed-drifted': ({ feed_id }) => ({
    title: `${feed_id}: a publication has columns that we do not know`,
    severity: 3,
    events: [DRIFT],
    query: `${feedRows(DRIFT, feed_id)}
| project TimeGenerated, columns = ${textField(DRIFT, 'columns')}`,
    window: 'PT1H',
  }),
  'feed-quarantined': ({ feed_id }, periodMinutes) => ({
    title: `${feed_id}: too many of its rows go to quarantine`,
    severity: 2,
    events: [RUN],
    query: `${feedRows(RUN, feed_id)}
| summarize rows_read = sum(${numberField(RUN, 'rows_read')}), rows_quarantined = sum(${numberField(RUN, 'rows_quarantined')})
| project quarantine_share = iff(rows_read > 0, rows_quarantined / rows_read, 0.0)`,
    measure: { column: 'quarantine_share', by: 'Maximum' },
    operator: 'GreaterThanOrEqual',
    threshold: DEGRADED_QUARANTINE_SHARE,
    window: duration(windowOf(Math.max(60, periodMinutes))),
  }),
}

/** What the newest run said, and the time since; how silent the feed is, `feed-absent` tells. */
const staleness = ({ feed_id }: Feed, periodMinutes: number, limitMinutes: number) => ({
  events: [RUN] as const,
  query: `${feedRows(RUN, feed_id)}
| extend age_minutes = ${numberField(RUN, 'newest_measured_age_minutes')} + datetime_diff('minute', now(), TimeGenerated)
| where isnotnull(age_minutes)
| summarize arg_max(TimeGenerated, age_minutes)`,
  measure: { column: 'age_minutes', by: 'Maximum' as const },
  operator: 'GreaterThanOrEqual' as const,
  threshold: limitMinutes,
  window: duration(windowOf(Math.max(60, 2 * periodMinutes))),
})

/** Rules over all feeds, each feed or ledger watched on its own. */
export const ANY_FEED_RULES: readonly CatalogueRule[] = [
  {
    id: 'personal-data-refused',
    kind: 'personal-data-refused',
    title: 'A payload was refused: it tells of meters, households or persons',
    severity: 1,
    events: ['payload.refused'],
    query: `${eventRows('payload.refused')}
| project TimeGenerated, feed_id = ${textField('payload.refused', 'feed_id')}, reason = ${textField('payload.refused', 'reason')}`,
    splitBy: ['feed_id'],
    frequency: QUARTER_HOUR,
    window: 'PT1H',
    owner: 'data steward',
    runbook: runbookOf('personal-data-refused'),
  },
  {
    id: 'quota-nearly-spent',
    kind: 'quota-nearly-spent',
    title: 'Nearly all calls that we allow ourselves are spent',
    severity: 3,
    events: ['feed.quota.spent'],
    query: `${eventRows('feed.quota.spent')}
| project TimeGenerated, ledger = ${textField('feed.quota.spent', 'ledger')}, share = ${numberField('feed.quota.spent', 'share')}
| summarize arg_max(TimeGenerated, share) by ledger`,
    measure: { column: 'share', by: 'Maximum' },
    splitBy: ['ledger'],
    operator: 'GreaterThanOrEqual',
    threshold: 0.9,
    frequency: QUARTER_HOUR,
    window: 'PT1H',
    owner: 'data engineer on duty',
    runbook: runbookOf('quota-nearly-spent'),
  },
]
