/**
 * DatabricksWorkspace: where Spark jobs run, inside our network, and the identity that they read the lake as.
 *
 * Clusters have no public address and no key of the lake: the access connector lends them an identity instead.
 * What runs in it is made by a second program, once the workspace is there.
 */
import * as databricks from '@pulumi/azure-native/databricks/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { Identity } from './identities.ts'
import type { Placement } from './placement.ts'

export interface DatabricksWorkspaceArgs {
  readonly placement: Placement
  /** Whom Spark reads the lake as. */
  readonly identity: Identity
  readonly workspaceId: pulumi.Input<string>
  readonly subscriptionId: pulumi.Input<string>
  readonly virtualNetworkId: pulumi.Input<string>
  /** Both delegated to Microsoft.Databricks/workspaces: for the hosts and for the containers of clusters. */
  readonly hostSubnetName: pulumi.Input<string>
  readonly containerSubnetName: pulumi.Input<string>
  /** Databricks makes and keeps a resource group of this name. */
  readonly managedResourceGroupName: string
  /** What must be there before: both subnets with their rules. */
  readonly dependsOn?: readonly pulumi.Resource[]
}

export class DatabricksWorkspace extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  /** `https://adb-….azuredatabricks.net` */
  readonly url: pulumi.Output<string>
  readonly accessConnectorId: pulumi.Output<string>

  constructor(name: string, args: DatabricksWorkspaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:DatabricksWorkspace', name, {}, opts)
    const parent = { parent: this }
    const { placement } = args

    const connector = new databricks.AccessConnector(
      name,
      { ...placement, identity: { type: 'UserAssigned', userAssignedIdentities: [args.identity.id] } },
      parent,
    )
    const workspace = new databricks.Workspace(
      name,
      {
        ...placement,
        sku: { name: 'premium' }, // the only one with roles and the catalogue
        computeMode: 'Hybrid',
        managedResourceGroupId: pulumi.interpolate`/subscriptions/${args.subscriptionId}/resourceGroups/${args.managedResourceGroupName}`,
        publicNetworkAccess: 'Enabled',
        requiredNsgRules: 'AllRules',
        parameters: {
          enableNoPublicIp: { value: true },
          customVirtualNetworkId: { value: args.virtualNetworkId },
          customPublicSubnetName: { value: args.hostSubnetName },
          customPrivateSubnetName: { value: args.containerSubnetName },
        },
      },
      { parent: this, dependsOn: [...(args.dependsOn ?? [])] },
    )
    keepDiagnostics(
      name,
      { resourceUri: workspace.id, workspaceId: args.workspaceId, metricCategory: null },
      parent,
    )

    this.id = workspace.id
    this.url = pulumi.interpolate`https://${workspace.workspaceUrl}`
    this.accessConnectorId = connector.id
    this.registerOutputs({ url: this.url })
  }
}
