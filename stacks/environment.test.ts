import { describe, expect, it } from 'vitest'
import product from '../package.json' with { type: 'json' }
import { readJobConfiguration } from './databricks/job-configuration.ts'
import { OWNER_KEYS, readEnvironment } from './environment.ts'
import { STACKS, stackConfiguration } from './preview/stack-configuration.ts'

const dev = await stackConfiguration('.', 'dev')
const reading = (change: Readonly<Record<string, string>>) => () => readEnvironment({ ...dev, ...change })

describe('the configuration of a stack', () => {
  it.each(STACKS)('%s is whole, but for what its owner has to set', async stack => {
    const configuration = await stackConfiguration('.', stack)
    expect(readEnvironment(configuration)).toMatchObject({ location: 'francecentral', kubernetes: null })
    const ownerless = Object.fromEntries(
      Object.entries(configuration).filter(([key]) => !OWNER_KEYS.some(owned => key.endsWith(`:${owned}`))),
    )
    for (const key of OWNER_KEYS) {
      expect(() => readEnvironment(ownerless)).toThrow(
        `grid-power-stream:${key}: missing; set it with: pulumi config set`,
      )
    }
  })

  it.each([
    ['tenantId', 'contoso', 'tenantId: expected a GUID, 8-4-4-4-12'],
    ['location', 'France Central', 'location: expected the short name of a region, as francecentral'],
    ['alertEmails', '[]', 'alertEmails: expected at least one address'],
    ['alertEmails', '["nobody"]', 'alertEmails.0: Invalid email address'],
    ['budgetStart', '2026-11-22', 'budgetStart: expected the first day of a month, YYYY-MM-01'],
    ['apiImage', 'no tag', 'apiImage: expected <repository>:<tag> or …@sha256:…'],
    [
      'monitoring',
      '{"dailyCapGb":1,"retentionDays":30}',
      'monitoring.retentionDays: expected at least the 90 days',
    ],
    [
      'network',
      '{"addressPrefix":"10.40"}',
      'network.isPrivate: Invalid input: expected boolean, received undefined',
    ],
    [
      'network',
      '{"addressPrefix":"10","isPrivate":true}',
      'network.addressPrefix: expected two numbers, as 10.40',
    ],
    ['hasDatabricks', 'perhaps', 'hasDatabricks: Invalid input: expected boolean, received string'],
    ['monthlyBudget', '0', 'monthlyBudget: Too small: expected number to be >0'],
    ['monthlyBuget', '100', 'monthlyBuget: not a key of ours'],
    ['repositoryUrl', 'git@example.org:grid.git', 'repositoryUrl: expected https://…'],
    ['repositoryUrl', 'https://git.example.org/grid/', 'repositoryUrl: expected no slash at its end'],
    ['lake', '{"redundancy":"Standard_ZRS","softDeleteDays":7,"tier":"Hot"}', 'lake.tier: not a key of ours'],
  ])('names %s when it is %s', (key, value, message) => {
    expect(reading({ [`grid-power-stream:${key}`]: value })).toThrow(`grid-power-stream:${message}`)
  })

  it.each([
    ['api', 'minInstances', { ...JSON.parse(dev['grid-power-stream:api'] ?? ''), minInstances: 3 }],
    ['database', 'minVcores', { ...JSON.parse(dev['grid-power-stream:database'] ?? ''), minVcores: 4 }],
    ['api', 'corsOrigins.0', { ...JSON.parse(dev['grid-power-stream:api'] ?? ''), corsOrigins: ['*'] }],
  ])('names %s.%s when the parts do not fit', (key, part, value) => {
    expect(reading({ [`grid-power-stream:${key}`]: JSON.stringify(value) })).toThrow(
      `grid-power-stream:${key}.${part}: expected`,
    )
  })

  it('names all faults at once, and leaves the keys of others alone', () => {
    const faulty = reading({
      'grid-power-stream:owner': '""',
      'grid-power-stream:tenantId': 'x',
      'azure-native:useOidc': 'true',
    })
    expect(faulty).toThrow(/grid-power-stream:tenantId[\s\S]*grid-power-stream:owner/)
    expect(reading({ 'azure-native:useOidc': 'true' })).not.toThrow()
  })

  it('takes a cluster when one is asked for', () => {
    const kubernetes = {
      vmSize: 'Standard_D2as_v5',
      minNodes: 2,
      maxNodes: 4,
      administratorGroupIds: ['00000000-0000-0000-0000-0000000ad314'],
      authorizedRanges: ['192.0.2.0/24'],
    }
    const environment = reading({ 'grid-power-stream:kubernetes': JSON.stringify(kubernetes) })()
    expect(environment.kubernetes).toEqual(kubernetes)
  })
})

describe('the configuration of the Spark job', () => {
  const job = {
    platformStack: 'organization/grid-power-stream/prod',
    nodeType: 'Standard_D4as_v5',
    minWorkers: '1',
    maxWorkers: '4',
  }
  const read = (values: Readonly<Record<string, string>>) =>
    readJobConfiguration(
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => [`grid-power-stream-databricks:${key}`, value]),
      ),
    )

  it("runs the product's own job when a person says so, for two hours at most, unless it says otherwise", () => {
    expect(read(job)).toMatchObject({ schedule: null, timeoutMinutes: 120, minWorkers: 1 })
    expect(read(job).jobWheel).toBe(
      `../../node_modules/.cache/grid_silver-${product.version}-py3-none-any.whl`,
    )
    expect(read({ ...job, schedule: '0 0 * * * ?' })).toMatchObject({ schedule: '0 0 * * * ?' })
  })

  it.each([
    ['jobWheel', 'job.py', 'expected a Python wheel'],
    ['platformStack', 'prod', 'expected <organization>/<project>/<stack>'],
  ])('names %s when it is %s', (key, value, message) => {
    expect(() => read({ ...job, [key]: value })).toThrow(`grid-power-stream-databricks:${key}: ${message}`)
  })
})
