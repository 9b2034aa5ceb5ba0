/**
 * Alerts: rules over the workspace's logs, rules over metrics, and a watch on who changes rights and policies.
 *
 * Queries are not validated when a rule is made: the tables of a fresh workspace are not there yet. So
 * each query is bound against declared tables in the tests of whoever writes it, begins with
 * `union isfuzzy=true`, and ends in a number that is compared here. Operators are literals: Azure takes
 * `GreaterThan`, while the constant of the same name in the provider says `gt`.
 */
import * as monitor from '@pulumi/azure-native/monitor/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

/** What an alarm tells whom it reaches. */
export interface Instruction {
  /** The role that acts. */
  readonly owner: string
  /** Where it says what to do. */
  readonly runbook: string
}

interface Rule extends Instruction {
  /** Names the rule in Azure, for good. */
  readonly id: string
  readonly title: string
  /** 0 (critical) to 4 (verbose). */
  readonly severity: 0 | 1 | 2 | 3 | 4
  /** How often it is evaluated, ISO 8601: `PT15M`. */
  readonly frequency: string
  /** Over which time back, ISO 8601. */
  readonly window: string
}

export interface LogRule extends Rule {
  /** KQL: either the rows to be counted or, with `measure`, rows that hold a number. */
  readonly query: string
  /** A column to be compared instead of the count of rows, and how it is taken together. */
  readonly measure?: { readonly column: string; readonly by: 'Average' | 'Maximum' | 'Minimum' | 'Total' }
  /** Fires when there is more (or less) than `threshold`: `GreaterThan` 0 rows unless said. */
  readonly operator?: 'GreaterThan' | 'GreaterThanOrEqual' | 'LessThan' | 'LessThanOrEqual' | 'Equal'
  readonly threshold?: number
  /** Columns of which each value is watched, and named in the alarm, on its own. */
  readonly splitBy?: readonly string[]
}

export interface MetricRule extends Rule {
  readonly resourceId: pulumi.Input<string>
  readonly metric: string
  readonly aggregation: 'Average' | 'Count' | 'Maximum' | 'Minimum' | 'Total'
  readonly operator: 'GreaterThan' | 'GreaterThanOrEqual' | 'LessThan' | 'LessThanOrEqual'
  readonly threshold: number
}

export interface AlertsArgs {
  readonly placement: Placement
  readonly workspaceId: pulumi.Input<string>
  readonly actionGroupId: pulumi.Input<string>
  readonly subscriptionId: pulumi.Input<string>
  readonly logRules: readonly LogRule[]
  readonly metricRules: readonly MetricRule[]
  /** Who acts when somebody changes rights or policies, and by what. */
  readonly rightsChanged: Instruction
}

/** Writes that change who may do what. */
const WATCHED_OPERATIONS = {
  'role-writes': 'Microsoft.Authorization/roleAssignments/write',
  'policy-writes': 'Microsoft.Authorization/policyAssignments/write',
} as const

export class Alerts extends pulumi.ComponentResource {
  /** Where a person sees what is firing. */
  readonly url: pulumi.Output<string>

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Alerts', name, {}, opts)
    const parent = { parent: this }
    for (const rule of args.logRules) createLogRule(`${name}-${rule.id}`, rule, args, parent)
    for (const rule of args.metricRules) createMetricRule(`${name}-${rule.id}`, rule, args, parent)
    for (const [id, operation] of Object.entries(WATCHED_OPERATIONS)) {
      watchOperation(`${name}-${id}`, operation, args, parent)
    }
    this.url = pulumi.interpolate`https://portal.azure.com/#view/Microsoft_Azure_Monitoring/AlertsManagementSummaryBlade?subscriptionId=${args.subscriptionId}`
    this.registerOutputs({ url: this.url })
  }
}

/** A sentence, and then who acts and by what, as each alarm of ours has it. */
export const instruct = (title: string, { owner, runbook }: Instruction) =>
  `${title}. Acts: ${owner}. What to do: ${runbook}`

function createLogRule(name: string, rule: LogRule, args: AlertsArgs, opts: pulumi.CustomResourceOptions) {
  return new monitor.ScheduledQueryRule(
    name,
    {
      ...args.placement,
      ruleName: rule.id,
      kind: 'LogAlert',
      displayName: rule.title,
      description: instruct(rule.title, rule),
      severity: rule.severity,
      enabled: true,
      skipQueryValidation: true,
      autoMitigate: true,
      scopes: [args.workspaceId],
      evaluationFrequency: rule.frequency,
      windowSize: rule.window,
      criteria: { allOf: [condition(rule)] },
      actions: {
        actionGroups: [args.actionGroupId],
        customProperties: { owner: rule.owner, runbook: rule.runbook },
      },
    },
    opts,
  )
}

function condition(rule: LogRule) {
  return {
    query: rule.query,
    timeAggregation: rule.measure?.by ?? 'Count',
    ...(rule.measure && { metricMeasureColumn: rule.measure.column }),
    operator: rule.operator ?? 'GreaterThan',
    threshold: rule.threshold ?? 0,
    dimensions: (rule.splitBy ?? []).map(name => ({ name, operator: 'Include', values: ['*'] })),
    failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
  }
}

function createMetricRule(
  name: string,
  rule: MetricRule,
  args: AlertsArgs,
  opts: pulumi.CustomResourceOptions,
) {
  return new monitor.MetricAlert(
    name,
    {
      resourceGroupName: args.placement.resourceGroupName,
      tags: args.placement.tags,
      location: 'global',
      ruleName: rule.id,
      description: instruct(rule.title, rule),
      severity: rule.severity,
      enabled: true,
      scopes: [rule.resourceId],
      evaluationFrequency: rule.frequency,
      windowSize: rule.window,
      criteria: {
        odataType: 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion',
            name: 'threshold',
            metricName: rule.metric,
            timeAggregation: rule.aggregation,
            operator: rule.operator,
            threshold: rule.threshold,
          },
        ],
      },
      actions: [{ actionGroupId: args.actionGroupId }],
    },
    opts,
  )
}

function watchOperation(
  name: string,
  operation: string,
  args: AlertsArgs,
  opts: pulumi.CustomResourceOptions,
) {
  return new monitor.ActivityLogAlert(
    name,
    {
      resourceGroupName: args.placement.resourceGroupName,
      tags: args.placement.tags,
      location: 'global',
      description: instruct(`Someone did ${operation}`, args.rightsChanged),
      enabled: true,
      scopes: [pulumi.interpolate`/subscriptions/${args.subscriptionId}`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          { field: 'operationName', equals: operation },
          { field: 'status', equals: 'Succeeded' },
        ],
      },
      actions: { actionGroups: [{ actionGroupId: args.actionGroupId }] },
    },
    opts,
  )
}
