/** What the workbook shows: one query a panel, over telemetry of the last day. */
import type { WorkbookPanel } from '../infra/workbook.ts'

export const WORKBOOK_PANELS: readonly WorkbookPanel[] = [
  {
    title: 'Runs of feeds, by outcome',
    visualization: 'barchart',
    query: `union isfuzzy=true AppTraces
| where Message == 'feed.run.finished'
| summarize runs = count() by feed_id = tostring(Properties.feed_id), outcome = tostring(Properties.outcome)`,
  },
  {
    title: 'Age of the newest measured value, minutes',
    visualization: 'timechart',
    query: `union isfuzzy=true AppTraces
| where Message == 'feed.run.finished'
| summarize age_minutes = max(toreal(Properties.newest_measured_age_minutes))
    by bin(TimeGenerated, 15m), feed_id = tostring(Properties.feed_id)`,
  },
  {
    title: 'Gold behind bronze, minutes',
    visualization: 'timechart',
    query: `union isfuzzy=true AppTraces
| where Message == 'gold.updated'
| summarize behind_minutes = max(toreal(Properties.behind_minutes)) by bin(TimeGenerated, 15m)`,
  },
  {
    title: 'Forecasts of consumption a day ahead: skill against the value of a week before',
    visualization: 'timechart',
    query: `union isfuzzy=true AppTraces
| where Message == 'forecast.scored'
| summarize skill = avg(toreal(Properties.skill_vs_d7)) by bin(TimeGenerated, 1d), region_code = tostring(Properties.region_code)`,
  },
  {
    title: 'Answers of the API: slowest in twenty, milliseconds, and errors of its own',
    visualization: 'timechart',
    query: `union isfuzzy=true AppRequests
| summarize p95_ms = percentile(DurationMs, 95), server_errors = countif(toint(ResultCode) >= 500)
    by bin(TimeGenerated, 15m)`,
  },
  {
    title: 'What could not be handled',
    visualization: 'table',
    query: `union isfuzzy=true AppTraces
| where Message in ('queue.message.poisoned', 'payload.refused', 'feed.schema.drifted', 'quality.check.failed')
| summarize times = count(), newest = max(TimeGenerated) by Message
| order by newest desc`,
  },
]
