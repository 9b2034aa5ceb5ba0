/**
 * Database: Azure SQL behind Entra ID alone, serverless, audited, backed up.
 *
 * The administrator is a group, set when the server is made: changing it would replace the server, so later
 * changes are ignored here and made in the group. There is no SQL login, hence no password. Users of the
 * database are made by the migration, from client ids.
 */
import * as sql from '@pulumi/azure-native/sql/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { NetworkAccess } from './network-access.ts'
import type { Placement } from './placement.ts'
import { privateEndpoint } from './private-endpoint.ts'

export interface LongTermBackups {
  readonly weeks: number
  readonly months: number
  readonly years: number
}

export interface DatabaseArgs {
  readonly placement: Placement
  /** The Entra group that administers the server; the identity that migrates belongs to it. */
  readonly administrators: {
    readonly name: string
    readonly objectId: string
    readonly tenantId: string
  }
  readonly access: NetworkAccess
  readonly workspaceId: pulumi.Input<string>
  /** Who is told of threats. */
  readonly alertEmails: readonly string[]
  readonly databaseName: string
  readonly vcores: { readonly min: number; readonly max: number }
  /** Idle minutes after which it pauses; null: never. */
  readonly autoPauseMinutes: number | null
  readonly maxSizeGb: number
  readonly isZoneRedundant: boolean
  readonly backupRedundancy: 'Local' | 'Zone' | 'Geo' | 'GeoZone'
  /** Days back to which it can be restored, to the second: 7 to 35. */
  readonly pointInTimeDays: number
  /** Null: none. A database that has them can't pause. */
  readonly longTermBackups: LongTermBackups | null
  /** The engine refuses to delete the server. */
  readonly isProtected: boolean
}

/** Logs that say what was done, by whom; `allLogs` would add every wait and statistic. */
const AUDIT_LOGS = ['SQLSecurityAuditEvents', 'DevOpsOperationsAudit']

export class Database extends pulumi.ComponentResource {
  readonly serverId: pulumi.Output<string>
  readonly serverName: pulumi.Output<string>
  readonly databaseId: pulumi.Output<string>
  /** `mssql://<server>:1433/<database>`, without a user: callers bring a token. */
  readonly url: pulumi.Output<string>

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Database', name, {}, opts)
    refusePausingWithLongTermBackups(name, args)
    const parent = { parent: this }

    const server = createServer(name, args, this)
    const database = createDatabase(name, args, server, this)
    keepAudit(name, args, server, database, parent)
    keepBackups(name, args, server, database, parent)
    admit(name, args, server, parent)

    this.serverId = server.id
    this.serverName = server.name
    this.databaseId = database.id
    this.url = pulumi.interpolate`mssql://${server.fullyQualifiedDomainName}:1433/${database.name}`
    this.registerOutputs({ serverName: this.serverName, url: this.url })
  }
}

function refusePausingWithLongTermBackups(name: string, args: DatabaseArgs): void {
  if (args.autoPauseMinutes === null || args.longTermBackups === null) return
  throw new Error(
    `${name}: autoPauseMinutes ${args.autoPauseMinutes} with longTermBackups: Azure pauses no database that has them; set one to null`,
  )
}

function createServer(name: string, args: DatabaseArgs, parent: pulumi.Resource): sql.Server {
  const { administrators, placement, access } = args
  return new sql.Server(
    name,
    {
      ...placement,
      version: '12.0',
      minimalTlsVersion: '1.2',
      publicNetworkAccess: access.kind === 'private' ? 'Disabled' : 'Enabled',
      administrators: {
        administratorType: 'ActiveDirectory',
        azureADOnlyAuthentication: true,
        principalType: 'Group',
        login: administrators.name,
        sid: administrators.objectId,
        tenantId: administrators.tenantId,
      },
    },
    { parent, protect: args.isProtected, ignoreChanges: ['administrators'] },
  )
}

function createDatabase(
  name: string,
  args: DatabaseArgs,
  server: sql.Server,
  parent: pulumi.Resource,
): sql.Database {
  return new sql.Database(
    name,
    {
      ...args.placement,
      serverName: server.name,
      databaseName: args.databaseName,
      sku: { name: 'GP_S_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: args.vcores.max },
      minCapacity: args.vcores.min,
      autoPauseDelay: args.autoPauseMinutes ?? -1,
      maxSizeBytes: args.maxSizeGb * 1024 ** 3,
      zoneRedundant: args.isZoneRedundant,
      requestedBackupStorageRedundancy: args.backupRedundancy,
    },
    { parent, protect: args.isProtected },
  )
}

function keepAudit(
  name: string,
  args: DatabaseArgs,
  server: sql.Server,
  database: sql.Database,
  opts: pulumi.CustomResourceOptions,
): void {
  const of = { resourceGroupName: args.placement.resourceGroupName, serverName: server.name }
  const auditing = new sql.ExtendedServerBlobAuditingPolicy(
    name,
    {
      ...of,
      blobAuditingPolicyName: 'default',
      state: 'Enabled',
      isAzureMonitorTargetEnabled: true,
      retentionDays: 90,
    },
    opts,
  )
  // Of a server, what is audited is told by the diagnostics of its database `master`.
  keepDiagnostics(
    `${name}-audit`,
    {
      resourceUri: pulumi.interpolate`${server.id}/databases/master`,
      workspaceId: args.workspaceId,
      logCategories: AUDIT_LOGS,
      metricCategory: null,
    },
    { ...opts, dependsOn: [auditing, database] },
  )
  keepDiagnostics(
    name,
    { resourceUri: database.id, workspaceId: args.workspaceId, metricCategory: 'Basic' },
    opts,
  )
  const threats = new sql.ServerSecurityAlertPolicy(
    name,
    {
      ...of,
      securityAlertPolicyName: 'Default',
      state: 'Enabled',
      emailAccountAdmins: true,
      emailAddresses: [...args.alertEmails],
    },
    opts,
  )
  new sql.SqlVulnerabilityAssessmentsSetting(
    name,
    { ...of, vulnerabilityAssessmentName: 'default', state: 'Enabled' },
    { ...opts, dependsOn: [threats] },
  )
  new sql.TransparentDataEncryption(
    name,
    { ...of, databaseName: database.name, tdeName: 'current', state: 'Enabled' },
    opts,
  )
}

function keepBackups(
  name: string,
  args: DatabaseArgs,
  server: sql.Server,
  database: sql.Database,
  opts: pulumi.CustomResourceOptions,
): void {
  const of = {
    resourceGroupName: args.placement.resourceGroupName,
    serverName: server.name,
    databaseName: database.name,
    policyName: 'default',
  }
  new sql.BackupShortTermRetentionPolicy(
    name,
    { ...of, retentionDays: args.pointInTimeDays, diffBackupIntervalInHours: 12 },
    opts,
  )
  if (args.longTermBackups === null) return
  const { weeks, months, years } = args.longTermBackups
  new sql.LongTermRetentionPolicy(
    name,
    {
      ...of,
      weeklyRetention: `P${weeks}W`,
      monthlyRetention: `P${months}M`,
      yearlyRetention: `P${years}Y`,
      weekOfYear: 1,
    },
    opts,
  )
}

function admit(
  name: string,
  args: DatabaseArgs,
  server: sql.Server,
  opts: pulumi.CustomResourceOptions,
): void {
  const { placement, access } = args
  if (access.kind === 'private') {
    privateEndpoint(name, { placement, access, resourceId: server.id, service: 'sqlServer' }, opts)
    return
  }
  for (const [index, virtualNetworkSubnetId] of access.subnetIds.entries()) {
    new sql.VirtualNetworkRule(
      `${name}-subnet-${index}`,
      { resourceGroupName: placement.resourceGroupName, serverName: server.name, virtualNetworkSubnetId },
      opts,
    )
  }
}
