import { describe, expect, it } from 'vitest'
import { Database, type DatabaseArgs } from './database.ts'
import { FROM_SUBNETS, outputOf, PLACEMENT, PRIVATE, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS: DatabaseArgs = {
  placement: PLACEMENT,
  administrators: { name: 'grid-administrators', objectId: 'object', tenantId: 'tenant' },
  access: FROM_SUBNETS,
  workspaceId: WORKSPACE_ID,
  alertEmails: ['on-duty@example.org'],
  databaseName: 'grid',
  vcores: { min: 0.5, max: 2 },
  autoPauseMinutes: 60,
  maxSizeGb: 32,
  isZoneRedundant: false,
  backupRedundancy: 'Local',
  pointInTimeDays: 7,
  longTermBackups: null,
  isProtected: false,
}
const tryDatabase = (more: Partial<DatabaseArgs> = {}) =>
  tryOut(() => new Database('warehouse', { ...ARGS, ...more }))

describe('a database', () => {
  it('is administered by a group of Entra ID, without any login or password', async () => {
    const server = (await tryDatabase()).only('sql:Server')
    expect(server).toMatchObject({
      minimalTlsVersion: '1.2',
      administrators: {
        administratorType: 'ActiveDirectory',
        azureADOnlyAuthentication: true,
        principalType: 'Group',
        login: 'grid-administrators',
        sid: 'object',
        tenantId: 'tenant',
      },
    })
    expect(Object.keys(server).filter(key => /administratorLogin/.test(key))).toEqual([])
  })

  it('is audited for 90 days, into the workspace', async () => {
    const database = await tryDatabase()
    expect(database.only('sql:ExtendedServerBlobAuditingPolicy')).toMatchObject({
      state: 'Enabled',
      isAzureMonitorTargetEnabled: true,
      retentionDays: 90,
    })
    expect(database.of('monitor:DiagnosticSetting')).toMatchObject({
      'warehouse-audit-diagnostics': {
        resourceUri: expect.stringMatching(/\/databases\/master$/),
        logs: [{ category: 'SQLSecurityAuditEvents' }, { category: 'DevOpsOperationsAudit' }],
      },
      'warehouse-diagnostics': {
        logs: [{ categoryGroup: 'allLogs', enabled: true }],
        metrics: [{ category: 'Basic' }],
      },
    })
  })

  it('tells people of threats, assesses itself, and encrypts what it writes', async () => {
    const database = await tryDatabase()
    expect(database.only('sql:ServerSecurityAlertPolicy')).toMatchObject({
      state: 'Enabled',
      emailAccountAdmins: true,
      emailAddresses: ['on-duty@example.org'],
    })
    expect(database.only('sql:SqlVulnerabilityAssessmentsSetting')).toMatchObject({ state: 'Enabled' })
    expect(database.only('sql:TransparentDataEncryption')).toMatchObject({ state: 'Enabled' })
  })

  it('tells where it is without saying who calls', async () => {
    const { made } = await tryDatabase()
    expect(await outputOf(made.url)).toMatch(/^mssql:\/\/warehouse\w+\.database\.windows\.net:1433\/grid$/)
  })
})

it('is small, sleeps when idle, and is reached from the subnets when so asked', async () => {
  const database = await tryDatabase()
  expect(database.only('sql:Database')).toMatchObject({
    databaseName: 'grid',
    sku: { name: 'GP_S_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 2 },
    minCapacity: 0.5,
    autoPauseDelay: 60,
    maxSizeBytes: 32 * 1024 ** 3,
    zoneRedundant: false,
    requestedBackupStorageRedundancy: 'Local',
  })
  expect(database.only('sql:BackupShortTermRetentionPolicy')).toMatchObject({ retentionDays: 7 })
  expect(database.of('sql:LongTermRetentionPolicy')).toEqual({})
  expect(database.only('sql:Server').publicNetworkAccess).toBe('Enabled')
  expect(database.only('sql:VirtualNetworkRule')).toMatchObject({ virtualNetworkSubnetId: SUBNET_ID })
  expect(database.of('network:PrivateEndpoint')).toEqual({})
})

it('is large, never sleeps, keeps long backups and has no public endpoint when so asked', async () => {
  const database = await tryDatabase({
    access: PRIVATE,
    vcores: { min: 1, max: 8 },
    autoPauseMinutes: null,
    maxSizeGb: 256,
    isZoneRedundant: true,
    backupRedundancy: 'Geo',
    pointInTimeDays: 35,
    longTermBackups: { weeks: 5, months: 12, years: 5 },
  })
  expect(database.only('sql:Database')).toMatchObject({
    sku: { capacity: 8 },
    minCapacity: 1,
    autoPauseDelay: -1,
    maxSizeBytes: 256 * 1024 ** 3,
    zoneRedundant: true,
    requestedBackupStorageRedundancy: 'Geo',
  })
  expect(database.only('sql:BackupShortTermRetentionPolicy')).toMatchObject({ retentionDays: 35 })
  expect(database.only('sql:LongTermRetentionPolicy')).toMatchObject({
    weeklyRetention: 'P5W',
    monthlyRetention: 'P12M',
    yearlyRetention: 'P5Y',
  })
  expect(database.only('sql:Server').publicNetworkAccess).toBe('Disabled')
  expect(database.of('sql:VirtualNetworkRule')).toEqual({})
  expect(database.only('network:PrivateEndpoint')).toMatchObject({
    privateLinkServiceConnections: [{ groupIds: ['sqlServer'] }],
  })
})

it('refuses to sleep and to keep long backups at once, which Azure does not do', async () => {
  const longTermBackups = { weeks: 5, months: 12, years: 5 }
  await expect(tryDatabase({ longTermBackups })).rejects.toThrow(
    'warehouse: autoPauseMinutes 60 with longTermBackups: Azure pauses no database that has them; set one to null',
  )
})
