/** The cluster, where one is asked for: each workload of infra/kubernetes runs as the identity of its job. */
import type * as pulumi from '@pulumi/pulumi'
import type { Identities } from '../infra/identities.ts'
import { Kubernetes } from '../infra/kubernetes.ts'
import type { Network } from '../infra/network.ts'
import type { Placement } from '../infra/placement.ts'
import type { Registry } from '../infra/registry.ts'
import { type IdentityName, JOBS } from './data-access.ts'
import type { Environment } from './environment.ts'

export interface KubernetesContext {
  readonly shape: NonNullable<Environment['kubernetes']>
  readonly environment: Environment
  readonly placement: Placement
  readonly network: Network
  readonly workspaceId: pulumi.Input<string>
  readonly registry: Registry
  readonly identities: Identities<IdentityName>
}

const NAMESPACE = 'grid-power-stream'

export function createKubernetes(context: KubernetesContext): Kubernetes {
  const { shape, environment, placement, network, workspaceId, registry, identities } = context
  return new Kubernetes('kubernetes', {
    placement,
    workspaceId,
    tenantId: environment.tenantId,
    subnetId: network.subnetId('kubernetes'),
    registryId: registry.id,
    administratorGroupIds: shape.administratorGroupIds,
    authorizedRanges: shape.authorizedRanges,
    vmSize: shape.vmSize,
    nodes: { min: shape.minNodes, max: shape.maxNodes },
    workloads: [...JOBS, 'api' as const].map(name => ({
      name,
      identity: identities.of(name),
      namespace: NAMESPACE,
      serviceAccount: name,
    })),
  })
}
