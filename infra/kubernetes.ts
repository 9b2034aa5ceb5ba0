/**
 * Kubernetes: a cluster (AKS) on which the same images run, when App Service and Functions are not wanted.
 *
 * People and programs sign in with Entra ID, local accounts are off; pods get an identity by their service
 * account, without a secret; pods may talk to each other only where a network policy lets them; patches
 * come by themselves.
 */
import * as containerservice from '@pulumi/azure-native/containerservice/index.js'
import * as managedidentity from '@pulumi/azure-native/managedidentity/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import { federate, type Identity } from './identities.ts'
import type { Placement } from './placement.ts'
import { grantRole } from './roles.ts'

export interface KubernetesArgs {
  readonly placement: Placement
  readonly workspaceId: pulumi.Input<string>
  readonly tenantId: string
  readonly subnetId: pulumi.Input<string>
  readonly registryId: pulumi.Input<string>
  /** Entra groups that administer the cluster. */
  readonly administratorGroupIds: readonly string[]
  /** Networks, in CIDR form, from which the API server answers; none: the cluster is private. */
  readonly authorizedRanges: readonly string[]
  readonly vmSize: string
  readonly nodes: { readonly min: number; readonly max: number }
  /** Which service account runs as which identity. */
  readonly workloads: readonly {
    readonly name: string
    readonly identity: Identity
    readonly namespace: string
    readonly serviceAccount: string
  }[]
}

export class Kubernetes extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>

  constructor(name: string, args: KubernetesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Kubernetes', name, {}, opts)
    const parent = { parent: this }
    const { placement } = args

    const controlPlane = new managedidentity.UserAssignedIdentity(name, placement, parent)
    const joins = grantRole(
      `${name}-subnet`,
      { principalId: controlPlane.principalId, role: 'Network Contributor', scope: args.subnetId },
      parent,
    )
    const cluster = new containerservice.ManagedCluster(
      name,
      {
        ...placement,
        ...protections(args),
        dnsPrefix: name,
        identity: { type: 'UserAssigned', userAssignedIdentities: [controlPlane.id] },
        agentPoolProfiles: [systemPool(args)],
      },
      { parent: this, dependsOn: [joins] },
    )
    const kubelet = cluster.identityProfile.apply(profile => profile?.kubeletidentity?.objectId)
    grantRole(
      `${name}-pull`,
      {
        principalId: known(name, 'the identity that pulls images', kubelet),
        role: 'AcrPull',
        scope: args.registryId,
      },
      parent,
    )
    const issuer = known(
      name,
      'the issuer of tokens',
      cluster.oidcIssuerProfile.apply(profile => profile?.issuerURL),
    )
    for (const workload of args.workloads) {
      const subject = `system:serviceaccount:${workload.namespace}:${workload.serviceAccount}`
      federate(`${name}-${workload.name}`, placement, workload.identity, { issuer, subject }, this)
    }
    keepDiagnostics(
      name,
      {
        resourceUri: cluster.id,
        workspaceId: args.workspaceId,
        logCategories: ['kube-audit-admin', 'guard', 'cluster-autoscaler'],
      },
      parent,
    )

    this.id = cluster.id
    this.name = cluster.name
    this.registerOutputs({ name: this.name })
  }
}

/** A preview knows of a cluster what was asked for, and nothing of what Azure adds to that. */
function known(name: string, what: string, output: pulumi.Output<string | undefined>): pulumi.Output<string> {
  return output.apply(value => {
    if (value !== undefined) return value
    if (pulumi.runtime.isDryRun()) return `(${what}, known once ${name} is made)`
    throw new Error(`${name}: Azure told nothing of ${what}`)
  })
}

function protections(args: KubernetesArgs) {
  return {
    enableRBAC: true,
    disableLocalAccounts: true,
    aadProfile: {
      managed: true,
      enableAzureRBAC: true,
      tenantID: args.tenantId,
      adminGroupObjectIDs: [...args.administratorGroupIds],
    },
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
    autoUpgradeProfile: { upgradeChannel: 'stable', nodeOSUpgradeChannel: 'NodeImage' },
    networkProfile: {
      networkPlugin: 'azure',
      networkPluginMode: 'overlay',
      networkDataplane: 'cilium',
      networkPolicy: 'cilium',
      loadBalancerSku: 'standard',
    },
    apiServerAccessProfile:
      args.authorizedRanges.length > 0
        ? { authorizedIPRanges: [...args.authorizedRanges] }
        : { enablePrivateCluster: true },
    addonProfiles: { azurepolicy: { enabled: true } },
  }
}

function systemPool(args: KubernetesArgs) {
  return {
    name: 'system',
    mode: 'System',
    type: 'VirtualMachineScaleSets',
    osType: 'Linux',
    osSKU: 'AzureLinux',
    vmSize: args.vmSize,
    vnetSubnetID: args.subnetId,
    enableNodePublicIP: false,
    enableAutoScaling: true,
    count: args.nodes.min,
    minCount: args.nodes.min,
    maxCount: args.nodes.max,
    availabilityZones: ['1', '2', '3'],
  }
}
