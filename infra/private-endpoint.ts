/** A private endpoint of one resource, and the DNS records that lead to it. */
import * as network from '@pulumi/azure-native/network/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { PrivateAccess, PrivateService } from './network-access.ts'
import type { Placement } from './placement.ts'

export interface PrivateEndpointArgs {
  readonly placement: Placement
  readonly access: PrivateAccess
  readonly resourceId: pulumi.Input<string>
  readonly service: PrivateService
}

/** The endpoint; whoever connects at deployment time depends on it. */
export function privateEndpoint(
  name: string,
  { placement, access, resourceId, service }: PrivateEndpointArgs,
  opts: pulumi.CustomResourceOptions,
): network.PrivateDnsZoneGroup {
  const endpoint = new network.PrivateEndpoint(
    `${name}-${service}`,
    {
      ...placement,
      subnet: { id: access.subnetId },
      privateLinkServiceConnections: [
        { name: service, privateLinkServiceId: resourceId, groupIds: [service] },
      ],
    },
    opts,
  )
  return new network.PrivateDnsZoneGroup(
    `${name}-${service}`,
    {
      resourceGroupName: placement.resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: 'default',
      privateDnsZoneConfigs: [{ name: service, privateDnsZoneId: access.zoneIds[service] }],
    },
    opts,
  )
}
