/**
 * HostStorage: what one function host keeps for itself: the package it runs, its locks and its timers' marks.
 *
 * An account of its own: its firewall is open, since the platform's deployment service comes from networks
 * that no rule can name, and the host needs the whole of it. Keys are off all the same, and nothing of
 * the lake is in it.
 */
import * as storage from '@pulumi/azure-native/storage/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { Identity } from './identities.ts'
import type { Placement } from './placement.ts'
import { grantRole, type Role } from './roles.ts'
import { keepDeleted, type Redundancy, secureStorageAccount } from './secure-storage-account.ts'

export interface HostStorageArgs {
  readonly placement: Placement
  /** Whom the host signs in as. */
  readonly identity: Identity
  readonly workspaceId: pulumi.Input<string>
  readonly redundancy?: Redundancy
}

/** What a host of functions asks of its storage when it signs in by identity. */
const HOST_ROLES: readonly Role[] = [
  'Storage Blob Data Owner',
  'Storage Queue Data Contributor',
  'Storage Table Data Contributor',
]

export class HostStorage extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>
  /** URL of the container for the package. */
  readonly packages: pulumi.Output<string>
  /** The app must not be made before it may use its storage. */
  readonly grants: readonly pulumi.Resource[]

  constructor(name: string, args: HostStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:HostStorage', name, {}, opts)
    const parent = { parent: this }
    const { placement, identity } = args

    // Names of storage accounts take no hyphens.
    const account = new storage.StorageAccount(
      name.replaceAll('-', ''),
      secureStorageAccount(placement, args.redundancy ?? 'Standard_ZRS'),
      parent,
    )
    const of = { resourceGroupName: placement.resourceGroupName, accountName: account.name }
    new storage.BlobServiceProperties(name, { ...of, ...keepDeleted(7) }, parent)
    const packages = new storage.BlobContainer(
      `${name}-packages`,
      { ...of, containerName: 'packages', publicAccess: 'None' },
      parent,
    )
    // A host renews its locks every few seconds: its reads and writes would fill the workspace, its deletions tell.
    keepDiagnostics(
      name,
      {
        resourceUri: pulumi.interpolate`${account.id}/blobServices/default`,
        workspaceId: args.workspaceId,
        logCategories: ['StorageDelete'],
        metricCategory: 'Transaction',
      },
      parent,
    )
    this.grants = HOST_ROLES.map(role =>
      grantRole(
        `${name}-${role.split(' ')[1]?.toLowerCase()}`,
        { principalId: identity.principalId, role, scope: account.id },
        parent,
      ),
    )

    this.accountName = account.name
    this.packages = pulumi.interpolate`${account.primaryEndpoints.apply(endpoints => endpoints.blob)}${packages.name}`
    this.registerOutputs({ accountName: this.accountName })
  }
}
