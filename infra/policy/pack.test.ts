/** The built pack, run by Pulumi's own host for policy packs, and asked as Pulumi's engine would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import grpc from '@grpc/grpc-js'
import analyzerService from '@pulumi/pulumi/proto/analyzer_grpc_pb.js'
import messages from '@pulumi/pulumi/proto/analyzer_pb.js'
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js'
import structMessages from 'google-protobuf/google/protobuf/struct_pb.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPack } from './build-pack.ts'
import { ESTATE_RULES, RESOURCE_RULES } from './check-estate.ts'

const PACK = join(import.meta.dirname, 'pack')
const HOST = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run-policy-pack')

let host: ChildProcess
let client: analyzerService.AnalyzerClient

beforeAll(async () => {
  await buildPack()
  host = spawn(process.execPath, [HOST, '127.0.0.1:1', '.'], {
    cwd: PACK, // as Pulumi starts it, so that no tsconfig.json of ours is taken for the pack's
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {},
  })
  if (!host.stdout) throw new Error('the host has no output')
  // The first thing that it prints is the port it listens on.
  const [port] = await once(host.stdout, 'data')
  client = new analyzerService.AnalyzerClient(
    `127.0.0.1:${String(port).trim()}`,
    grpc.ChannelCredentials.createInsecure(),
  )
}, 120_000)

afterAll(() => {
  client.close()
  host.kill()
})

it('is built into one file that holds all rules, all mandatory, each with its reason', async () => {
  const ask = promisify<emptyMessages.Empty, messages.AnalyzerInfo>(client.getAnalyzerInfo.bind(client))
  const policies = (await ask(new emptyMessages.Empty())).getPoliciesList()
  const rules = [...RESOURCE_RULES, ...ESTATE_RULES]
  expect(policies.map(policy => policy.getName()).toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
  expect(policies.map(policy => policy.getEnforcementlevel())).toEqual(
    rules.map(() => messages.EnforcementLevel.MANDATORY),
  )
  expect(policies[0]?.getDescription()).toBe(
    `${RESOURCE_RULES[0]?.reason} ${RESOURCE_RULES[0]?.checkov.join(' ')}`,
  )
})

const analyze = async (environment: string) => {
  const request = new messages.AnalyzeRequest()
  const type = 'azure-native:sql:Server'
  request.setOptions(new messages.AnalyzerResourceOptions())
  request.setType(type)
  request.setName('warehouse')
  request.setUrn(`urn:pulumi:${environment}::grid-power-stream::${type}::warehouse`)
  request.setProperties(
    structMessages.Struct.fromJavaScript({
      administrators: { azureADOnlyAuthentication: true },
      minimalTlsVersion: '1.0',
      publicNetworkAccess: 'Enabled',
      tags: { environment },
    }),
  )
  const ask = promisify<messages.AnalyzeRequest, messages.AnalyzeResponse>(client.analyze.bind(client))
  const diagnostics = (await ask(request)).getDiagnosticsList()
  return diagnostics.map(diagnostic => diagnostic.getPolicyname()).toSorted()
}

it('refuses a resource that breaks a rule', async () => {
  expect(await analyze('prod')).toEqual(['sql-no-public-access', 'sql-tls'])
})

it('lets through what is waived in the environment, and only that', async () => {
  expect(await analyze('dev')).toEqual(['sql-tls'])
})

it('asks of the whole stack what no resource has by itself', async () => {
  const request = new messages.AnalyzeStackRequest()
  const group = new messages.AnalyzerResource()
  group.setOptions(new messages.AnalyzerResourceOptions())
  group.setType('azure-native:resources:ResourceGroup')
  group.setName('grid')
  group.setUrn('urn:pulumi:prod::grid-power-stream::azure-native:resources:ResourceGroup::grid')
  group.setProperties(structMessages.Struct.fromJavaScript({ tags: { environment: 'prod' } }))
  request.setResourcesList([group])
  const ask = promisify<messages.AnalyzeStackRequest, messages.AnalyzeResponse>(
    client.analyzeStack.bind(client),
  )
  const diagnostics = (await ask(request)).getDiagnosticsList()
  expect(new Set(diagnostics.map(diagnostic => diagnostic.getPolicyname()))).toEqual(
    new Set(['budget', 'activity-alerts']),
  )
  expect(diagnostics.map(diagnostic => diagnostic.getMessage()).join('\n')).toContain(
    'no budget tells anybody',
  )
})
