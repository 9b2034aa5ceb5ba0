/**
 * Monitoring: one workspace for logs and telemetry, and whom alerts reach.
 *
 * Neither takes local keys: who writes or reads signs in. A daily cap bounds what a fault can cost.
 */
import * as applicationinsights from '@pulumi/azure-native/applicationinsights/index.js'
import * as monitor from '@pulumi/azure-native/monitor/index.js'
import * as operationalinsights from '@pulumi/azure-native/operationalinsights/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

export interface MonitoringArgs {
  readonly placement: Placement
  /** Who is told; at least one. */
  readonly alertEmails: readonly string[]
  /** What the workspace takes a day, at most. */
  readonly dailyCapGb: number
  /** At least the 90 days that audits are to be kept. */
  readonly retentionDays: number
}

export class Monitoring extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>
  readonly insightsId: pulumi.Output<string>
  readonly actionGroupId: pulumi.Output<string>
  /** Where to send telemetry. It names the place and is no secret, since local authentication is off. */
  readonly telemetry: pulumi.Output<string>

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Monitoring', name, {}, opts)
    if (args.alertEmails.length === 0)
      throw new Error(`${name}: alertEmails []: expected at least one address`)
    const parent = { parent: this }
    const { placement } = args

    const workspace = new operationalinsights.Workspace(
      name,
      {
        ...placement,
        sku: { name: 'PerGB2018' },
        retentionInDays: args.retentionDays,
        workspaceCapping: { dailyQuotaGb: args.dailyCapGb },
        features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
      },
      parent,
    )
    const insights = new applicationinsights.Component(
      name,
      {
        ...placement,
        kind: 'web',
        applicationType: 'web',
        ingestionMode: 'LogAnalytics',
        workspaceResourceId: workspace.id,
        disableLocalAuth: true,
      },
      parent,
    )
    const actionGroup = new monitor.ActionGroup(
      name,
      {
        resourceGroupName: placement.resourceGroupName,
        tags: placement.tags,
        location: 'global',
        enabled: true,
        groupShortName: 'gridpower',
        emailReceivers: args.alertEmails.map((emailAddress, index) => ({
          name: `email-${index + 1}`,
          emailAddress,
          useCommonAlertSchema: true,
        })),
      },
      parent,
    )

    this.workspaceId = workspace.id
    this.insightsId = insights.id
    this.actionGroupId = actionGroup.id
    this.telemetry = insights.connectionString
    this.registerOutputs({ workspaceId: this.workspaceId })
  }
}
