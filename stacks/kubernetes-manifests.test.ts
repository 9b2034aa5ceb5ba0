/** The manifests follow the catalogue, keep to what is safe, and are what Kubernetes takes. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Cron } from 'croner'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { describeWithTools, pathOf, validateManifests } from '../infra/test-tools.ts'
import { FEEDS } from '../pipeline/catalog/feeds.ts'
import { FIT_SCHEDULE, FORECAST_SCHEDULE } from '../pipeline/catalog/forecasting.ts'
import { CRON_JOBS_FILE, cronJobs, toCron } from './cron-jobs.ts'
import { NAMESPACE } from './kubernetes.ts'

const OVERLAYS = ['infra/kubernetes/base', 'infra/kubernetes/overlays/azure']

const Container = z.looseObject({
  image: z.string(),
  args: z.array(z.string()),
  securityContext: z.looseObject({}),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
})
const Pod = z.looseObject({
  serviceAccountName: z.string(),
  automountServiceAccountToken: z.boolean(),
  securityContext: z.looseObject({}),
  containers: z.array(Container),
})
const Manifest = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({}).optional(),
})
type Manifest = z.output<typeof Manifest>

const parsed = (text: string): Manifest[] =>
  parseAllDocuments(text).map(document => Manifest.parse(document.toJS()))
const fileOf = (name: string) => parsed(readFileSync(`infra/kubernetes/base/${name}`, 'utf8'))

const CronSpec = z.looseObject({
  schedule: z.string(),
  timeZone: z.string(),
  concurrencyPolicy: z.string(),
  jobTemplate: z.object({ spec: z.looseObject({ template: z.object({ spec: Pod }) }) }),
})
const DeploymentSpec = z.looseObject({ template: z.looseObject({ spec: Pod }) })

function podsOf(manifests: readonly Manifest[]): [string, z.output<typeof Pod>][] {
  return manifests.flatMap(({ kind, metadata, spec }): [string, z.output<typeof Pod>][] => {
    if (kind === 'CronJob') return [[metadata.name, CronSpec.parse(spec).jobTemplate.spec.template.spec]]
    return kind === 'Deployment' ? [[metadata.name, DeploymentSpec.parse(spec).template.spec]] : []
  })
}

const written = fileOf('cron-jobs.yaml')
const wanted = [
  ...FEEDS.filter(({ status }) => status === 'active').flatMap(({ feed_id, schedule }) =>
    schedule === null ? [] : [{ name: `fetch-${feed_id}`, schedule }],
  ),
  { name: 'forecast-issue', schedule: FORECAST_SCHEDULE },
  { name: 'forecast-nightly', schedule: FIT_SCHEDULE },
]

describe('the jobs', () => {
  it('are those of the catalogue: npm run manifests writes them', () => {
    expect(readFileSync(CRON_JOBS_FILE, 'utf8')).toBe(cronJobs(FEEDS))
  })

  it('would follow a feed that came, went or changed its schedule', () => {
    const [first, ...others] = FEEDS.filter(({ schedule }) => schedule !== null)
    expect(cronJobs(others)).not.toContain(`fetch-${first?.feed_id}`)
    const moved = first ? [{ ...first, schedule: '0 7 * * * *' }] : []
    expect(cronJobs(moved)).toContain('schedule: 7 * * * *')
  })

  it('are one for each feed with a schedule and those that forecast, at their moments, never two at a time', () => {
    expect(written.map(({ metadata }) => metadata.name)).toEqual(wanted.map(({ name }) => name))
    for (const [index, { spec }] of written.entries()) {
      const { schedule, timeZone, concurrencyPolicy } = CronSpec.parse(spec)
      const from = new Date('2026-03-28T22:17:00Z')
      const moments = (pattern: string) =>
        new Cron(pattern, { timezone: 'Etc/UTC', sloppyRanges: true }).nextRuns(40, from)
      expect(moments(schedule)).toEqual(moments(wanted[index]?.schedule ?? ''))
      expect([timeZone, concurrencyPolicy]).toEqual(['Etc/UTC', 'Forbid'])
    }
  })

  it.each(['30 5/15 * * * *', '5/15 * * * *'])('can not have the schedule %s', schedule => {
    expect(() => toCron(schedule)).toThrow('expected six fields, the first of them 0')
  })
})

describe.each(podsOf([...fileOf('api.yaml'), ...written]))('the pod of %s', (_, pod) => {
  it('has no rights beyond its work', () => {
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(['api', 'pipeline']).toContain(pod.serviceAccountName)
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    for (const { securityContext } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
  })
})

describeWithTools('the manifests', ['kubectl', 'kubeconform', 'kubernetes-schemas'], process.env, () => {
  const build = (folder: string) =>
    execFileSync(pathOf('kubectl'), ['kustomize', folder], { encoding: 'utf8' })
  it.each(OVERLAYS)('of %s are what Kubernetes takes', folder => {
    const { status, summary, invalid } = validateManifests(build(folder))
    expect(invalid).toEqual([])
    expect(status).toBe(0)
    expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 })
    expect(summary.valid).toBeGreaterThan(15)
  })

  it.each([
    ['a field that there is not', 'concurrencyPolicy: Forbid', 'concurencyPolicy: Forbid'],
    ['a number as text', 'maxReplicas: 6', 'maxReplicas: six'],
    ['a kind that there is not', 'kind: PodDisruptionBudget', 'kind: PodDisruptionBudgets'],
  ])('would be refused with %s', (_, right, wrong) => {
    const text = build('infra/kubernetes/base')
    expect(text).toContain(right)
    expect(validateManifests(text.replace(right, wrong)).status).not.toBe(0)
  })

  it.each(OVERLAYS)('of %s lie in one namespace', folder => {
    const strays = parsed(build(folder)).filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== NAMESPACE,
    )
    expect(strays).toEqual([])
  })

  it('sign in on AKS as identities, without a secret', () => {
    const text = build('infra/kubernetes/overlays/azure')
    const manifests = parsed(text)
    const accounts = manifests.filter(({ kind }) => kind === 'ServiceAccount')
    expect(accounts.map(({ metadata }) => [metadata.name, Object.keys(metadata.annotations ?? {})])).toEqual([
      ['api', ['azure.workload.identity/client-id']],
      ['pipeline', ['azure.workload.identity/client-id']],
    ])
    expect(text.match(/azure\.workload\.identity\/use: "true"/g)).toHaveLength(podsOf(manifests).length)
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
  })
})
