/** The second program, run by Pulumi's own language runtime beside what the first one says of itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsOf } from '../preview/faults.ts'
import { type ProgramRequest, runProgram } from '../preview/run-program.ts'

const PROGRAM_TIME = 300_000
const PLATFORM = 'organization/grid-power-stream/prod'
const OUTPUTS = {
  lakeUrl: 'https://lake.blob.core.windows.net/',
  databricksWorkspace: {
    id: '/subscriptions/0/workspaces/databricks',
    url: 'https://adb-0.0.azuredatabricks.net',
    accessConnectorId: '/subscriptions/0/accessConnectors/databricks',
    identityId: '/subscriptions/0/userAssignedIdentities/spark',
  },
}

const WHEEL = 'grid_silver-1.2.3-py3-none-any.whl'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grid-databricks-'))
  await writeFile(join(folder, WHEEL), 'a wheel')
})
afterAll(() => rm(folder, { recursive: true }))

const run = (
  mode: ProgramRequest['mode'],
  change: Partial<ProgramRequest> = {},
  jobWheel = join(folder, WHEEL),
) => {
  const settings = {
    platformStack: PLATFORM,
    jobWheel,
    nodeType: 'any',
    minWorkers: '1',
    maxWorkers: '4',
  }
  const configuration = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`grid-power-stream-databricks:${key}`, value]),
  )
  const main = join(import.meta.dirname, 'index.ts')
  const project = 'grid-power-stream-databricks'
  return runProgram({
    main,
    project,
    stack: 'prod',
    configuration,
    mode,
    otherStacks: { [PLATFORM]: OUTPUTS },
    ...change,
  })
}

describe('the Spark job of a stack', () => {
  it.each(['preview', 'up'] as const)(
    'is made without a fault or a secret: %s',
    async mode => {
      const result = await run(mode)
      expect(faultsOf(mode, result)).toEqual([])
      const of = (type: string) =>
        result.resources.filter(resource => resource.type === type).map(({ inputs }) => inputs)
      expect(of('pulumi:providers:databricks')).toMatchObject([
        { host: OUTPUTS.databricksWorkspace.url, azureWorkspaceResourceId: OUTPUTS.databricksWorkspace.id },
      ])
      expect(of('databricks:index/externalLocation:ExternalLocation')).toMatchObject([
        { url: 'abfss://bronze@lake.dfs.core.windows.net/' },
        { url: 'abfss://silver@lake.dfs.core.windows.net/' },
      ])
      expect(of('databricks:index/storageCredential:StorageCredential')).toMatchObject([
        { azureManagedIdentity: { managedIdentityId: OUTPUTS.databricksWorkspace.identityId } },
      ])
      expect(of('databricks:index/workspaceFile:WorkspaceFile')).toMatchObject([
        { source: join(folder, WHEEL), path: `/Shared/grid-silver/${WHEEL}` },
      ])
      expect(of('databricks:index/job:Job')).toMatchObject([
        {
          jobClusters: [{ newCluster: { sparkVersion: '17.3.x-scala2.13' } }],
          tasks: [
            {
              pythonWheelTask: {
                packageName: 'grid_silver',
                entryPoint: 'grid-silver',
                parameters: [
                  '--bronze',
                  'abfss://bronze@lake.dfs.core.windows.net/',
                  '--silver',
                  'abfss://silver@lake.dfs.core.windows.net/',
                ],
              },
            },
          ],
        },
      ])
    },
    PROGRAM_TIME,
  )

  it(
    'is not made of a file that is not there',
    async () => {
      const { exitCode, messages } = await run('preview', {}, 'absent.whl')
      expect(exitCode).not.toBe(0)
      expect(messages.join('\n')).toContain('jobWheel absent.whl: no such file')
    },
    PROGRAM_TIME,
  )

  it(
    'is not made where the platform has no workspace',
    async () => {
      const { lakeUrl } = OUTPUTS
      const { exitCode, messages } = await run('preview', { otherStacks: { [PLATFORM]: { lakeUrl } } })
      expect(exitCode).not.toBe(0)
      expect(messages.join('\n')).toContain('databricksWorkspace')
    },
    PROGRAM_TIME,
  )
})
