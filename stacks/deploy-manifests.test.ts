/** What the program would apply to a cluster: the values are those of its own resources, and Kubernetes takes the result. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildManifests, readManifests } from '../infra/deploy/steps/manifests.ts'
import { describeWithTools, pathOf, validateManifests } from '../infra/test-tools.ts'
import { DATA_RIGHTS } from './data-access.ts'
import { MANIFESTS, OVERLAY } from './deploy-manifests.ts'
import { faultsOf } from './preview/faults.ts'
import { type ProgramRun, runProgram } from './preview/run-program.ts'
import { stackConfiguration } from './preview/stack-configuration.ts'

const PROGRAM_TIME = 300_000
const run = promisify(execFile)

const KUBERNETES = {
  vmSize: 'Standard_D2as_v5',
  minNodes: 2,
  maxNodes: 4,
  administratorGroupIds: ['00000000-0000-0000-0000-0000000ad314'],
  authorizedRanges: [],
}

let folder: string
let updated: ProgramRun
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'))
  await writeFile(join(folder, 'functions.zip'), 'PK')
  updated = await runStack('up', { functionsPackage: join(folder, 'functions.zip') })
}, PROGRAM_TIME)
afterAll(() => rm(folder, { recursive: true }))

async function runStack(mode: 'preview' | 'up', more: Readonly<Record<string, string>> = {}) {
  const own = Object.entries({ kubernetes: JSON.stringify(KUBERNETES), ...more })
  const configuration = {
    ...(await stackConfiguration('.', 'dev')),
    ...Object.fromEntries(own.map(([key, value]) => [`grid-power-stream:${key}`, value])),
  }
  return runProgram({
    main: 'stacks/index.ts',
    project: 'grid-power-stream',
    stack: 'dev',
    configuration,
    mode,
  })
}

const Values = z.record(z.string(), z.record(z.string(), z.string()))
const valuesOf = ({ outputs }: ProgramRun) => Values.parse(outputs.kubernetesValues)
const find = ({ resources }: ProgramRun, name: string, type = '') =>
  resources.find(resource => resource.name === name && resource.type.endsWith(type))

describe('a stack with a cluster', () => {
  it('applies the manifests once the cluster, its rights and the tables are there', () => {
    expect(faultsOf('up', updated)).toEqual([])
    const step = find(updated, 'apply-manifests')
    for (const before of [
      find(updated, 'kubernetes', ':ManagedCluster'),
      find(updated, 'kubernetes-pull'),
      find(updated, 'kubernetes-api-federation'),
      find(updated, 'pipeline-layer-gold'),
      find(updated, 'deploy-manifests'),
      find(updated, 'migrate'),
    ]) {
      expect(step?.dependencies).toContain(before?.urn ?? 'none')
    }
  })

  it('lets what runs in it do what the table of rights says, and no more', () => {
    const granted = updated.resources.filter(({ name }) => /^pipeline-(layer|queue)-/.test(name))
    const wanted = Object.keys(DATA_RIGHTS.pipeline.layers).map(layer => `pipeline-layer-${layer}`)
    expect(granted.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted())
  })

  it('tells them the places, the image and the identities that it made', () => {
    const { outputs } = updated
    const clientIdOf = (name: string) => find(updated, name, ':UserAssignedIdentity')?.state.clientId
    expect(valuesOf(updated)).toEqual({
      'settings.env': {
        GRID_ENVIRONMENT: 'dev',
        GRID_IDENTITY: 'workload',
        GRID_LAKE: outputs.lakeUrl,
        GRID_WAREHOUSE: outputs.warehouseUrl,
        GRID_AUTH_ISSUER: expect.stringMatching(
          /^https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}\/v2\.0$/,
        ),
        GRID_AUTH_AUDIENCE: '00000000-0000-0000-0000-00000000a0d1',
        GRID_CORS_ORIGINS: '',
        APPLICATIONINSIGHTS_CONNECTION_STRING: expect.stringContaining('IngestionEndpoint='),
      },
      'deployment.env': {
        IMAGE: expect.stringMatching(/@sha256:[0-9a-f]{64}$/),
        API_CLIENT_ID: clientIdOf('identity-api'),
        PIPELINE_CLIENT_ID: clientIdOf('identity-pipeline'),
      },
    })
  })

  it('applies them again when a value, a manifest or the cluster is another, and only then', () => {
    const triggers = z.array(z.string()).parse(find(updated, 'apply-manifests')?.inputs.triggers)
    const [clusterId, manifests, values = ''] = triggers
    expect(clusterId).toBe(find(updated, 'kubernetes', ':ManagedCluster')?.state.id)
    expect(manifests).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.parse(values)).toEqual(valuesOf(updated))
    expect(triggers).toHaveLength(3)
  })

  it(
    'undoes nothing when it only changes infrastructure',
    async () => {
      const { exitCode, resources, outputs } = await runStack('up')
      expect(exitCode).toBe(0)
      expect(resources.filter(({ type }) => type === 'command:local:Command')).toEqual([])
      expect(Values.parse(outputs.kubernetesValues)['deployment.env']?.IMAGE).toMatch(
        /^registry\w+\.azurecr\.io\//,
      )
      expect(find(updated, 'apply-manifests')?.inputs).not.toHaveProperty('delete')
    },
    PROGRAM_TIME,
  )

  it(
    'can be previewed before there is a cluster',
    async () => {
      const previewed = await runStack('preview', { functionsPackage: join(folder, 'functions.zip') })
      expect(faultsOf('preview', previewed)).toEqual([])
      expect(find(previewed, 'apply-manifests')).toBeDefined()
    },
    PROGRAM_TIME,
  )
})

describeWithTools('what it applies', ['kubectl', 'kubeconform', 'kubernetes-schemas'], process.env, () => {
  const build = () =>
    buildManifests({ kubectl: pathOf('kubectl'), folder: MANIFESTS, overlay: OVERLAY }, valuesOf(updated))

  it('is what Kubernetes takes, with nothing left to be set', async () => {
    const yaml = await build()
    expect(validateManifests(yaml)).toMatchObject({ status: 0, invalid: [] })
    expect(yaml).not.toMatch(/set-by-deployment|registry\.example|00000000-0000-0000-0000-000000000000/)
  })

  it('carries the label by which it is found again', async () => {
    const unlabelled = readManifests(await build()).filter(
      ({ metadata }) => Object(metadata.labels)['app.kubernetes.io/part-of'] !== 'grid-power-stream',
    )
    expect(unlabelled).toEqual([])
  })

  it('is a line that a shell runs', async () => {
    const line = String(find(updated, 'apply-manifests')?.inputs.create)
      .replace('.ts ', '.ts --dry-run ')
      .concat(` --kubectl '${pathOf('kubectl')}'`)
    const { stdout } = await run('/bin/sh', ['-c', line], { cwd: 'stacks' })
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      objects: expect.arrayContaining(['Deployment api', 'CronJob fetch-eco2mix-regional-realtime']),
    })
  })
})
