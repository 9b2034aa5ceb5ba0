/** The cluster, where one is asked for: each workload of infra/kubernetes runs as an identity of its own. */
import * as pulumi from '@pulumi/pulumi'
import { Kubernetes } from '../infra/kubernetes.ts'
import type { Registry } from '../infra/registry.ts'
import { grantRole } from '../infra/roles.ts'
import { DATA_RIGHTS } from './data-access.ts'
import type { Environment } from './environment.ts'
import { type ProcessContext, publishTelemetry } from './function-apps.ts'
import { grantDataAccess } from './grant-data-access.ts'
import { dataSettings, signInSettings } from './settings.ts'

export interface KubernetesContext extends ProcessContext {
  readonly shape: NonNullable<Environment['kubernetes']>
  readonly workspaceId: pulumi.Input<string>
  readonly registry: Registry
}

/** Its jobs, and what serves: service accounts of the same names in infra/kubernetes. */
const WORKLOADS = ['pipeline', 'api'] as const

export const NAMESPACE = 'grid-power-stream'

export interface Cluster {
  readonly cluster: Kubernetes
  /** What must be there before its workloads are. */
  readonly grants: readonly pulumi.Resource[]
}

export function createKubernetes(context: KubernetesContext): Cluster {
  const { shape, environment, placement, network, workspaceId, registry, identities, data } = context
  const cluster = new Kubernetes('kubernetes', {
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
  const { principalId } = identities.of('pipeline')
  return {
    cluster,
    grants: [
      ...grantDataAccess('pipeline', principalId, DATA_RIGHTS.pipeline, data),
      publishTelemetry('pipeline', context),
      ...letDeploy(identities.of('deploy').principalId, cluster),
    ],
  }
}

/** Of a cluster, one role tells where it is, and another lets change what is in it, the namespace included. */
const letDeploy = (principalId: pulumi.Input<string>, cluster: Kubernetes) => [
  grantRole(
    'deploy-cluster',
    { principalId, role: 'Azure Kubernetes Service Cluster User Role', scope: cluster.id },
    { parent: cluster },
  ),
  grantRole(
    'deploy-manifests',
    { principalId, role: 'Azure Kubernetes Service RBAC Cluster Admin', scope: cluster.id },
    { parent: cluster },
  ),
]

/** What the manifests are told of this environment, by the files of settings of infra/kubernetes/overlays/azure. */
export function manifestValues(
  { stack, environment, data, monitoring, identities }: KubernetesContext,
  image: pulumi.Input<string>,
) {
  // Its jobs do the work of all three in one process, without queues.
  const { GRID_QUEUES: _, ...places } = dataSettings(stack, data)
  return pulumi.output({
    'settings.env': {
      ...places,
      GRID_IDENTITY: 'workload',
      ...signInSettings(environment),
      GRID_CORS_ORIGINS: environment.api.corsOrigins.join(','),
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.telemetry,
    },
    'deployment.env': {
      IMAGE: image,
      API_CLIENT_ID: identities.of('api').clientId,
      PIPELINE_CLIENT_ID: identities.of('pipeline').clientId,
    },
  })
}
