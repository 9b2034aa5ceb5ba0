/** The real kubectl, against the API of Kubernetes on loopback. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { describeWithTools, pathOf } from '../../test-tools.ts'
import { type Conduct, type LoopbackCluster, startCluster } from './loopback-cluster.ts'
import { patientService } from './loopback-service.ts'
import { checkKinds, differs, release } from './release.ts'

const NAMESPACE = 'grid'
const LABEL = 'app.kubernetes.io/part-of=grid'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'))
})
afterEach(() => rm(folder, { recursive: true }))

const object = (apiVersion: string, kind: string, name: string) => ({
  apiVersion,
  kind,
  metadata: {
    name,
    ...(kind !== 'Namespace' && { namespace: NAMESPACE }),
    labels: { 'app.kubernetes.io/part-of': 'grid' },
  },
})
const OBJECTS = [
  object('v1', 'Namespace', NAMESPACE),
  object('v1', 'ConfigMap', 'settings-2'),
  object('apps/v1', 'Deployment', 'api'),
  object('batch/v1', 'CronJob', 'fetch-weather'),
]
const MANIFESTS = OBJECTS.map(one => stringify(one)).join('---\n')
const PATHS = [
  '/api/v1/namespaces/grid',
  '/api/v1/namespaces/grid/configmaps/settings-2',
  '/apis/apps/v1/namespaces/grid/deployments/api',
  '/apis/batch/v1/namespaces/grid/cronjobs/fetch-weather',
]

async function accessTo({ server, authority }: LoopbackCluster) {
  const kubeconfig = join(folder, 'config')
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': authority } }],
      users: [{ name: 'u', user: { token: 'of Entra ID' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  )
  const service = patientService(3)
  return { ...service, program: pathOf('kubectl'), kubeconfig, namespace: NAMESPACE }
}

const patches = ({ requests }: LoopbackCluster) => requests.filter(({ method }) => method === 'PATCH')
const startWith = (conduct: Conduct = {}) => startCluster(folder, conduct)
const refusing = (times: number, code: number, reason: string): Conduct => {
  let left = times
  return {
    refuse: ({ method }) =>
      method === 'PATCH' && left-- > 0 ? { code, reason, message: `${reason}, says the cluster` } : undefined,
  }
}

describeWithTools('a release', ['kubectl'], process.env, () => {
  it('applies all there is as its own, refusing fields that the cluster does not know', async () => {
    await using cluster = await startWith()
    const access = await accessTo(cluster)
    expect(await release(access, { manifests: MANIFESTS, label: LABEL })).toEqual({ applied: 4, removed: [] })
    expect([...cluster.objects.keys()].toSorted()).toEqual(PATHS.toSorted())
    expect(patches(cluster).map(({ path }) => path)).toEqual(PATHS)
    for (const { query, authorization } of patches(cluster)) {
      expect(Object.fromEntries(query)).toMatchObject({
        fieldManager: 'grid-power-stream',
        force: 'true',
        fieldValidation: 'Strict',
      })
      expect(authorization).toBe('Bearer of Entra ID')
    }
    expect(access.told).toEqual(['deployment "api" successfully rolled out'])
  })

  it('takes away what is no longer among the manifests, and nothing that is not ours', async () => {
    await using cluster = await startWith()
    const access = await accessTo(cluster)
    const old = object('v1', 'ConfigMap', 'settings-1')
    const gone = object('batch/v1', 'CronJob', 'fetch-gone')
    const { labels: _, ...unlabelled } = object('v1', 'ConfigMap', 'kube-root-ca.crt').metadata
    const stranger = { ...old, metadata: unlabelled }
    cluster.objects.set('/api/v1/namespaces/grid/configmaps/settings-1', old)
    cluster.objects.set('/api/v1/namespaces/grid/configmaps/kube-root-ca.crt', stranger)
    cluster.objects.set('/apis/batch/v1/namespaces/grid/cronjobs/fetch-gone', gone)
    const { removed } = await release(access, { manifests: MANIFESTS, label: LABEL })
    expect(removed.toSorted()).toEqual(['configmap/settings-1', 'cronjob.batch/fetch-gone'])
    expect([...cluster.objects.keys()]).toContain('/api/v1/namespaces/grid/configmaps/kube-root-ca.crt')
    expect(cluster.objects.size).toBe(PATHS.length + 1)
    // Once more: all is as it should be.
    expect(await release(access, { manifests: MANIFESTS, label: LABEL })).toEqual({ applied: 4, removed: [] })
  })

  it.each([
    ['a role that has not spread', 403, 'Forbidden'],
    ['a token that is not known yet', 401, 'Unauthorized'],
    ['a server that fails', 500, 'InternalError'],
  ])('waits for %s', async (_, code, reason) => {
    await using cluster = await startWith(refusing(OBJECTS.length, code, reason))
    const access = await accessTo(cluster)
    expect(await release(access, { manifests: MANIFESTS, label: LABEL })).toMatchObject({ applied: 4 })
    expect(access.waits.length).toBeGreaterThan(0)
  })

  it('says who may, when the role does not come', async () => {
    await using cluster = await startWith(refusing(Number.POSITIVE_INFINITY, 403, 'Forbidden'))
    const failed = release(await accessTo(cluster), { manifests: MANIFESTS, label: LABEL })
    await expect(failed).rejects.toThrow(
      /kubectl apply --server-side: ended with 1: [\s\S]*administer the cluster/,
    )
  })

  it('does not try again what is wrong in itself, and tells what the cluster said', async () => {
    await using cluster = await startWith(refusing(Number.POSITIVE_INFINITY, 422, 'Invalid'))
    const access = await accessTo(cluster)
    const failed = release(access, { manifests: MANIFESTS, label: LABEL })
    await expect(failed).rejects.toThrow('Invalid, says the cluster')
    expect(access.waits).toEqual([])
  })

  it('ends when the new pods do not come up, takes nothing away, and tells of warnings', async () => {
    const condition = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }
    await using cluster = await startWith({
      deploymentStatus: { observedGeneration: 1, conditions: [condition] },
    })
    cluster.objects.set(
      '/api/v1/namespaces/grid/configmaps/settings-1',
      object('v1', 'ConfigMap', 'settings-1'),
    )
    const access = await accessTo(cluster)
    const failed = release(access, { manifests: MANIFESTS, label: LABEL })
    await expect(failed).rejects.toThrow('exceeded its progress deadline')
    expect(cluster.objects.has('/api/v1/namespaces/grid/configmaps/settings-1')).toBe(true)
    expect(cluster.requests.some(({ query }) => query.get('fieldSelector') === 'type=Warning')).toBe(true)
  })

  it('only looks, when it is asked what differs', async () => {
    await using cluster = await startWith()
    const access = await accessTo(cluster)
    expect(await differs(access, MANIFESTS)).toBe(true)
    expect(access.told).toEqual(['namespace grid: is not there yet, and so all of it is new'])
    cluster.objects.set(PATHS[0] ?? '', object('v1', 'Namespace', NAMESPACE))
    expect(await differs(access, MANIFESTS)).toBe(true)
    expect(cluster.objects.size).toBe(1)
    expect(patches(cluster).map(({ query }) => query.get('dryRun'))).toEqual(PATHS.map(() => 'All'))
    await release(access, { manifests: MANIFESTS, label: LABEL })
    expect(await differs(access, MANIFESTS)).toBe(false)
  })
})

it('ends when kubectl is not there', async () => {
  const absent = {
    ...patientService(),
    program: join(folder, 'absent'),
    kubeconfig: join(folder, 'config'),
    namespace: NAMESPACE,
  }
  await expect(release(absent, { manifests: MANIFESTS, label: LABEL })).rejects.toThrow('is it installed?')
})

it('takes no kind that it would not find again to take it away', () => {
  expect(() => checkKinds(OBJECTS)).not.toThrow()
  expect(() => checkKinds([object('v1', 'Secret', 'password')])).toThrow(
    'Secret password: expected one of Namespace',
  )
})
