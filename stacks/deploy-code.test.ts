/** What the program would run to deploy the code, and that a shell understands it. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { versionOf } from './deploy-code.ts'
import type { CapturedResource } from './preview/run-program.ts'
import { runProgram } from './preview/run-program.ts'
import { stackConfiguration } from './preview/stack-configuration.ts'

const PROGRAM_TIME = 300_000
const run = promisify(execFile)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'))
  await writeFile(join(folder, 'functions.zip'), 'PK')
})
afterAll(() => rm(folder, { recursive: true }))

async function deploy(stack: 'dev' | 'prod', mode: 'preview' | 'up', functionsPackage: string) {
  const configuration = {
    ...(await stackConfiguration('.', stack)),
    'grid-power-stream:functionsPackage': functionsPackage,
  }
  return runProgram({ main: 'stacks/index.ts', project: 'grid-power-stream', stack, configuration, mode })
}

const commandsOf = (resources: readonly CapturedResource[]) =>
  new Map(resources.filter(({ type }) => type === 'command:local:Command').map(step => [step.name, step]))

const textOf = (step: CapturedResource | undefined) => String(step?.inputs.create)

describe('the code', () => {
  let commands: Map<string, CapturedResource>
  let resources: readonly CapturedResource[]
  beforeAll(async () => {
    const deployed = await deploy('dev', 'up', join(folder, 'functions.zip'))
    expect(deployed.exitCode, deployed.messages.join('\n')).toBe(0)
    resources = deployed.resources
    commands = commandsOf(resources)
  }, PROGRAM_TIME)

  it('is built, migrated, published to each app and tried, and one waits for the other', () => {
    const names = [
      'api-image',
      'migrate',
      'publish-ingest',
      'publish-transform',
      'publish-load',
      'smoke-test',
    ]
    expect([...commands.keys()].toSorted()).toEqual(names.toSorted())
    const waitsFor = (name: string, before: string) =>
      commands.get(name)?.dependencies.includes(commands.get(before)?.urn ?? 'none')
    expect(waitsFor('publish-load', 'migrate')).toBe(true)
    expect(waitsFor('smoke-test', 'publish-ingest')).toBe(true)
    expect(waitsFor('smoke-test', 'migrate')).toBe(true)
  })

  it('runs in the API by the digest that was pushed', () => {
    const api = resources.find(({ type, name }) => type === 'azure-native:web:WebApp' && name === 'grid-api')
    expect(JSON.stringify(api?.inputs)).toMatch(
      /DOCKER\|images\.example\.test\/api-image\w*@sha256:[0-9a-f]{64}/,
    )
    expect(api?.dependencies).toContain(commands.get('api-image')?.urn)
  })

  it('opens the firewall of a database that has a public endpoint', () => {
    expect(textOf(commands.get('migrate'))).toContain("'--open-firewall' '/subscriptions/")
  })

  it.each(['api-image', 'migrate', 'publish-ingest', 'smoke-test'])(
    '%s is a line that a shell runs',
    async name => {
      const line = textOf(commands.get(name)).replace(/(infra\/deploy\/[a-z-]+\.ts)/, '$1 --dry-run')
      const { stdout } = await run('/bin/sh', ['-c', line], { cwd: 'stacks' })
      expect(JSON.parse(stdout)).toMatchObject({ dryRun: true })
    },
  )

  it('grants the database to identities by their client ids', async () => {
    const line = textOf(commands.get('migrate')).replace('.ts ', '.ts --dry-run ')
    const { stdout } = await run('/bin/sh', ['-c', line])
    const { command, statements } = JSON.parse(stdout)
    expect(command).toEqual(['node', 'pipeline/jobs/grid.ts', 'migrate'])
    expect(statements).toEqual([expect.stringContaining('[loader]'), expect.stringContaining('[reader]')])
  })
})

it(
  'that is another is deployed anew; in production the database is reached from its network alone',
  async () => {
    await writeFile(join(folder, 'other.zip'), 'PK, and more')
    const { exitCode, resources } = await deploy('prod', 'up', join(folder, 'other.zip'))
    expect(exitCode).toBe(0)
    const commands = commandsOf(resources)
    expect(commands.get('publish-load')?.inputs.triggers).toContain(versionOf(join(folder, 'other.zip')))
    expect(textOf(commands.get('migrate'))).not.toContain('--open-firewall')
  },
  PROGRAM_TIME,
)

it(
  'is previewed, though nothing of it is known yet',
  async () => {
    const { exitCode, messages } = await deploy('dev', 'preview', join(folder, 'functions.zip'))
    expect(exitCode, messages.join('\n')).toBe(0)
  },
  PROGRAM_TIME,
)

it('has a version that follows from its bytes alone', async () => {
  await writeFile(join(folder, 'same.zip'), 'PK')
  expect(versionOf(join(folder, 'same.zip'))).toBe(versionOf(join(folder, 'functions.zip')))
  await writeFile(join(folder, 'same.zip'), 'PK.')
  expect(versionOf(join(folder, 'same.zip'))).not.toBe(versionOf(join(folder, 'functions.zip')))
})

it('is missed with a word on how it is made', () => {
  expect(() => versionOf('dist/absent.zip')).toThrow(
    'functionsPackage dist/absent.zip: is not there: make it first',
  )
})
