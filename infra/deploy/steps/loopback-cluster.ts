/**
 * The API of Kubernetes on loopback, for tests: as much of it as kubectl asks for when it applies, waits, lists, compares
 * and deletes. It keeps objects by their path, merges nothing, and starts nothing.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const Stored = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
})
export type Stored = z.output<typeof Stored>

export interface ClusterRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
}

export interface Refusal {
  readonly code: number
  readonly reason: string
  readonly message: string
}

export interface LoopbackCluster extends AsyncDisposable {
  readonly server: string
  /** Its certificate, in base64, as a kubeconfig carries it. */
  readonly authority: string
  readonly requests: readonly ClusterRequest[]
  readonly objects: Map<string, Stored>
}

export interface Conduct {
  /** Why a request is refused; undefined: it is not. */
  refuse?(request: ClusterRequest): Refusal | undefined
  /** What a deployment says of its rollout. */
  readonly deploymentStatus?: object
}

const KINDS = [
  ['', 'v1', 'Namespace', 'namespaces', false],
  ['', 'v1', 'ConfigMap', 'configmaps', true],
  ['', 'v1', 'Event', 'events', true],
  ['', 'v1', 'Service', 'services', true],
  ['', 'v1', 'ServiceAccount', 'serviceaccounts', true],
  ['apps', 'v1', 'Deployment', 'deployments', true],
  ['batch', 'v1', 'CronJob', 'cronjobs', true],
  ['autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true],
  ['policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true],
  ['networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', true],
] as const

const pathOf = (group: string, version: string) =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`
const groups = [...new Set(KINDS.map(([group]) => group))].filter(group => group !== '')
const versionOf = (group: string) => KINDS.find(kind => kind[0] === group)?.[1] ?? 'v1'

const ROLLED_OUT = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
}

/** @param folder where its key and certificate go. */
export async function startCluster(folder: string, conduct: Conduct = {}): Promise<LoopbackCluster> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1']
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...request, ...names], { stdio: 'ignore' })
  const requests: ClusterRequest[] = []
  const objects = new Map<string, Stored>()

  const server = createServer(
    { cert: readFileSync(cert), key: readFileSync(key) },
    async (incoming, response) => {
      const url = new URL(incoming.url ?? '/', 'https://cluster.example.test')
      const { method = 'GET', headers } = incoming
      const asked = {
        method,
        path: url.pathname,
        query: url.searchParams,
        authorization: headers.authorization,
      }
      const body = await bodyOf(incoming)
      requests.push(asked)
      const refusal = conduct.refuse?.(asked)
      if (refusal) return send(response, refusal.code, statusOf(refusal))
      const answer = discovery(asked.path) ?? act(asked, body, objects, conduct)
      return answer ? send(response, 200, answer) : send(response, 404, statusOf(NOT_FOUND))
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the cluster has no port')
  return {
    server: `https://127.0.0.1:${address.port}`,
    authority: readFileSync(cert).toString('base64'),
    requests,
    objects,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const NOT_FOUND = { code: 404, reason: 'NotFound', message: 'not found' }
const statusOf = (refusal: Refusal) => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...refusal })

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const send = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Which kinds there are, and that a PATCH can be asked to take no field that it does not know. */
function discovery(path: string): object | undefined {
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.0' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) }
  const known = ['', ...groups].map(group => [group, pathOf(group, versionOf(group))] as const)
  if (path === '/openapi/v3') {
    return {
      paths: Object.fromEntries(
        known.map(([, at]) => [at.slice(1), { serverRelativeURL: `/openapi/v3${at}` }]),
      ),
    }
  }
  for (const [group, at] of known) {
    if (path === at)
      return { kind: 'APIResourceList', groupVersion: versionName(group), resources: resourcesOf(group) }
    if (path === `/openapi/v3${at}`) return openApiOf(group)
  }
  return undefined
}

const versionName = (group: string) => (group === '' ? versionOf(group) : `${group}/${versionOf(group)}`)

function groupOf(name: string) {
  const version = { groupVersion: versionName(name), version: versionOf(name) }
  return { name, versions: [version], preferredVersion: version }
}

const resourcesOf = (group: string) =>
  KINDS.filter(kind => kind[0] === group).map(([, , kind, name, namespaced]) => ({
    kind,
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    verbs: ['delete', 'get', 'list', 'patch', 'watch'],
  }))

const openApiOf = (wanted: string) => ({
  openapi: '3.0.0',
  info: { title: 'Kubernetes', version: 'v1.34.0' },
  paths: Object.fromEntries(
    KINDS.filter(([group]) => group === wanted).map(([group, version, kind, name]) => [
      `${pathOf(group, version)}/${name}`,
      {
        patch: {
          parameters: [{ name: 'fieldValidation', in: 'query' }],
          'x-kubernetes-group-version-kind': { group, version, kind },
        },
      },
    ]),
  ),
})

function act(
  { method, path, query }: ClusterRequest,
  body: string,
  objects: Map<string, Stored>,
  conduct: Conduct,
): object | undefined {
  const there = objects.get(path)
  if (method === 'PATCH') {
    const stored = keep(Stored.parse(parse(body)), path, conduct)
    if (query.get('dryRun') !== 'All') objects.set(path, stored)
    return stored
  }
  if (method === 'DELETE') {
    objects.delete(path)
    return there
  }
  if (there) return there
  const listed = KINDS.find(
    ([group, version, , name]) => path.startsWith(pathOf(group, version)) && path.endsWith(`/${name}`),
  )
  if (!listed) return undefined
  const [group, , kind] = listed
  const items = [...objects].filter(([at]) => at.startsWith(`${path}/`)).map(([, object]) => object)
  return {
    kind: `${kind}List`,
    apiVersion: versionName(group),
    metadata: { resourceVersion: '1' },
    items: items.filter(item => isSelected(item, query)),
  }
}

function keep(object: Stored, path: string, { deploymentStatus = ROLLED_OUT }: Conduct): Stored {
  const metadata = { ...object.metadata, uid: path, generation: 1, resourceVersion: '1' }
  return { ...object, metadata, ...(object.kind === 'Deployment' && { status: deploymentStatus }) }
}

function isSelected({ metadata }: Stored, query: URLSearchParams): boolean {
  const [label = '', value] = query.get('labelSelector')?.split('=') ?? []
  const [, name] = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '') ?? []
  return (
    (label === '' || metadata.labels?.[label] === value) && (name === undefined || metadata.name === name)
  )
}
