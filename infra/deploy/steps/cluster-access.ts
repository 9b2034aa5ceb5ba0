/**
 * Access to a cluster that knows no local accounts: where it is, Azure tells; who asks, a token of Entra ID.
 *
 * The configuration that kubectl is handed holds that token, can be read by nobody else, and is gone afterwards.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { callService, type Service, tokenFor } from './service-call.ts'

const VERSION = 'api-version=2025-05-01'
/** Whom tokens for any managed cluster are made out to: Azure's own application for them. */
const CLUSTER_SCOPE = '6dae42f8-4368-4678-94ff-3960e28e3630/.default'

export interface ClusterAddress {
  /** `https://management.azure.com`, without a slash at the end. */
  readonly management: string
  /** `/subscriptions/…/providers/Microsoft.ContainerService/managedClusters/<name>` */
  readonly clusterId: string
}

const Credentials = z.object({ kubeconfigs: z.array(z.object({ value: z.base64() })).min(1) })
const Cluster = z.object({ server: z.url(), 'certificate-authority-data': z.base64() })
const Kubeconfig = z.object({ clusters: z.array(z.object({ cluster: Cluster })).min(1) })

/**
 * @param work is handed the path of a kubeconfig, and may use it until it ends.
 * @throws DeployError where Azure does not tell; the configuration is gone in any case.
 */
export async function withClusterAccess<T>(
  service: Service,
  address: ClusterAddress,
  work: (kubeconfig: string) => Promise<T>,
): Promise<T> {
  const cluster = await clusterOf(service, address)
  const token = await tokenFor({ ...service, scope: CLUSTER_SCOPE })
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'))
  try {
    const kubeconfig = join(folder, 'config')
    await writeFile(kubeconfig, JSON.stringify(configuration(cluster, token)), { mode: 0o600 })
    return await work(kubeconfig)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What Azure hands out names the cluster and a program to sign in with; only the former is taken. */
async function clusterOf(service: Service, { management, clusterId }: ClusterAddress) {
  const { text } = await callService(service, {
    method: 'POST',
    url: `${management}${clusterId}/listClusterUserCredential?${VERSION}&format=exec`,
  })
  const [{ value }] = firstOf(Credentials.parse(JSON.parse(text)).kubeconfigs)
  const [{ cluster }] = firstOf(
    Kubeconfig.parse(parse(Buffer.from(value, 'base64').toString('utf8'))).clusters,
  )
  return cluster
}

/** zod has counted them. */
const firstOf = <Item>(items: readonly Item[]) => items as readonly [Item, ...Item[]]

const configuration = (cluster: z.output<typeof Cluster>, token: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'cluster', cluster }],
  users: [{ name: 'deploy', user: { token } }],
  contexts: [{ name: 'deploy', context: { cluster: 'cluster', user: 'deploy' } }],
  'current-context': 'deploy',
})
