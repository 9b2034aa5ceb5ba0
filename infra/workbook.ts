/** Workbook: a page in the portal, one panel per query over the workspace. */
import * as applicationinsights from '@pulumi/azure-native/applicationinsights/index.js'
import * as pulumi from '@pulumi/pulumi'
import { deterministicGuid } from './deterministic-guid.ts'
import type { Placement } from './placement.ts'

export interface WorkbookPanel {
  readonly title: string
  /** KQL over the workspace's tables. */
  readonly query: string
  readonly visualization: 'table' | 'timechart' | 'barchart'
}

export interface WorkbookArgs {
  readonly placement: Placement
  readonly workspaceId: pulumi.Input<string>
  readonly displayName: string
  readonly panels: readonly WorkbookPanel[]
}

export class Workbook extends pulumi.ComponentResource {
  /** Where a person opens it. */
  readonly url: pulumi.Output<string>

  constructor(name: string, args: WorkbookArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Workbook', name, {}, opts)

    const workbook = new applicationinsights.Workbook(
      name,
      {
        ...args.placement,
        // Azure takes nothing but a GUID here.
        resourceName: pulumi
          .output(args.workspaceId)
          .apply(workspace => deterministicGuid('workbook', workspace, name)),
        displayName: args.displayName,
        category: 'workbook',
        kind: 'shared',
        sourceId: args.workspaceId,
        serializedData: pulumi.output(args.workspaceId).apply(workspace => serialize(workspace, args.panels)),
      },
      { parent: this },
    )
    this.url = pulumi.interpolate`https://portal.azure.com/#@/resource${workbook.id}/workbook`
    this.registerOutputs({ url: this.url })
  }
}

function serialize(workspaceId: string, panels: readonly WorkbookPanel[]): string {
  const items = panels.map(({ title, query, visualization }, index) => ({
    type: 3, // a query
    name: `panel-${index + 1}`,
    content: {
      version: 'KqlItem/1.0',
      title,
      query,
      size: 0,
      timeContext: { durationMs: 86_400_000 },
      queryType: 0,
      resourceType: 'microsoft.operationalinsights/workspaces',
      crossComponentResources: [workspaceId],
      visualization,
    },
  }))
  return JSON.stringify({ version: 'Notebook/1.0', items, fallbackResourceIds: [workspaceId] })
}
