/** What every storage account of ours has in common: Entra ID only, encrypted transport, a shut firewall. */
import type * as storage from '@pulumi/azure-native/storage/index.js'
import type { NetworkAccess } from './network-access.ts'
import type { Placement } from './placement.ts'

/** Copies that Azure keeps: in one building, in three zones, or in three zones and another region. */
export type Redundancy = 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

/** `access` absent: any network may try to sign in, as the platform's own deployment service must. */
export function secureStorageAccount(
  placement: Placement,
  redundancy: Redundancy,
  access?: NetworkAccess,
): storage.StorageAccountArgs {
  return {
    ...placement,
    kind: 'StorageV2',
    sku: { name: redundancy },
    allowSharedKeyAccess: false,
    defaultToOAuthAuthentication: true,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    isLocalUserEnabled: false,
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: 'TLS1_2',
    publicNetworkAccess: access?.kind === 'private' ? 'Disabled' : 'Enabled',
    networkRuleSet: firewall(access),
  }
}

function firewall(access?: NetworkAccess): NonNullable<storage.StorageAccountArgs['networkRuleSet']> {
  if (access === undefined) return { defaultAction: 'Allow', bypass: 'AzureServices' }
  const subnetIds = access.kind === 'subnets' ? access.subnetIds : []
  return {
    defaultAction: 'Deny',
    bypass: 'AzureServices',
    virtualNetworkRules: subnetIds.map(virtualNetworkResourceId => ({ virtualNetworkResourceId })),
  }
}

/** Properties of an account's blobs: for so many days what was deleted, a file or a container, can be brought back. */
export function keepDeleted(days: number) {
  const softDelete = { enabled: true, days }
  return {
    blobServicesName: 'default',
    deleteRetentionPolicy: softDelete,
    containerDeleteRetentionPolicy: softDelete,
  }
}
