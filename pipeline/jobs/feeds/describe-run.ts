/** What a run of a feed came to, in one line of words. */
import type { FeedRun } from '../../bronze/feed-runs.ts'

export function describeRun(run: FeedRun): string {
  const { feed_id, outcome, trigger } = run
  const head = `${feed_id}: ${outcome}${trigger === 'schedule' ? '' : ` (${trigger})`}`
  if (run.error_code !== null) return `${head}: ${run.error_code}: ${run.error_message}\n`
  const facts = [
    outcome === 'new' && `${run.rows_loaded} rows loaded`,
    run.rows_quarantined > 0 && `${run.rows_quarantined} rows quarantined`,
    run.values_quarantined > 0 && `${run.values_quarantined} values quarantined`,
    run.publisher_newest_utc && `measured until ${run.publisher_newest_utc.slice(0, 16)}Z`,
    run.unknown_columns.length > 0 && `unknown columns ${run.unknown_columns.join(', ')}`,
  ].filter(fact => typeof fact === 'string')
  return `${[head, ...facts].join(', ')}\n`
}
