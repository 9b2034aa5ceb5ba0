/**
 * Network: one virtual network, with a subnet for each kind of caller.
 *
 * Data resources are reached from these subnets alone, by `access`: through service endpoints, or through
 * private endpoints that names resolve to inside the network. Subnets are made one after the other, since
 * Azure changes a network once at a time.
 */
import * as azure from '@pulumi/azure-native/network/index.js'
import * as privatedns from '@pulumi/azure-native/privatedns/index.js'
import * as pulumi from '@pulumi/pulumi'
import { type NetworkAccess, PRIVATE_ZONES, type PrivateService } from './network-access.ts'
import { type NetworkPlan, planSubnets, type SubnetName, type SubnetPlan } from './network-plan.ts'
import type { Placement } from './placement.ts'

export interface NetworkArgs extends NetworkPlan {
  readonly placement: Placement
}

export class Network extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  /** How callers inside reach a data resource. */
  readonly access: NetworkAccess
  readonly #subnets = new Map<SubnetName, azure.Subnet>()

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Network', name, {}, opts)
    const parent = { parent: this }
    const { placement } = args

    const vnet = new azure.VirtualNetwork(
      name,
      { ...placement, addressSpace: { addressPrefixes: [`${args.addressPrefix}.0.0/16`] } },
      parent,
    )
    const securityGroup = new azure.NetworkSecurityGroup(name, placement, parent)
    // Databricks writes its own rules into the one of its subnets.
    const ofDatabricks = args.hasDatabricks
      ? new azure.NetworkSecurityGroup(`${name}-databricks`, placement, parent)
      : securityGroup
    const plans = planSubnets(args)
    const natGateway = plans.some(plan => plan.needsNat) ? createNatGateway(name, placement, this) : undefined
    let previous: azure.Subnet | undefined
    for (const plan of plans) {
      const subnet = new azure.Subnet(
        `${name}-${plan.name}`,
        {
          resourceGroupName: placement.resourceGroupName,
          virtualNetworkName: vnet.name,
          networkSecurityGroup: { id: (plan.isOfDatabricks ? ofDatabricks : securityGroup).id },
          ...subnetInputs(plan, natGateway),
        },
        { parent: this, dependsOn: previous ? [previous] : [] },
      )
      this.#subnets.set(plan.name, subnet)
      previous = subnet
    }

    this.id = vnet.id
    this.access = args.isPrivate
      ? {
          kind: 'private',
          subnetId: this.subnetId('endpoints'),
          zoneIds: createZones(name, placement, vnet, this),
        }
      : {
          kind: 'subnets',
          subnetIds: plans.filter(plan => plan.reachesData).map(plan => this.subnetId(plan.name)),
        }
    this.registerOutputs({ id: this.id })
  }

  /** @throws Error when the network was made without it. */
  subnetId(subnet: SubnetName): pulumi.Output<string> {
    return this.#subnet(subnet).id
  }

  /** As Azure knows it inside the network. @throws Error when the network was made without it. */
  subnetName(subnet: SubnetName): pulumi.Output<string> {
    return this.#subnet(subnet).name.apply(name => name ?? subnet)
  }

  #subnet(name: SubnetName): azure.Subnet {
    const subnet = this.#subnets.get(name)
    if (subnet) return subnet
    throw new Error(`subnet ${name}: expected one of ${[...this.#subnets.keys()].join(', ')}`)
  }
}

function subnetInputs(plan: SubnetPlan, natGateway?: azure.NatGateway) {
  return {
    subnetName: plan.name,
    addressPrefix: plan.addressPrefix,
    delegations: plan.delegatedTo ? [{ name: plan.name, serviceName: plan.delegatedTo }] : [],
    serviceEndpoints: plan.serviceEndpoints.map(service => ({ service })),
    // Where a service runs inside, it is the service that lets out.
    ...((plan.needsNat || !plan.delegatedTo) && { defaultOutboundAccess: false }),
    ...(plan.needsNat && natGateway && { natGateway: { id: natGateway.id } }),
  }
}

/** Machines without public addresses reach the outside through it, always from the same address. */
function createNatGateway(name: string, placement: Placement, parent: pulumi.Resource): azure.NatGateway {
  const address = new azure.PublicIPAddress(
    `${name}-outbound`,
    { ...placement, sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' },
    { parent },
  )
  return new azure.NatGateway(
    name,
    { ...placement, sku: { name: 'Standard' }, publicIpAddresses: [{ id: address.id }] },
    { parent },
  )
}

function createZones(
  name: string,
  placement: Placement,
  vnet: azure.VirtualNetwork,
  parent: pulumi.Resource,
): Readonly<Record<PrivateService, pulumi.Output<string>>> {
  const create = (service: PrivateService) => {
    const zone = new privatedns.PrivateZone(
      `${name}-${service}`,
      {
        resourceGroupName: placement.resourceGroupName,
        tags: placement.tags,
        location: 'global',
        privateZoneName: PRIVATE_ZONES[service],
      },
      { parent },
    )
    const link = new privatedns.VirtualNetworkLink(
      `${name}-${service}`,
      {
        resourceGroupName: placement.resourceGroupName,
        tags: placement.tags,
        location: 'global',
        privateZoneName: zone.name,
        registrationEnabled: false,
        virtualNetwork: { id: vnet.id },
      },
      { parent },
    )
    // A zone is of use once the network asks it.
    return pulumi.all([zone.id, link.id]).apply(([id]) => id)
  }
  return {
    blob: create('blob'),
    dfs: create('dfs'),
    queue: create('queue'),
    sqlServer: create('sqlServer'),
  }
}
