/** What alarms there are, and about what: rules over logs, and rules over metrics of the platform's own resources. */
import type * as pulumi from '@pulumi/pulumi'
import type { Instruction, LogRule, MetricRule } from '../infra/alerts.ts'
import { FEEDS } from '../pipeline/catalog/feeds.ts'
import { awaited, runbookOf } from './alerts/alert-rule.ts'
import { ANY_FEED_RULES, feedRules } from './alerts/feed-rules.ts'
import { PLATFORM_RULES } from './alerts/platform-rules.ts'

const ON_DUTY = 'data engineer on duty'

/** Every rule that is declared, those included that wait for what they rest on. */
export const DECLARED_RULES = [
  ...FEEDS.filter(feed => feed.status === 'active').flatMap(feedRules),
  ...ANY_FEED_RULES,
  ...PLATFORM_RULES,
]

/**
 * The rules that can fire. One over an event that nothing emits yet is left out: where it watches for
 * something it would never fire, and where it watches for silence always.
 */
export const LOG_RULES: readonly LogRule[] = DECLARED_RULES.filter(rule => awaited(rule) === null)

/** Rules that are left out for now, each with the event it waits for, and what is to come first. */
export const AWAITING_RULES: readonly string[] = DECLARED_RULES.flatMap(rule => {
  const reason = awaited(rule)
  return reason === null ? [] : [`${rule.id} (${reason})`]
})

interface WatchedResources {
  readonly databaseId: pulumi.Input<string>
}

export function metricRules({ databaseId }: WatchedResources): MetricRule[] {
  const ofDatabase = { resourceId: databaseId, operator: 'GreaterThan', owner: ON_DUTY } as const
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
      runbook: runbookOf('database-storage'),
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
      runbook: runbookOf('database-cpu'),
    },
  ]
}

/** Alarms that are part of another component, and no rule of ours: what they tell. */
export const API_UNREACHABLE: Instruction = { owner: ON_DUTY, runbook: runbookOf('api-unreachable') }
export const RIGHTS_CHANGED: Instruction = {
  owner: 'platform engineer',
  runbook: runbookOf('rights-changed'),
}

/**
 * With the address under which a person opens its runbook, where one is configured: alarms are read on a telephone.
 *
 * @param repositoryUrl where the files of this repository are shown, without a slash at the end.
 */
export const readable = <Told extends Instruction>(told: Told, repositoryUrl: string | undefined): Told =>
  repositoryUrl === undefined ? told : { ...told, runbook: `${repositoryUrl}/${told.runbook}` }
