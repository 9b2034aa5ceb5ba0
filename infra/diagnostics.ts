/** Diagnostic settings: what a resource logs and measures goes to the workspace. */
import * as monitor from '@pulumi/azure-native/monitor/index.js'
import type * as pulumi from '@pulumi/pulumi'

export interface DiagnosticsArgs {
  /** The resource that speaks; of a storage account one of its services, `<id>/blobServices/default`. */
  readonly resourceUri: pulumi.Input<string>
  readonly workspaceId: pulumi.Input<string>
  /** Categories by Azure's names. All there are, unless said. */
  readonly logCategories?: readonly string[]
  /** A metric category by Azure's name. `AllMetrics` unless said; null where the resource has none. */
  readonly metricCategory?: string | null
}

export function keepDiagnostics(
  name: string,
  args: DiagnosticsArgs,
  opts: pulumi.CustomResourceOptions,
): monitor.DiagnosticSetting {
  const { resourceUri, workspaceId, logCategories, metricCategory = 'AllMetrics' } = args
  return new monitor.DiagnosticSetting(
    `${name}-diagnostics`,
    {
      resourceUri,
      workspaceId,
      name: 'to-workspace',
      logs: logCategories
        ? logCategories.map(category => ({ category, enabled: true }))
        : [{ categoryGroup: 'allLogs', enabled: true }],
      metrics: metricCategory === null ? [] : [{ category: metricCategory, enabled: true }],
    },
    opts,
  )
}
