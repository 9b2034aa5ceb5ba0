/**
 * Lake: the storage account (ADLS Gen2) that holds the layers, one container each.
 *
 * Callers sign in with Entra ID, roles are granted container by container. What is deleted or overwritten
 * by mistake can be brought back for a while; what has a term is deleted when it is over. A hierarchical
 * namespace keeps no versions and no change feed: writers use conditions, not versions.
 */
import * as storage from '@pulumi/azure-native/storage/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { NetworkAccess } from './network-access.ts'
import type { Placement } from './placement.ts'
import { privateEndpoint } from './private-endpoint.ts'
import { keepDeleted, type Redundancy, secureStorageAccount } from './secure-storage-account.ts'

/** What becomes of the files below a prefix, counted in days since they were last written. */
export interface Retention {
  /** `<container>/<folder>/…` */
  readonly prefix: string
  readonly cool_after_days?: number
  readonly delete_after_days?: number
}

export interface LakeArgs<Layer extends string> {
  readonly placement: Placement
  readonly layers: readonly Layer[]
  readonly access: NetworkAccess
  readonly workspaceId: pulumi.Input<string>
  /** Zone-redundant unless the stack asks for something else. */
  readonly redundancy?: Redundancy
  /** For ever, where nothing is said. */
  readonly retention?: readonly Retention[]
  /** How long deleted files and containers can be brought back: 30 days unless said. */
  readonly softDeleteDays?: number
}

export class Lake<Layer extends string> extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly accountName: pulumi.Output<string>
  /** `https://<account>.blob.core.windows.net/`; a layer is the first folder below it. */
  readonly endpoint: pulumi.Output<string>
  readonly #containers: ReadonlyMap<string, storage.BlobContainer>

  constructor(name: string, args: LakeArgs<Layer>, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Lake', name, {}, opts)
    const parent = { parent: this }
    const { placement, access } = args

    const account = new storage.StorageAccount(
      name,
      {
        ...secureStorageAccount(placement, args.redundancy ?? 'Standard_ZRS', access),
        accessTier: 'Hot',
        isHnsEnabled: true, // a data lake is a storage account with real folders
      },
      parent,
    )
    const of = { resourceGroupName: placement.resourceGroupName, accountName: account.name }
    new storage.BlobServiceProperties(name, { ...of, ...keepDeleted(args.softDeleteDays ?? 30) }, parent)
    this.#containers = new Map(
      args.layers.map(layer => [
        layer,
        new storage.BlobContainer(
          `${name}-${layer}`,
          { ...of, containerName: layer, publicAccess: 'None' },
          parent,
        ),
      ]),
    )
    const rules = lifecycle(args.retention ?? [])
    if (rules.length > 0) {
      const policy = { ...of, managementPolicyName: 'default', policy: { rules } }
      new storage.ManagementPolicy(name, policy, parent)
    }
    keepDiagnostics(
      name,
      {
        resourceUri: pulumi.interpolate`${account.id}/blobServices/default`,
        workspaceId: args.workspaceId,
        metricCategory: 'Transaction',
      },
      parent,
    )
    if (access.kind === 'private') {
      // Spark asks the dfs endpoint, all others the blob endpoint.
      privateEndpoint(name, { placement, access, resourceId: account.id, service: 'blob' }, parent)
      privateEndpoint(name, { placement, access, resourceId: account.id, service: 'dfs' }, parent)
    }

    this.id = account.id
    this.accountName = account.name
    this.endpoint = account.primaryEndpoints.apply(endpoints => endpoints.blob)
    this.registerOutputs({ accountName: this.accountName, endpoint: this.endpoint })
  }

  /** The scope on which to grant a role: one layer. @throws Error when there is none of that name. */
  layerId(layer: Layer): pulumi.Output<string> {
    const container = this.#containers.get(layer)
    if (container) return container.id
    throw new Error(`layer ${layer}: expected one of ${[...this.#containers.keys()].join(', ')}`)
  }
}

function lifecycle(retention: readonly Retention[]) {
  return retention.map(({ prefix, cool_after_days, delete_after_days }) => ({
    name: prefix.replaceAll(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, ''),
    enabled: true,
    type: 'Lifecycle',
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: [prefix] },
      actions: {
        baseBlob: {
          ...(cool_after_days !== undefined && {
            tierToCool: { daysAfterModificationGreaterThan: cool_after_days },
          }),
          ...(delete_after_days !== undefined && {
            delete: { daysAfterModificationGreaterThan: delete_after_days },
          }),
        },
      },
    },
  }))
}
