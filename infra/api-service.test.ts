import { describe, expect, it } from 'vitest'
import { ApiService, type ApiServiceArgs } from './api-service.ts'
import { Registry } from './registry.ts'
import { IDENTITY, outputOf, PLACEMENT, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS: ApiServiceArgs = {
  placement: PLACEMENT,
  identity: IDENTITY,
  workspaceId: WORKSPACE_ID,
  telemetry: 'InstrumentationKey=0;IngestionEndpoint=https://telemetry.invalid/',
  subnetId: SUBNET_ID,
  image: 'registry.azurecr.io/api@sha256:0',
  port: 8080,
  settings: { GRID_HOST: '0.0.0.0' },
  corsOrigins: ['https://page.example.org'],
  sku: 'B1',
  instances: { min: 1, max: 1 },
  isZoneRedundant: false,
}
const tryApi = (more: Partial<ApiServiceArgs> = {}) =>
  tryOut(() => new ApiService('grid-api', { ...ARGS, ...more }))

describe('the API service', () => {
  it('pulls its image, and runs, as its identity', async () => {
    const app = (await tryApi()).only('web:WebApp')
    expect(app).toMatchObject({
      kind: 'app,linux,container',
      identity: { type: 'UserAssigned', userAssignedIdentities: [await outputOf(IDENTITY.id)] },
      siteConfig: {
        linuxFxVersion: 'DOCKER|registry.azurecr.io/api@sha256:0',
        acrUseManagedIdentityCreds: true,
        // The client id: with the resource's id App Service pulls nothing.
        acrUserManagedIdentityID: await outputOf(IDENTITY.clientId),
      },
    })
  })

  it('is reached by HTTPS alone, checked for health, logged, and open to the named origins', async () => {
    const service = await tryApi()
    expect(service.only('web:WebApp')).toMatchObject({
      httpsOnly: true,
      clientAffinityEnabled: false,
      virtualNetworkSubnetId: SUBNET_ID,
      outboundVnetRouting: { applicationTraffic: true },
      siteConfig: {
        minTlsVersion: '1.2',
        scmMinTlsVersion: '1.2',
        ftpsState: 'Disabled',
        http20Enabled: true,
        alwaysOn: true,
        healthCheckPath: '/healthz',
        httpLoggingEnabled: true,
        detailedErrorLoggingEnabled: true,
        requestTracingEnabled: true,
        cors: { allowedOrigins: ['https://page.example.org'], supportCredentials: false },
      },
    })
    expect(service.only('web:WebAppFtpAllowed')).toMatchObject({ allow: false })
    expect(service.only('web:WebAppScmAllowed')).toMatchObject({ allow: false })
    expect(service.only('monitor:DiagnosticSetting').logs).toContainEqual({
      category: 'AppServiceHTTPLogs',
      enabled: true,
    })
  })

  it('hands its settings, port and identity to the container', async () => {
    const { appSettings } = Object((await tryApi()).only('web:WebApp').siteConfig)
    expect(appSettings).toEqual(
      expect.arrayContaining([
        { name: 'WEBSITES_PORT', value: '8080' },
        { name: 'AZURE_CLIENT_ID', value: await outputOf(IDENTITY.clientId) },
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: ARGS.telemetry },
        { name: 'GRID_HOST', value: '0.0.0.0' },
      ]),
    )
  })

  it('stays as small as asked', async () => {
    const service = await tryApi()
    expect(service.only('web:AppServicePlan')).toMatchObject({
      sku: { name: 'B1', capacity: 1 },
      zoneRedundant: false,
    })
    expect(service.of('monitor:AutoscaleSetting')).toEqual({})
  })
})

it('grows and shrinks with load between the bounds that are asked for', async () => {
  const service = await tryApi({
    sku: 'P1v3',
    instances: { min: 3, max: 6 },
    isZoneRedundant: true,
    healthCheckPath: '/readyz',
  })
  expect(service.only('web:AppServicePlan')).toMatchObject({
    sku: { name: 'P1v3', capacity: 3 },
    zoneRedundant: true,
  })
  expect(service.only('web:WebApp')).toMatchObject({ siteConfig: { healthCheckPath: '/readyz' } })
  expect(service.only('monitor:AutoscaleSetting')).toMatchObject({
    targetResourceUri: await outputOf(service.made.planId),
    profiles: [
      {
        capacity: { minimum: '3', maximum: '6', default: '3' },
        rules: [
          {
            metricTrigger: { operator: 'GreaterThan', threshold: 70 },
            scaleAction: { direction: 'Increase' },
          },
          { metricTrigger: { operator: 'LessThan', threshold: 30 }, scaleAction: { direction: 'Decrease' } },
        ],
      },
    ],
  })
})

describe('a registry', () => {
  it('has no administrator, no anonymous reader, and takes tokens of Azure', async () => {
    const registry = await tryOut(
      () => new Registry('registry', { placement: PLACEMENT, workspaceId: WORKSPACE_ID }),
    )
    expect(registry.only('containerregistry:Registry')).toMatchObject({
      sku: { name: 'Basic' },
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      policies: { azureADAuthenticationAsArmPolicy: { status: 'enabled' } },
    })
    expect(registry.only('monitor:DiagnosticSetting')).toMatchObject({ workspaceId: WORKSPACE_ID })
    expect(await outputOf(registry.made.loginServer)).toMatch(/^registry\w+\.azurecr\.io$/)
  })

  it('is of the size that is asked for', async () => {
    const args = { placement: PLACEMENT, workspaceId: WORKSPACE_ID, sku: 'Premium' } as const
    const registry = await tryOut(() => new Registry('registry', args))
    expect(registry.only('containerregistry:Registry')).toMatchObject({ sku: { name: 'Premium' } })
  })
})
