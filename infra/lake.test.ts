import { describe, expect, it } from 'vitest'
import { Lake, type LakeArgs } from './lake.ts'
import { FROM_SUBNETS, outputOf, PLACEMENT, PRIVATE, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS = {
  placement: PLACEMENT,
  layers: ['bronze', 'silver'],
  access: FROM_SUBNETS,
  workspaceId: WORKSPACE_ID,
} as const
const tryLake = (more: Partial<LakeArgs<'bronze' | 'silver'>> = {}) =>
  tryOut(() => new Lake('lake', { ...ARGS, ...more }))

describe('a lake, unless asked for more', () => {
  it('is zone-redundant, encrypted on its way, without keys, anonymous readers or local users', async () => {
    const lake = await tryLake()
    expect(lake.only('storage:StorageAccount')).toMatchObject({
      ...PLACEMENT,
      kind: 'StorageV2',
      sku: { name: 'Standard_ZRS' },
      isHnsEnabled: true,
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      isLocalUserEnabled: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
    })
  })

  it('lets in the named subnets and nobody else', async () => {
    const account = (await tryLake()).only('storage:StorageAccount')
    expect(account).toMatchObject({
      publicNetworkAccess: 'Enabled',
      networkRuleSet: {
        defaultAction: 'Deny',
        virtualNetworkRules: [{ virtualNetworkResourceId: SUBNET_ID }],
      },
    })
  })

  it('has one container a layer, each a scope of its own', async () => {
    const lake = await tryLake()
    expect(lake.of('storage:BlobContainer')).toMatchObject({
      'lake-bronze': { containerName: 'bronze', publicAccess: 'None' },
      'lake-silver': { containerName: 'silver', publicAccess: 'None' },
    })
    expect(await outputOf(lake.made.layerId('silver'))).toMatch(/\/silver$/)
    expect(await outputOf(lake.made.endpoint)).toMatch(/^https:\/\/lake\w+\.blob\.core\.windows\.net\/$/)
  })

  it('brings back what was deleted for 30 days, and deletes nothing by itself', async () => {
    const lake = await tryLake()
    expect(lake.only('storage:BlobServiceProperties')).toMatchObject({
      deleteRetentionPolicy: { enabled: true, days: 30 },
      containerDeleteRetentionPolicy: { enabled: true, days: 30 },
    })
    expect(lake.of('storage:ManagementPolicy')).toEqual({})
  })

  it('logs every read and write', async () => {
    expect((await tryLake()).only('monitor:DiagnosticSetting')).toMatchObject({
      resourceUri: expect.stringMatching(/\/blobServices\/default$/),
      workspaceId: WORKSPACE_ID,
      logs: [{ categoryGroup: 'allLogs', enabled: true }],
      metrics: [{ category: 'Transaction', enabled: true }],
    })
  })
})

it('takes redundancy and soft delete as asked', async () => {
  const lake = await tryLake({ redundancy: 'Standard_GZRS', softDeleteDays: 7 })
  expect(lake.only('storage:StorageAccount')).toMatchObject({ sku: { name: 'Standard_GZRS' } })
  expect(lake.only('storage:BlobServiceProperties')).toMatchObject({ deleteRetentionPolicy: { days: 7 } })
})

it('cools and deletes by prefix, in the terms that are given', async () => {
  const retention = [
    { prefix: 'bronze/kept/', cool_after_days: 90 },
    { prefix: 'bronze/passing/', cool_after_days: 90, delete_after_days: 730 },
  ]
  const [kept, passing] = rulesOf((await tryLake({ retention })).only('storage:ManagementPolicy'))
  expect(kept).toEqual({
    name: 'bronze-kept',
    enabled: true,
    type: 'Lifecycle',
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['bronze/kept/'] },
      actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 90 } } },
    },
  })
  expect(passing).toMatchObject({
    definition: { actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 730 } } } },
  })
})

const rulesOf = (policy: Readonly<Record<string, unknown>>): unknown[] => {
  const { rules } = Object(policy.policy)
  return rules
}

it('has no public endpoint where access is private, and a private one for each of its protocols', async () => {
  const lake = await tryLake({ access: PRIVATE })
  expect(lake.only('storage:StorageAccount')).toMatchObject({
    publicNetworkAccess: 'Disabled',
    networkRuleSet: { defaultAction: 'Deny', virtualNetworkRules: [] },
  })
  expect(lake.of('network:PrivateEndpoint')).toMatchObject({
    'lake-blob': { subnet: { id: SUBNET_ID }, privateLinkServiceConnections: [{ groupIds: ['blob'] }] },
    'lake-dfs': { privateLinkServiceConnections: [{ groupIds: ['dfs'] }] },
  })
  expect(lake.of('network:PrivateDnsZoneGroup')).toMatchObject({
    'lake-blob': { privateDnsZoneConfigs: [{ privateDnsZoneId: 'zone-blob' }] },
    'lake-dfs': { privateDnsZoneConfigs: [{ privateDnsZoneId: 'zone-dfs' }] },
  })
})
