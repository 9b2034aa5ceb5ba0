/** Protections of SQL servers and their databases. */
import { at, type EstateRule, expectAt, listAt, type PolicyResource, type ResourceRule } from './rule.ts'

const SERVER = 'azure-native:sql:Server'
const DATABASE = 'azure-native:sql:Database'

export const DATABASE_RULES: readonly ResourceRule[] = [
  {
    id: 'sql-entra-only',
    checkov: ['CKV2_AZURE_27'],
    reason: 'A login with a password can be guessed, shared and forgotten.',
    types: [SERVER],
    breach: inputs =>
      expectAt(inputs, 'administrators.azureADOnlyAuthentication', true) ??
      (inputs.administratorLogin === undefined ? undefined : 'it has an administrator with a password'),
  },
  {
    id: 'sql-tls',
    checkov: ['CKV_AZURE_52'],
    reason: 'Older versions of TLS are broken.',
    types: [SERVER],
    breach: inputs => expectAt(inputs, 'minimalTlsVersion', '1.2'),
  },
  {
    id: 'sql-no-public-access',
    checkov: ['CKV_AZURE_113'],
    reason: 'The server would answer to the internet.',
    types: [SERVER],
    breach: inputs => expectAt(inputs, 'publicNetworkAccess', 'Disabled'),
  },
  {
    id: 'sql-no-open-firewall',
    checkov: ['CKV2_AZURE_34'],
    reason: 'A rule that begins at 0.0.0.0 lets in all of Azure, or all of the world.',
    types: ['azure-native:sql:FirewallRule'],
    breach: inputs => (at(inputs, 'startIpAddress') === '0.0.0.0' ? 'startIpAddress is 0.0.0.0' : undefined),
  },
  {
    id: 'sql-zone-redundancy',
    checkov: ['CKV_AZURE_229'],
    reason: 'The database would be down with one building.',
    types: [DATABASE],
    breach: inputs => expectAt(inputs, 'zoneRedundant', true),
  },
  {
    id: 'sql-short-backups',
    checkov: [],
    reason: 'A mistake is often seen only days later.',
    types: ['azure-native:sql:BackupShortTermRetentionPolicy'],
    breach: ({ retentionDays }) =>
      Number(retentionDays) >= 7
        ? undefined
        : `retentionDays is ${String(retentionDays)}, expected 7 or more`,
  },
]

/** What each server, or each database, must have with it. */
const COMPANIONS = [
  {
    id: 'sql-auditing',
    checkov: ['CKV_AZURE_23', 'CKV_AZURE_24'],
    reason: 'Nobody could tell who asked what.',
    of: SERVER,
    companion: 'azure-native:sql:ExtendedServerBlobAuditingPolicy',
    isRight: ({ inputs }: PolicyResource) => inputs.state === 'Enabled' && Number(inputs.retentionDays) >= 90,
    wanted: 'an audit that is kept for 90 days or more',
  },
  {
    id: 'sql-threat-detection',
    checkov: ['CKV_AZURE_25', 'CKV_AZURE_26', 'CKV_AZURE_27'],
    reason: 'An attack would be seen by nobody.',
    of: SERVER,
    companion: 'azure-native:sql:ServerSecurityAlertPolicy',
    isRight: ({ inputs }: PolicyResource) =>
      inputs.state === 'Enabled' &&
      inputs.emailAccountAdmins === true &&
      listAt(inputs, 'emailAddresses').length > 0 &&
      listAt(inputs, 'disabledAlerts').length === 0,
    wanted: 'threat detection of every kind that tells somebody',
  },
  {
    id: 'sql-vulnerability-assessment',
    checkov: ['CKV2_AZURE_3'],
    reason: 'Rights that grew too wide would stay.',
    of: SERVER,
    companion: 'azure-native:sql:SqlVulnerabilityAssessmentsSetting',
    isRight: ({ inputs }: PolicyResource) => inputs.state === 'Enabled',
    wanted: 'an assessment of its vulnerabilities',
  },
  {
    id: 'sql-encryption',
    checkov: ['CKV2_AZURE_25'],
    reason: 'Whoever gets hold of a disk could read it.',
    of: DATABASE,
    companion: 'azure-native:sql:TransparentDataEncryption',
    isRight: ({ inputs }: PolicyResource) => inputs.state === 'Enabled',
    wanted: 'transparent encryption',
  },
  {
    id: 'sql-long-backups',
    checkov: [],
    reason: 'What was wrong for months could not be compared with what was right.',
    of: DATABASE,
    companion: 'azure-native:sql:LongTermRetentionPolicy',
    isRight: ({ inputs }: PolicyResource) => Boolean(inputs.weeklyRetention && inputs.monthlyRetention),
    wanted: 'weekly and monthly backups',
  },
]

export const DATABASE_ESTATE_RULES: readonly EstateRule[] = COMPANIONS.map(
  ({ id, checkov, reason, of, companion, isRight, wanted }) => ({
    id,
    checkov,
    reason,
    breaches: estate => {
      const companions = estate.filter(resource => resource.type === companion && isRight(resource))
      return estate
        .filter(({ type }) => type === of)
        .slice(companions.length)
        .map(({ name }) => ({ resource: name, message: `without ${wanted}` }))
    },
  }),
)
