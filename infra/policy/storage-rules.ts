/** Protections of storage accounts. */
import { at, type EstateRule, expectAt, listAt, type PolicyResource, type ResourceRule } from './rule.ts'

const ACCOUNT = 'azure-native:storage:StorageAccount'
const types = [ACCOUNT]

export const STORAGE_RULES: readonly ResourceRule[] = [
  {
    id: 'storage-no-shared-key',
    checkov: ['CKV2_AZURE_40'],
    reason: 'An account key opens everything to whoever holds it, and leaves no name in the log.',
    types,
    breach: inputs => expectAt(inputs, 'allowSharedKeyAccess', false),
  },
  {
    id: 'storage-no-anonymous-blobs',
    checkov: ['CKV_AZURE_190'],
    reason: 'A container could be opened to the world by one setting.',
    types,
    breach: inputs => expectAt(inputs, 'allowBlobPublicAccess', false),
  },
  {
    id: 'storage-https-only',
    checkov: ['CKV_AZURE_3'],
    reason: 'Data and tokens would cross the network in clear text.',
    types,
    breach: inputs => expectAt(inputs, 'enableHttpsTrafficOnly', true),
  },
  {
    id: 'storage-tls',
    checkov: ['CKV_AZURE_44'],
    reason: 'Older versions of TLS are broken.',
    types,
    breach: inputs => expectAt(inputs, 'minimumTlsVersion', 'TLS1_2'),
  },
  {
    id: 'storage-default-deny',
    checkov: ['CKV_AZURE_35'],
    reason: 'A stolen token would work from any network.',
    types,
    breach: inputs => expectAt(inputs, 'networkRuleSet.defaultAction', 'Deny'),
  },
  {
    id: 'storage-replication',
    checkov: ['CKV_AZURE_206'],
    reason: 'With one building the data is gone.',
    types,
    breach: inputs => {
      const sku = String(at(inputs, 'sku', 'name'))
      return /_(ZRS|GRS|RAGRS|GZRS|RAGZRS)$/.test(sku)
        ? undefined
        : `sku.name is ${sku}, expected several zones or regions`
    },
  },
  {
    id: 'storage-no-local-users',
    checkov: ['CKV_AZURE_244'],
    reason: 'Local users sign in with passwords and keys of their own.',
    types,
    breach: inputs => expectAt(inputs, 'isLocalUserEnabled', false),
  },
  {
    id: 'storage-soft-delete',
    checkov: ['CKV2_AZURE_38'],
    reason: 'What is deleted by mistake could not be brought back.',
    types: ['azure-native:storage:BlobServiceProperties'],
    breach: inputs =>
      expectAt(inputs, 'deleteRetentionPolicy.enabled', true) ??
      expectAt(inputs, 'containerDeleteRetentionPolicy.enabled', true),
  },
]

const accounts = (estate: readonly PolicyResource[]) => estate.filter(({ type }) => type === ACCOUNT)

/** Accounts whose id is known; in a preview of a new environment none is. */
const known = (estate: readonly PolicyResource[]) =>
  accounts(estate).flatMap(account => (account.id === undefined ? [] : [{ ...account, id: account.id }]))

export const STORAGE_ESTATE_RULES: readonly EstateRule[] = [
  {
    id: 'storage-logging',
    checkov: ['CKV2_AZURE_21'],
    reason: 'Nobody could tell who read or changed what.',
    breaches: estate =>
      known(estate)
        .filter(({ id }) => !estate.some(resource => logsReadsAndWrites(resource, id)))
        .map(({ name }) => ({ resource: name, message: 'its reads and writes are not logged' })),
  },
  {
    id: 'storage-private-endpoint',
    checkov: ['CKV2_AZURE_33'],
    reason: 'Data would be reachable, if only for a refusal, from every network of the world.',
    breaches: estate =>
      known(estate)
        .filter(({ id }) => !estate.some(resource => leadsTo(resource, id)))
        .map(({ name }) => ({ resource: name, message: 'no private endpoint leads to it' })),
  },
]

function logsReadsAndWrites({ type, inputs }: PolicyResource, accountId: string): boolean {
  if (type !== 'azure-native:monitor:DiagnosticSetting') return false
  if (!String(inputs.resourceUri).startsWith(`${accountId}/`)) return false
  const kept = new Set(
    listAt(inputs, 'logs')
      .filter(log => at(log, 'enabled') === true)
      .flatMap(log => [at(log, 'category'), at(log, 'categoryGroup')]),
  )
  return kept.has('allLogs') || (kept.has('StorageRead') && kept.has('StorageWrite'))
}

const leadsTo = ({ type, inputs }: PolicyResource, accountId: string) =>
  type === 'azure-native:network:PrivateEndpoint' &&
  listAt(inputs, 'privateLinkServiceConnections').some(
    connection => at(connection, 'privateLinkServiceId') === accountId,
  )
