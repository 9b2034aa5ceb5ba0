/** Who reaches a data resource over the network: named subnets, or a private endpoint alone. */
import type * as pulumi from '@pulumi/pulumi'

/** Azure's private DNS zones by the service that they name. */
export const PRIVATE_ZONES = {
  blob: 'privatelink.blob.core.windows.net',
  dfs: 'privatelink.dfs.core.windows.net',
  queue: 'privatelink.queue.core.windows.net',
  sqlServer: 'privatelink.database.windows.net',
} as const

export type PrivateService = keyof typeof PRIVATE_ZONES

/** The public endpoint answers to these subnets alone (service endpoints and firewall rules). */
export interface SubnetAccess {
  readonly kind: 'subnets'
  readonly subnetIds: readonly pulumi.Input<string>[]
}

/** There is no public endpoint: a private one in this subnet, found by DNS, is the only way. */
export interface PrivateAccess {
  readonly kind: 'private'
  readonly subnetId: pulumi.Input<string>
  readonly zoneIds: Readonly<Record<PrivateService, pulumi.Input<string>>>
}

export type NetworkAccess = SubnetAccess | PrivateAccess
