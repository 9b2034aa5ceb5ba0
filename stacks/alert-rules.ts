/** What alarms there are, and about what: rules over logs, and rules over metrics of the platform's own resources. */
import type * as pulumi from '@pulumi/pulumi'
import type { LogRule, MetricRule } from '../infra/alerts.ts'

const RUNBOOK = 'docs/operations.md#what-to-do-when'
const ON_DUTY = 'data engineer on duty'

export const LOG_RULES: readonly LogRule[] = [
  {
    id: 'api-server-errors',
    title: 'The API answers with errors of its own',
    severity: 2,
    query: `union isfuzzy=true AppRequests
| where toint(ResultCode) >= 500
| project TimeGenerated, Name, ResultCode`,
    operator: 'GreaterThan',
    threshold: 5,
    frequency: 'PT5M',
    window: 'PT15M',
    owner: ON_DUTY,
    runbook: RUNBOOK,
  },
]

interface WatchedResources {
  readonly databaseId: pulumi.Input<string>
}

export function metricRules({ databaseId }: WatchedResources): MetricRule[] {
  const ofDatabase = {
    resourceId: databaseId,
    operator: 'GreaterThan',
    owner: ON_DUTY,
    runbook: RUNBOOK,
  } as const
  return [
    {
      ...ofDatabase,
      id: 'database-storage',
      title: 'The database is nearly full',
      severity: 2,
      metric: 'storage_percent',
      aggregation: 'Maximum',
      threshold: 85,
      frequency: 'PT15M',
      window: 'PT1H',
    },
    {
      ...ofDatabase,
      id: 'database-cpu',
      title: 'The database works at its limit',
      severity: 3,
      metric: 'cpu_percent',
      aggregation: 'Average',
      threshold: 90,
      frequency: 'PT5M',
      window: 'PT30M',
    },
  ]
}
