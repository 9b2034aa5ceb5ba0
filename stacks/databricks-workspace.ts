/** The workspace in which Spark may take the place of `transform`; stacks/databricks makes what runs in it. */
import type * as pulumi from '@pulumi/pulumi'
import { DatabricksWorkspace } from '../infra/databricks-workspace.ts'
import type { Identities } from '../infra/identities.ts'
import type { Network } from '../infra/network.ts'
import type { ResourceGroup } from '../infra/resource-group.ts'
import { DATA_RIGHTS, type IdentityName } from './data-access.ts'
import { grantDataAccess } from './grant-data-access.ts'
import type { DataPlaces } from './settings.ts'

export interface DatabricksContext {
  readonly stack: string
  readonly group: ResourceGroup
  readonly network: Network
  readonly workspaceId: pulumi.Input<string>
  readonly identities: Identities<IdentityName>
  readonly data: DataPlaces
}

export function createDatabricks({
  stack,
  group,
  network,
  workspaceId,
  identities,
  data,
}: DatabricksContext): DatabricksWorkspace {
  const identity = identities.of('spark')
  grantDataAccess('spark', identity.principalId, DATA_RIGHTS.spark, data)
  return new DatabricksWorkspace('databricks', {
    placement: group.placement,
    subscriptionId: group.subscriptionId,
    workspaceId,
    identity,
    virtualNetworkId: network.id,
    hostSubnetName: network.subnetName('databricks-host'),
    containerSubnetName: network.subnetName('databricks-container'),
    managedResourceGroupName: `grid-power-stream-${stack}-databricks`,
    dependsOn: [network],
  })
}
