/** Rules about what the platform itself does: layers, queues, timers, checks, forecasts, the API. */
import { type CatalogueRule, duration, LONGEST_WINDOW_MINUTES, runbookOf } from './alert-rule.ts'
import {
  ANYTHING,
  countOf,
  countOfLast,
  EXCEPTIONS,
  eventRows,
  numberField,
  REQUESTS,
  rowsOfEvents,
  textField,
} from './kql.ts'

const ON_DUTY = 'data engineer on duty'

/** Requests of the API are named after their route; what a function host calls a request is not. */
const API_REQUESTS = `${REQUESTS}
| where Name startswith 'GET '`
/** Fewer say nothing of the slowest in twenty. */
const ENOUGH_REQUESTS = 20

const DECLARED: readonly Omit<CatalogueRule, 'id' | 'owner' | 'runbook'>[] = [
  {
    kind: 'nothing-reports',
    title: 'Nothing at all reports: no job, no service',
    severity: 0,
    events: [],
    query: `${ANYTHING}
| summarize signals = count()`,
    measure: { column: 'signals', by: 'Total' },
    operator: 'LessThan',
    threshold: 1,
    frequency: 'PT15M',
    window: 'PT30M',
  },
  {
    kind: 'gold-behind-bronze',
    title: 'Gold is more than an hour behind bronze',
    severity: 2,
    events: ['gold.updated'],
    query: `${eventRows('gold.updated')}
| extend behind_minutes = ${numberField('gold.updated', 'behind_minutes')}
| summarize arg_max(TimeGenerated, behind_minutes)`,
    measure: { column: 'behind_minutes', by: 'Maximum' },
    operator: 'GreaterThan',
    threshold: 60,
    frequency: 'PT15M',
    window: 'PT1H',
  },
  {
    kind: 'gold-silent',
    title: 'Gold has not been updated for three hours',
    severity: 1,
    events: ['gold.updated'],
    query: `${eventRows('gold.updated')}
| summarize updates = count()`,
    measure: { column: 'updates', by: 'Total' },
    operator: 'LessThan',
    threshold: 1,
    frequency: 'PT15M',
    window: 'PT3H',
  },
  {
    kind: 'poison-messages',
    title: 'A message was given up and lies in a poison queue',
    severity: 2,
    events: ['queue.message.poisoned'],
    query: `${eventRows('queue.message.poisoned')}
| project TimeGenerated, queue = ${textField('queue.message.poisoned', 'queue')}, message_id = ${textField('queue.message.poisoned', 'message_id')}`,
    splitBy: ['queue'],
    frequency: 'PT15M',
    window: 'PT1H',
  },
  {
    kind: 'timers-stopped',
    title: 'No timer has fired for an hour',
    severity: 1,
    events: ['timer.fired'],
    query: `${eventRows('timer.fired')}
| summarize fired = count()`,
    measure: { column: 'fired', by: 'Total' },
    operator: 'LessThan',
    threshold: 1,
    frequency: 'PT15M',
    window: 'PT1H',
  },
  {
    kind: 'quality-check-failed',
    title: 'Data was loaded that a check says must not be used',
    severity: 1,
    events: ['quality.check.failed'],
    query: `${eventRows('quality.check.failed')}
| where ${textField('quality.check.failed', 'severity')} == 'fail'
| project TimeGenerated, check = ${textField('quality.check.failed', 'check')}`,
    splitBy: ['check'],
    frequency: 'PT15M',
    window: 'PT1H',
  },
  {
    kind: 'forecast-silent',
    title: 'Nothing has been forecast for three hours',
    severity: 2,
    events: ['forecast.issued', 'forecast.fitted'],
    // Where history is too short nothing was ever fitted: there is nothing to miss.
    query: `${rowsOfEvents(['forecast.issued', 'forecast.fitted'])}
| summarize forecasting = count(), issues = ${countOfLast(3, 'forecast.issued')}
| project is_silent = iff(forecasting > 0 and issues == 0, 1, 0)`,
    measure: { column: 'is_silent', by: 'Maximum' },
    operator: 'GreaterThan',
    threshold: 0,
    frequency: 'PT15M',
    window: duration(LONGEST_WINDOW_MINUTES),
  },
  {
    kind: 'forecast-night-silent',
    title: 'Models have not been fitted for two nights',
    severity: 3,
    events: ['forecast.issued', 'forecast.fitted'],
    // What is issued rests on models that were fitted once. A night is long, and the window holds two.
    query: `${rowsOfEvents(['forecast.issued', 'forecast.fitted'])}
| summarize issues = ${countOf('forecast.issued')}, fits = ${countOf('forecast.fitted')}
| project is_silent = iff(issues > 0 and fits == 0, 1, 0)`,
    measure: { column: 'is_silent', by: 'Maximum' },
    operator: 'GreaterThan',
    threshold: 0,
    frequency: 'PT1H',
    window: duration(LONGEST_WINDOW_MINUTES),
  },
  {
    kind: 'forecast-skill-lost',
    title: 'Forecasts are no better than the value of a week before',
    severity: 3,
    events: ['forecast.scored'],
    query: `${eventRows('forecast.scored')}
| project TimeGenerated, region_code = ${textField('forecast.scored', 'region_code')}, skill = ${numberField('forecast.scored', 'skill_vs_d7')}
| summarize arg_max(TimeGenerated, skill) by region_code
| summarize median_skill = percentile(skill, 50), regions = count()
| where regions > 0`,
    measure: { column: 'median_skill', by: 'Minimum' },
    operator: 'LessThanOrEqual',
    threshold: 0,
    frequency: 'P1D',
    window: 'P2D',
  },
  {
    kind: 'unexpected-exceptions',
    title: 'A program meets failures that it does not expect',
    severity: 3,
    events: [],
    query: `${EXCEPTIONS}
| summarize exceptions = sum(ItemCount) by AppRoleName`,
    measure: { column: 'exceptions', by: 'Total' },
    splitBy: ['AppRoleName'],
    operator: 'GreaterThan',
    threshold: 10,
    frequency: 'PT15M',
    window: 'PT1H',
  },
  {
    kind: 'api-server-errors',
    title: 'One answer of the API in a hundred, or more, is an error of its own',
    severity: 1,
    events: [],
    query: `${API_REQUESTS}
| summarize requests = sum(ItemCount), server_errors = sumif(ItemCount, toint(ResultCode) >= 500)
| project server_errors_percent = iff(server_errors >= 3, 100.0 * server_errors / requests, 0.0)`,
    measure: { column: 'server_errors_percent', by: 'Maximum' },
    operator: 'GreaterThanOrEqual',
    threshold: 1,
    frequency: 'PT5M',
    window: 'PT15M',
  },
  {
    kind: 'api-slow',
    title: 'One answer of the API in twenty takes longer than a second',
    severity: 2,
    events: [],
    query: `${API_REQUESTS}
| summarize requests = sum(ItemCount), p95_ms = percentile(DurationMs, 95)
| project p95_ms = iff(requests >= ${ENOUGH_REQUESTS}, p95_ms, 0.0)`,
    measure: { column: 'p95_ms', by: 'Maximum' },
    operator: 'GreaterThan',
    threshold: 1000,
    frequency: 'PT5M',
    window: 'PT30M',
  },
]

/** Their ids are their kinds: there is one of each. */
export const PLATFORM_RULES: readonly CatalogueRule[] = DECLARED.map(rule => ({
  ...rule,
  id: rule.kind,
  owner: ON_DUTY,
  runbook: runbookOf(rule.kind),
}))
