/**
 * Metrics: numbers of events, kept as series. Each follows from one field of one event, so a number is told
 * once. In Application Insights a metric is a row of AppMetrics.
 */
import type { EVENTS, EventName } from '../catalog/events.ts'

export interface MetricDeclaration {
  readonly name: string
  /** `gauge`: the last value counts; `counter`: values add up; `histogram`: their distribution counts. */
  readonly kind: 'gauge' | 'counter' | 'histogram'
  /** UCUM, braces for things counted. */
  readonly unit: string
  readonly event: EventName
  /** A field with a number. */
  readonly field: string
  /** Fields with text that tell the series apart. */
  readonly by: readonly string[]
}

/** Fields of an event, by name: a misspelt one does not compile. */
type FieldOf<Name extends EventName> = keyof (typeof EVENTS)[Name]['fields'] & string

const metricsOf =
  <Name extends EventName>(event: Name, by: readonly FieldOf<Name>[]) =>
  (
    kind: MetricDeclaration['kind'],
    name: string,
    unit: string,
    field: FieldOf<Name>,
    more: readonly FieldOf<Name>[] = [],
  ): MetricDeclaration => ({ name, kind, unit, event, field, by: [...by, ...more] })

const feedRun = metricsOf('feed.run.finished', ['feed_id'])
const quota = metricsOf('feed.quota.spent', ['ledger'])
const silver = metricsOf('silver.updated', [])
const gold = metricsOf('gold.updated', [])
const issue = metricsOf('forecast.issued', [])
const fitting = metricsOf('forecast.fitted', [])
const score = metricsOf('forecast.scored', ['region_code'])

export const METRICS: readonly MetricDeclaration[] = [
  feedRun('gauge', 'grid.feed.publisher_lag', 'min', 'publisher_lag_minutes'),
  feedRun('gauge', 'grid.feed.our_lag', 'min', 'our_lag_minutes'),
  feedRun('gauge', 'grid.feed.newest_measured_age', 'min', 'newest_measured_age_minutes'),
  feedRun('counter', 'grid.feed.rows_read', '{row}', 'rows_read'),
  feedRun('counter', 'grid.feed.rows_new', '{row}', 'rows_new'),
  feedRun('counter', 'grid.feed.rows_quarantined', '{row}', 'rows_quarantined'),
  feedRun('gauge', 'grid.feed.quarantine_share', '1', 'quarantine_share'),
  feedRun('histogram', 'grid.feed.run_duration', 'ms', 'duration_ms', ['outcome']),
  quota('gauge', 'grid.feed.quota_calls', '{call}', 'calls'),
  quota('gauge', 'grid.feed.quota_share', '1', 'share'),
  silver('histogram', 'grid.silver.update_duration', 'ms', 'duration_ms'),
  silver('counter', 'grid.silver.partitions_written', '{partition}', 'partitions_written'),
  gold('histogram', 'grid.gold.update_duration', 'ms', 'duration_ms'),
  gold('counter', 'grid.gold.facts_inserted', '{fact}', 'facts_inserted'),
  gold('counter', 'grid.gold.facts_replaced', '{fact}', 'facts_replaced'),
  gold('gauge', 'grid.gold.behind', 'min', 'behind_minutes'),
  issue('histogram', 'grid.forecast.issue_duration', 'ms', 'duration_ms'),
  issue('gauge', 'grid.forecast.left_out', '{half-hour}', 'left_out'),
  fitting('histogram', 'grid.forecast.fit_duration', 'ms', 'duration_ms'),
  score('gauge', 'grid.forecast.skill', '1', 'skill_vs_d7'),
]
