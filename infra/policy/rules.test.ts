/** Each rule is held against what keeps it and what breaks it. */
import { describe, expect, it } from 'vitest'
import {
  breachOf,
  checkEstate,
  ESTATE_RULES,
  environmentOf,
  RESOURCE_RULES,
  waiverOf,
} from './check-estate.ts'
import type { Inputs, PolicyResource } from './rule.ts'
import { WAIVERS } from './waivers.ts'

const STORAGE = 'azure-native:storage:StorageAccount'
const SERVER = 'azure-native:sql:Server'
const DATABASE = 'azure-native:sql:Database'
const APP = 'azure-native:web:WebApp'
const REGISTRY = 'azure-native:containerregistry:Registry'
const CLUSTER = 'azure-native:containerservice:ManagedCluster'
const LOGS = 'azure-native:operationalinsights:Workspace'
const INSIGHTS = 'azure-native:applicationinsights:Component'
const flex = { kind: 'functionapp,linux' }

/** Rule, type, what keeps it, and each way in which it is broken. */
const CASES: readonly (readonly [string, string, Inputs, readonly Inputs[]])[] = [
  ['storage-no-shared-key', STORAGE, { allowSharedKeyAccess: false }, [{}, { allowSharedKeyAccess: true }]],
  [
    'storage-no-anonymous-blobs',
    STORAGE,
    { allowBlobPublicAccess: false },
    [{}, { allowBlobPublicAccess: true }],
  ],
  ['storage-https-only', STORAGE, { enableHttpsTrafficOnly: true }, [{ enableHttpsTrafficOnly: false }]],
  ['storage-tls', STORAGE, { minimumTlsVersion: 'TLS1_2' }, [{}, { minimumTlsVersion: 'TLS1_0' }]],
  [
    'storage-default-deny',
    STORAGE,
    { networkRuleSet: { defaultAction: 'Deny' } },
    [{}, { networkRuleSet: { defaultAction: 'Allow' } }],
  ],
  ['storage-replication', STORAGE, { sku: { name: 'Standard_ZRS' } }, [{ sku: { name: 'Standard_LRS' } }]],
  ['storage-no-local-users', STORAGE, { isLocalUserEnabled: false }, [{}, { isLocalUserEnabled: true }]],
  [
    'storage-soft-delete',
    'azure-native:storage:BlobServiceProperties',
    { deleteRetentionPolicy: { enabled: true }, containerDeleteRetentionPolicy: { enabled: true } },
    [{}, { deleteRetentionPolicy: { enabled: true } }],
  ],
  [
    'sql-entra-only',
    SERVER,
    { administrators: { azureADOnlyAuthentication: true } },
    [{}, { administrators: { azureADOnlyAuthentication: true }, administratorLogin: 'sa' }],
  ],
  ['sql-tls', SERVER, { minimalTlsVersion: '1.2' }, [{}, { minimalTlsVersion: '1.0' }]],
  [
    'sql-no-public-access',
    SERVER,
    { publicNetworkAccess: 'Disabled' },
    [{}, { publicNetworkAccess: 'Enabled' }],
  ],
  [
    'sql-no-open-firewall',
    'azure-native:sql:FirewallRule',
    { startIpAddress: '192.0.2.1' },
    [{ startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }],
  ],
  ['sql-zone-redundancy', DATABASE, { zoneRedundant: true }, [{}, { zoneRedundant: false }]],
  [
    'sql-short-backups',
    'azure-native:sql:BackupShortTermRetentionPolicy',
    { retentionDays: 7 },
    [{}, { retentionDays: 1 }],
  ],
  ['web-https-only', APP, { httpsOnly: true }, [{}, { httpsOnly: false }]],
  ['web-tls', APP, { siteConfig: { minTlsVersion: '1.2' } }, [{}, { siteConfig: { minTlsVersion: '1.1' } }]],
  [
    'web-no-ftp',
    APP,
    { siteConfig: { ftpsState: 'Disabled' } },
    [{}, { siteConfig: { ftpsState: 'FtpsOnly' } }],
  ],
  ['web-http2', APP, { siteConfig: { http20Enabled: true } }, [{}]],
  ['web-managed-identity', APP, { identity: { type: 'UserAssigned' } }, [{}, { identity: { type: 'None' } }]],
  [
    'web-logs',
    APP,
    {
      siteConfig: {
        httpLoggingEnabled: true,
        detailedErrorLoggingEnabled: true,
        requestTracingEnabled: true,
      },
    },
    [{}, { siteConfig: { httpLoggingEnabled: true } }],
  ],
  ['web-health-check', APP, { siteConfig: { healthCheckPath: '/healthz' } }, [{}, { siteConfig: {} }]],
  [
    'web-always-on',
    APP,
    { siteConfig: { alwaysOn: true } },
    [{}, { ...flex, siteConfig: { alwaysOn: true } }],
  ],
  [
    'web-cors',
    APP,
    { siteConfig: { cors: { allowedOrigins: [] } } },
    [{ siteConfig: { cors: { allowedOrigins: ['*'] } } }],
  ],
  [
    'web-instances',
    'azure-native:web:AppServicePlan',
    { sku: { capacity: 2 } },
    [{ sku: { capacity: 1 } }, {}],
  ],
  ['registry-no-administrator', REGISTRY, { adminUserEnabled: false }, [{}, { adminUserEnabled: true }]],
  [
    'registry-no-anonymous-pull',
    REGISTRY,
    { anonymousPullEnabled: false },
    [{}, { anonymousPullEnabled: true }],
  ],
  ['kubernetes-rbac', CLUSTER, { enableRBAC: true }, [{}, { enableRBAC: false }]],
  ['kubernetes-no-local-accounts', CLUSTER, { disableLocalAccounts: true }, [{}]],
  [
    'kubernetes-network-policy',
    CLUSTER,
    { networkProfile: { networkPolicy: 'cilium' } },
    [{}, { networkProfile: { networkPolicy: 'none' } }],
  ],
  [
    'kubernetes-workload-identity',
    CLUSTER,
    { oidcIssuerProfile: { enabled: true }, securityProfile: { workloadIdentity: { enabled: true } } },
    [{}, { oidcIssuerProfile: { enabled: true } }],
  ],
  [
    'kubernetes-upgrade-channel',
    CLUSTER,
    { autoUpgradeProfile: { upgradeChannel: 'stable' } },
    [{}, { autoUpgradeProfile: { upgradeChannel: 'none' } }],
  ],
  [
    'databricks-no-public-ip',
    'azure-native:databricks:Workspace',
    { parameters: { enableNoPublicIp: { value: true } } },
    [{}],
  ],
  [
    'databricks-access-connector',
    'azure-native:databricks:AccessConnector',
    { identity: { type: 'UserAssigned' } },
    [{}],
  ],
  [
    'monitor-no-local-authentication',
    LOGS,
    { features: { disableLocalAuth: true } },
    [{}, { features: { disableLocalAuth: false } }],
  ],
  ['monitor-workspace-based', INSIGHTS, { workspaceResourceId: '/logs' }, [{}]],
  [
    'monitor-daily-cap',
    LOGS,
    { workspaceCapping: { dailyQuotaGb: 1 } },
    [{}, { workspaceCapping: { dailyQuotaGb: -1 } }],
  ],
  [
    'monitor-receiver',
    'azure-native:monitor:ActionGroup',
    { emailReceivers: [{}] },
    [{}, { emailReceivers: [] }],
  ],
]

describe('a rule about a resource', () => {
  it.each(CASES)('%s is kept and broken as it should be', (id, type, right, wrongs) => {
    const rule = RESOURCE_RULES.find(candidate => candidate.id === id)
    if (!rule) throw new Error(`${id}: no such rule`)
    const judge = (inputs: Inputs) => breachOf(rule, { type, name: 'planted', inputs })
    expect(judge(right)).toEqual([])
    for (const wrong of wrongs) {
      expect(judge(wrong)).toEqual([{ rule: id, resource: 'planted', message: expect.stringMatching(/\w/) }])
    }
  })

  it('leaves other types alone', () => {
    const stranger = { type: 'azure-native:network:Subnet', name: 'planted', inputs: {} }
    expect(RESOURCE_RULES.flatMap(rule => breachOf(rule, stranger))).toEqual([])
  })

  it('asks of function apps what Flex Consumption can do', () => {
    const app = { type: APP, name: 'planted', inputs: flex }
    const asked = RESOURCE_RULES.filter(({ id }) =>
      ['web-logs', 'web-health-check', 'web-always-on'].includes(id),
    )
    expect(asked.flatMap(rule => breachOf(rule, app))).toEqual([])
  })
})

const lake = { type: STORAGE, name: 'lake', id: '/lake', inputs: { isHnsEnabled: true } }
const server = { type: SERVER, name: 'server', id: '/server', inputs: {} }
const database = { type: DATABASE, name: 'database', id: '/server/database', inputs: {} }
const app = { type: APP, name: 'app', id: '/app', inputs: {} }
const group = {
  type: 'azure-native:resources:ResourceGroup',
  name: 'group',
  id: '/group',
  inputs: { tags: { environment: 'prod' } },
}
const with_ = (type: string, inputs: Inputs): PolicyResource => ({
  type: `azure-native:${type}`,
  name: 'with',
  id: '/with',
  inputs,
})
const logs = (resourceUri: string, category: object) =>
  with_('monitor:DiagnosticSetting', { resourceUri, logs: [{ ...category, enabled: true }] })
const alert = (operation: string) =>
  with_('monitor:ActivityLogAlert', { condition: { allOf: [{ field: 'operationName', equals: operation }] } })
const roleAlert = alert('Microsoft.Authorization/roleAssignments/write')
const policyAlert = alert('Microsoft.Authorization/policyAssignments/write')
const lock = (scope: string, level = 'CanNotDelete') =>
  with_('authorization:ManagementLockByScope', { scope, level })

/** Rule, an estate that keeps it, and others that break it, each in one place. */
const ESTATES: readonly (readonly [
  string,
  readonly PolicyResource[],
  readonly (readonly PolicyResource[])[],
])[] = [
  [
    'storage-logging',
    [lake, logs('/lake/blobServices/default', { categoryGroup: 'allLogs' })],
    [
      [lake],
      [lake, logs('/lake/blobServices/default', { category: 'StorageDelete' })],
      [lake, logs('/lakeside/x', { categoryGroup: 'allLogs' })],
    ],
  ],
  [
    'storage-private-endpoint',
    [
      lake,
      with_('network:PrivateEndpoint', {
        privateLinkServiceConnections: [{ privateLinkServiceId: '/lake' }],
      }),
    ],
    [
      [lake],
      [
        lake,
        with_('network:PrivateEndpoint', {
          privateLinkServiceConnections: [{ privateLinkServiceId: '/other' }],
        }),
      ],
    ],
  ],
  [
    'sql-auditing',
    [server, with_('sql:ExtendedServerBlobAuditingPolicy', { state: 'Enabled', retentionDays: 90 })],
    [
      [server],
      [server, with_('sql:ExtendedServerBlobAuditingPolicy', { state: 'Enabled', retentionDays: 30 })],
    ],
  ],
  [
    'sql-threat-detection',
    [
      server,
      with_('sql:ServerSecurityAlertPolicy', {
        state: 'Enabled',
        emailAccountAdmins: true,
        emailAddresses: ['a'],
      }),
    ],
    [
      [server],
      [
        server,
        with_('sql:ServerSecurityAlertPolicy', {
          state: 'Enabled',
          emailAccountAdmins: true,
          emailAddresses: [],
        }),
      ],
      [
        server,
        with_('sql:ServerSecurityAlertPolicy', {
          state: 'Enabled',
          emailAccountAdmins: true,
          emailAddresses: ['a'],
          disabledAlerts: ['Sql_Injection'],
        }),
      ],
    ],
  ],
  [
    'sql-vulnerability-assessment',
    [server, with_('sql:SqlVulnerabilityAssessmentsSetting', { state: 'Enabled' })],
    [[server], [server, with_('sql:SqlVulnerabilityAssessmentsSetting', { state: 'Disabled' })]],
  ],
  [
    'sql-encryption',
    [database, with_('sql:TransparentDataEncryption', { state: 'Enabled' })],
    [[database], [database, with_('sql:TransparentDataEncryption', { state: 'Disabled' })]],
  ],
  [
    'sql-long-backups',
    [database, with_('sql:LongTermRetentionPolicy', { weeklyRetention: 'P5W', monthlyRetention: 'P12M' })],
    [[database], [database, with_('sql:LongTermRetentionPolicy', {})]],
  ],
  [
    'web-no-basic-authentication',
    [app, with_('web:WebAppFtpAllowed', { allow: false }), with_('web:WebAppScmAllowed', { allow: false })],
    [
      [app, with_('web:WebAppFtpAllowed', { allow: false })],
      [app, with_('web:WebAppFtpAllowed', { allow: false }), with_('web:WebAppScmAllowed', { allow: true })],
    ],
  ],
  [
    'monitor-diagnostics',
    [database, logs('/server/database', {})],
    [[database], [database, logs('/server/database2', {})]],
  ],
  [
    'budget',
    [group, with_('consumption:Budget', { notifications: { spent: {} } })],
    [[group], [group, with_('consumption:Budget', { notifications: {} })]],
  ],
  [
    'activity-alerts',
    [group, roleAlert, policyAlert],
    [
      [group, roleAlert],
      [group, policyAlert],
    ],
  ],
  [
    'delete-locks',
    [lake, lock('/lake')],
    [[lake], [lake, lock('/other')], [lake, lock('/lake', 'ReadOnly')]],
  ],
]

describe('a rule about an environment', () => {
  it.each(ESTATES)('%s is kept and broken as it should be', (id, right, wrongs) => {
    const rule = ESTATE_RULES.find(candidate => candidate.id === id)
    if (!rule) throw new Error(`${id}: no such rule`)
    expect(rule.breaches(right)).toEqual([])
    for (const wrong of wrongs) expect(rule.breaches(wrong)).toHaveLength(1)
  })
})

it('tries every rule there is, each with an id of its own and a reason', () => {
  const rules = [...RESOURCE_RULES, ...ESTATE_RULES]
  const tried = [...CASES, ...ESTATES].map(([id]) => id)
  expect(rules.map(({ id }) => id).toSorted()).toEqual(tried.toSorted())
  expect(new Set(tried).size).toBe(tried.length)
  expect(rules.length).toBeGreaterThanOrEqual(40)
  expect(rules.filter(({ reason }) => !/^[A-Z].+\.$/.test(reason))).toEqual([])
})

describe('a waiver', () => {
  it.each(WAIVERS)(
    'of $rule names a rule there is, environments, and a reason',
    ({ rule, environments, reason }) => {
      expect([...RESOURCE_RULES, ...ESTATE_RULES].map(({ id }) => id)).toContain(rule)
      expect(environments.filter(name => !['dev', 'staging', 'prod'].includes(name))).toEqual([])
      expect(reason).toMatch(/\w{3}.*\.$/)
    },
  )

  it('holds for its environments and resources, and for no other', () => {
    const breach = (resource: string) => ({ rule: 'storage-default-deny', resource })
    expect(waiverOf('prod', breach('gridingesthost'))).toBeDefined()
    expect(waiverOf('prod', breach('lake'))).toBeUndefined()
    expect(waiverOf('dev', { rule: 'sql-no-public-access', resource: 'warehouse' })).toBeDefined()
    expect(waiverOf('prod', { rule: 'sql-no-public-access', resource: 'warehouse' })).toBeUndefined()
    expect(waiverOf(undefined, breach('gridingesthost'))).toBeUndefined()
  })

  it('moves a breach to what is waived, with the reason', () => {
    const plan = with_('web:AppServicePlan', { sku: { capacity: 1 } })
    const report = checkEstate('dev', [plan])
    expect(report.breaches).toEqual([])
    expect(report.waived).toMatchObject([
      { rule: 'web-instances', resource: 'with', reason: expect.stringMatching(/\w/) },
    ])
    expect(checkEstate('prod', [plan]).breaches).toMatchObject([{ rule: 'web-instances' }])
  })
})

it('knows the environment by the tags of the resource group', () => {
  expect(environmentOf([lake, group])).toBe('prod')
  expect(environmentOf([lake])).toBeUndefined()
})
