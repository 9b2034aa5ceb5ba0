import { describe, expect, it } from 'vitest'
import { AvailabilityTest } from './availability-test.ts'
import { Budget } from './budget.ts'
import { Monitoring } from './monitoring.ts'
import { outputOf, PLACEMENT, tryOut, WORKSPACE_ID } from './trial.ts'
import { Workbook } from './workbook.ts'

const INSIGHTS_ID = '/subscriptions/0/insights'
const ACTION_GROUP_ID = '/subscriptions/0/on-duty'

describe('monitoring', () => {
  const args = {
    placement: PLACEMENT,
    alertEmails: ['on-duty@example.org'],
    dailyCapGb: 2,
    retentionDays: 90,
  }

  it('keeps logs and telemetry in one workspace, which nobody writes to with a key and a cap bounds', async () => {
    const monitoring = await tryOut(() => new Monitoring('monitoring', args))
    expect(monitoring.only('operationalinsights:Workspace')).toMatchObject({
      retentionInDays: 90,
      workspaceCapping: { dailyQuotaGb: 2 },
      features: { disableLocalAuth: true },
    })
    expect(monitoring.only('applicationinsights:Component')).toMatchObject({
      ingestionMode: 'LogAnalytics',
      workspaceResourceId: await outputOf(monitoring.made.workspaceId),
      disableLocalAuth: true,
    })
  })

  it('tells everybody who is named, and somebody at least', async () => {
    const alertEmails = ['a@example.org', 'b@example.org']
    const monitoring = await tryOut(() => new Monitoring('monitoring', { ...args, alertEmails }))
    expect(monitoring.only('monitor:ActionGroup')).toMatchObject({
      enabled: true,
      emailReceivers: [
        { name: 'email-1', emailAddress: 'a@example.org', useCommonAlertSchema: true },
        { name: 'email-2', emailAddress: 'b@example.org', useCommonAlertSchema: true },
      ],
    })
    await expect(tryOut(() => new Monitoring('monitoring', { ...args, alertEmails: [] }))).rejects.toThrow(
      'monitoring: alertEmails []: expected at least one address',
    )
  })
})

it('asks from four places every five minutes, and rings when two get no answer', async () => {
  const probe = await tryOut(
    () =>
      new AvailabilityTest('api', {
        placement: PLACEMENT,
        insightsId: INSIGHTS_ID,
        actionGroupId: ACTION_GROUP_ID,
        url: 'https://api.invalid/healthz',
        severity: 1,
        owner: 'data engineer on duty',
        runbook: 'docs/runbooks/api.md',
      }),
  )
  expect(probe.only('applicationinsights:WebTest')).toMatchObject({
    tags: { ...PLACEMENT.tags, [`hidden-link:${INSIGHTS_ID}`]: 'Resource' },
    kind: 'standard',
    frequency: 300,
    request: { requestUrl: 'https://api.invalid/healthz', httpVerb: 'GET' },
    validationRules: { expectedHttpStatusCode: 200, sSLCheck: true },
  })
  expect(probe.only('applicationinsights:WebTest').locations).toHaveLength(4)
  expect(probe.only('monitor:MetricAlert')).toMatchObject({
    severity: 1,
    description:
      'No answer from 2 of 4 places. Acts: data engineer on duty. What to do: docs/runbooks/api.md',
    criteria: { webTestId: await outputOf(probe.made.id), componentId: INSIGHTS_ID, failedLocationCount: 2 },
    actions: [{ actionGroupId: ACTION_GROUP_ID }],
  })
})

it('shows a panel for each query, over the workspace', async () => {
  const query = 'union isfuzzy=true AppTraces | count'
  const workbook = await tryOut(
    () =>
      new Workbook('workbook', {
        placement: PLACEMENT,
        workspaceId: WORKSPACE_ID,
        displayName: 'Grid',
        panels: [{ title: 'Traces', query, visualization: 'table' }],
      }),
  )
  const asked = workbook.only('applicationinsights:Workbook')
  expect(asked).toMatchObject({ displayName: 'Grid', kind: 'shared', sourceId: WORKSPACE_ID })
  expect(asked.resourceName).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(JSON.parse(String(asked.serializedData))).toMatchObject({
    version: 'Notebook/1.0',
    items: [
      {
        type: 3,
        content: { title: 'Traces', query, visualization: 'table', crossComponentResources: [WORKSPACE_ID] },
      },
    ],
  })
  expect(await outputOf(workbook.made.url)).toMatch(/^https:\/\/portal\.azure\.com\/#@\/resource\//)
})

it('tells of money at 80 and 100 % spent, and when the forecast is beyond it', async () => {
  const budget = await tryOut(
    () =>
      new Budget('budget', {
        resourceGroupId: '/subscriptions/0/resourceGroups/group',
        monthlyAmount: 400,
        start: '2026-11-01',
        alertEmails: ['on-duty@example.org'],
        actionGroupId: ACTION_GROUP_ID,
      }),
  )
  const told = { enabled: true, contactEmails: ['on-duty@example.org'], contactGroups: [ACTION_GROUP_ID] }
  expect(budget.only('consumption:Budget')).toMatchObject({
    scope: '/subscriptions/0/resourceGroups/group',
    amount: 400,
    timeGrain: 'Monthly',
    timePeriod: { startDate: '2026-11-01T00:00:00Z' },
    notifications: {
      'spent-80': { ...told, threshold: 80, thresholdType: 'Actual' },
      'spent-100': { ...told, threshold: 100, thresholdType: 'Actual' },
      'forecast-100': { ...told, threshold: 100, thresholdType: 'Forecasted' },
    },
  })
})
