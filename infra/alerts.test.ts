import { describe, expect, it } from 'vitest'
import { Alerts, type AlertsArgs, type LogRule, type MetricRule } from './alerts.ts'
import { outputOf, PLACEMENT, tryOut, WORKSPACE_ID } from './trial.ts'

const RULE: LogRule = {
  id: 'feed-broken',
  title: 'A feed is broken',
  severity: 1,
  query: 'union isfuzzy=true AppTraces | where false',
  frequency: 'PT15M',
  window: 'PT1H',
  owner: 'data engineer on duty',
  runbook: 'docs/runbooks/feed.md',
}
const METRIC: MetricRule = {
  id: 'database-storage',
  title: 'The database is nearly full',
  severity: 2,
  frequency: 'PT15M',
  window: 'PT1H',
  owner: 'data engineer on duty',
  runbook: 'docs/runbooks/database.md',
  resourceId: '/subscriptions/0/database',
  metric: 'storage_percent',
  aggregation: 'Maximum',
  operator: 'GreaterThan',
  threshold: 85,
}
const ARGS: AlertsArgs = {
  placement: PLACEMENT,
  workspaceId: WORKSPACE_ID,
  actionGroupId: 'on-duty',
  subscriptionId: 'subscription',
  logRules: [RULE],
  metricRules: [METRIC],
  rightsChanged: { owner: 'platform engineer', runbook: 'docs/runbooks/rights.md' },
}
const tryAlerts = (more: Partial<AlertsArgs> = {}) => tryOut(() => new Alerts('alerts', { ...ARGS, ...more }))

describe('a rule over logs', () => {
  it('rings for any row unless asked otherwise, without Azure looking for its tables first', async () => {
    expect((await tryAlerts()).only('monitor:ScheduledQueryRule')).toMatchObject({
      ...PLACEMENT,
      ruleName: 'feed-broken',
      kind: 'LogAlert',
      displayName: 'A feed is broken',
      severity: 1,
      enabled: true,
      skipQueryValidation: true,
      autoMitigate: true,
      scopes: [WORKSPACE_ID],
      evaluationFrequency: 'PT15M',
      windowSize: 'PT1H',
      criteria: {
        allOf: [
          {
            query: RULE.query,
            timeAggregation: 'Count',
            operator: 'GreaterThan',
            threshold: 0,
            dimensions: [],
          },
        ],
      },
      actions: {
        actionGroups: ['on-duty'],
        customProperties: { owner: 'data engineer on duty', runbook: 'docs/runbooks/feed.md' },
      },
    })
  })

  it('says who acts, and where it says what to do', async () => {
    expect((await tryAlerts()).only('monitor:ScheduledQueryRule').description).toBe(
      'A feed is broken. Acts: data engineer on duty. What to do: docs/runbooks/feed.md',
    )
  })

  it('compares a column, the other way round, for each feed, when so asked', async () => {
    const rule: LogRule = {
      ...RULE,
      measure: { column: 'runs', by: 'Total' },
      operator: 'LessThan',
      threshold: 1,
      splitBy: ['feed_id'],
    }
    expect((await tryAlerts({ logRules: [rule] })).only('monitor:ScheduledQueryRule')).toMatchObject({
      criteria: {
        allOf: [
          {
            metricMeasureColumn: 'runs',
            timeAggregation: 'Total',
            operator: 'LessThan',
            threshold: 1,
            dimensions: [{ name: 'feed_id', operator: 'Include', values: ['*'] }],
          },
        ],
      },
    })
  })

  it.each(['GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual', 'Equal'] as const)(
    'hands %s to Azure as it is written',
    async operator => {
      const asked = (await tryAlerts({ logRules: [{ ...RULE, operator }] })).only(
        'monitor:ScheduledQueryRule',
      )
      expect(asked).toMatchObject({ criteria: { allOf: [{ operator }] } })
    },
  )
})

it('compares a metric of a resource with its threshold', async () => {
  expect((await tryAlerts()).only('monitor:MetricAlert')).toMatchObject({
    ruleName: 'database-storage',
    severity: 2,
    scopes: ['/subscriptions/0/database'],
    criteria: {
      allOf: [
        { metricName: 'storage_percent', timeAggregation: 'Maximum', operator: 'GreaterThan', threshold: 85 },
      ],
    },
    actions: [{ actionGroupId: 'on-duty' }],
  })
})

it('watches who writes roles and policies, in the whole subscription', async () => {
  const alerts = await tryAlerts({ logRules: [], metricRules: [] })
  const watch = (operation: string) => ({
    scopes: ['/subscriptions/subscription'],
    description: `Someone did ${operation}. Acts: platform engineer. What to do: docs/runbooks/rights.md`,
    condition: { allOf: expect.arrayContaining([{ field: 'operationName', equals: operation }]) },
    actions: { actionGroups: [{ actionGroupId: 'on-duty' }] },
  })
  expect(alerts.of('monitor:ActivityLogAlert')).toMatchObject({
    'alerts-role-writes': watch('Microsoft.Authorization/roleAssignments/write'),
    'alerts-policy-writes': watch('Microsoft.Authorization/policyAssignments/write'),
  })
  expect(await outputOf(alerts.made.url)).toContain('subscriptionId=subscription')
})
