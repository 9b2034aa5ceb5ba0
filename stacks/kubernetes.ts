/** The cluster, where one is asked for: each workload of infra/kubernetes runs as an identity of its own. */
import type * as pulumi from '@pulumi/pulumi'
import { Kubernetes } from '../infra/kubernetes.ts'
import type { Registry } from '../infra/registry.ts'
import { DATA_RIGHTS } from './data-access.ts'
import type { Environment } from './environment.ts'
import { type ProcessContext, publishTelemetry } from './function-apps.ts'
import { grantDataAccess } from './grant-data-access.ts'

export interface KubernetesContext extends ProcessContext {
  readonly shape: NonNullable<Environment['kubernetes']>
  readonly workspaceId: pulumi.Input<string>
  readonly registry: Registry
}

/** Its jobs, and what serves: service accounts of the same names in infra/kubernetes. */
const WORKLOADS = ['pipeline', 'api'] as const

export const NAMESPACE = 'grid-power-stream'

export function createKubernetes(context: KubernetesContext): Kubernetes {
  const { shape, environment, placement, network, workspaceId, registry, identities, data } = context
  grantDataAccess('pipeline', identities.of('pipeline').principalId, DATA_RIGHTS.pipeline, data)
  publishTelemetry('pipeline', context)
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
    workloads: WORKLOADS.map(name => ({
      name,
      identity: identities.of(name),
      namespace: NAMESPACE,
      serviceAccount: name,
    })),
  })
}
