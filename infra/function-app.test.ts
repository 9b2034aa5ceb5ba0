import { describe, expect, it } from 'vitest'
import { FunctionApp, type FunctionAppArgs } from './function-app.ts'
import { ROLES } from './roles.ts'
import { IDENTITY, outputOf, PLACEMENT, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS: FunctionAppArgs = {
  placement: PLACEMENT,
  identity: IDENTITY,
  workspaceId: WORKSPACE_ID,
  telemetry: 'InstrumentationKey=0;IngestionEndpoint=https://telemetry.invalid/',
  subnetId: SUBNET_ID,
  settings: { GRID_ENVIRONMENT: 'test' },
}
const tryApp = (more: Partial<FunctionAppArgs> = {}) =>
  tryOut(() => new FunctionApp('grid-ingest', { ...ARGS, ...more }))

function settingsOf(app: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs: { name: string; value: string }[] = Object(app.siteConfig).appSettings
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
}

describe('a function app, unless asked for more', () => {
  it('runs Node 24 on Flex Consumption, with 2 GB, from a package in its own storage', async () => {
    const app = await tryApp()
    expect(app.only('web:AppServicePlan')).toMatchObject({
      sku: { name: 'FC1', tier: 'FlexConsumption' },
      reserved: true,
    })
    expect(app.only('web:WebApp')).toMatchObject({
      kind: 'functionapp,linux',
      virtualNetworkSubnetId: SUBNET_ID,
      functionAppConfig: {
        runtime: { name: 'node', version: '24' },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
        deployment: {
          storage: {
            type: 'blobContainer',
            value: expect.stringMatching(/^https:\/\/gridingesthost\w+\.blob\.core\.windows\.net\/packages$/),
            authentication: {
              type: 'UserAssignedIdentity',
              userAssignedIdentityResourceId: await outputOf(IDENTITY.id),
            },
          },
        },
      },
    })
  })

  it('is reached by HTTPS alone, and published to by nobody with a password', async () => {
    const app = await tryApp()
    expect(app.only('web:WebApp')).toMatchObject({
      httpsOnly: true,
      identity: { type: 'UserAssigned', userAssignedIdentities: [await outputOf(IDENTITY.id)] },
      siteConfig: {
        minTlsVersion: '1.2',
        scmMinTlsVersion: '1.2',
        ftpsState: 'Disabled',
        http20Enabled: true,
      },
    })
    expect(app.only('web:WebAppFtpAllowed')).toMatchObject({ allow: false })
    expect(app.only('web:WebAppScmAllowed')).toMatchObject({ allow: false })
  })

  it('signs in everywhere as its identity', async () => {
    const client = await outputOf(IDENTITY.clientId)
    const settings = settingsOf((await tryApp()).only('web:WebApp'))
    expect(settings).toEqual({
      AzureWebJobsStorage__accountName: expect.stringMatching(/^gridingesthost/),
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: client,
      APPLICATIONINSIGHTS_CONNECTION_STRING: ARGS.telemetry,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${client};Authorization=AAD`,
      AZURE_CLIENT_ID: client,
      GRID_ENVIRONMENT: 'test',
    })
  })

  it('sets nothing that Flex Consumption refuses', async () => {
    const app = (await tryApp()).only('web:WebApp')
    const refused = [
      'FUNCTIONS_WORKER_RUNTIME',
      'FUNCTIONS_EXTENSION_VERSION',
      'WEBSITE_RUN_FROM_PACKAGE',
      'AzureWebJobsStorage',
    ]
    expect(Object.keys(settingsOf(app)).filter(name => refused.includes(name))).toEqual([])
    expect(
      Object.keys(Object(app.siteConfig)).filter(key => ['linuxFxVersion', 'alwaysOn'].includes(key)),
    ).toEqual([])
  })

  it('has storage of its own, without keys, in which its identity may do what a host does', async () => {
    const app = await tryApp()
    expect(app.only('storage:StorageAccount')).toMatchObject({
      sku: { name: 'Standard_ZRS' },
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      networkRuleSet: { defaultAction: 'Allow' },
    })
    const roles = Object.values(app.of('authorization:RoleAssignment')).map(grant =>
      String(grant.roleDefinitionId),
    )
    expect(roles.map(id => id.split('/').at(-1))).toEqual([
      ROLES['Storage Blob Data Owner'],
      ROLES['Storage Queue Data Contributor'],
      ROLES['Storage Table Data Contributor'],
    ])
    expect(app.only('monitor:DiagnosticSetting')).toMatchObject({
      logs: [{ category: 'StorageDelete', enabled: true }],
    })
  })
})

it('takes memory, instances, redundancy, Node and settings as asked', async () => {
  const app = await tryApp({
    memoryMb: 4096,
    maximumInstances: 100,
    redundancy: 'Standard_LRS',
    nodeVersion: '26',
    settings: { GRID_LAKE: 'https://lake.invalid/' },
  })
  expect(app.only('web:WebApp')).toMatchObject({
    functionAppConfig: {
      runtime: { version: '26' },
      scaleAndConcurrency: { instanceMemoryMB: 4096, maximumInstanceCount: 100 },
    },
  })
  expect(app.only('storage:StorageAccount')).toMatchObject({ sku: { name: 'Standard_LRS' } })
  expect(settingsOf(app.only('web:WebApp'))).toMatchObject({ GRID_LAKE: 'https://lake.invalid/' })
})
