/**
 * Queues: the storage account through which one step tells the next, apart from the lake and from what the
 * function hosts keep for themselves, so that rights are granted queue by queue.
 *
 * Each queue has a second one, `<name>-poison`, for messages that could not be handled.
 */
import * as storage from '@pulumi/azure-native/storage/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { NetworkAccess } from './network-access.ts'
import type { Placement } from './placement.ts'
import { privateEndpoint } from './private-endpoint.ts'
import { type Redundancy, secureStorageAccount } from './secure-storage-account.ts'

export interface QueuesArgs<Name extends string> {
  readonly placement: Placement
  readonly names: readonly Name[]
  readonly access: NetworkAccess
  readonly workspaceId: pulumi.Input<string>
  /** Zone-redundant unless the stack asks for something else. */
  readonly redundancy?: Redundancy
}

export class Queues<Name extends string> extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly accountName: pulumi.Output<string>
  /** `https://<account>.queue.core.windows.net/` */
  readonly endpoint: pulumi.Output<string>
  readonly #ids: ReadonlyMap<string, pulumi.Output<string>>

  constructor(name: string, args: QueuesArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Queues', name, {}, opts)
    const parent = { parent: this }
    const { placement, access } = args

    const account = new storage.StorageAccount(
      name,
      secureStorageAccount(placement, args.redundancy ?? 'Standard_ZRS', access),
      parent,
    )
    const of = { resourceGroupName: placement.resourceGroupName, accountName: account.name }
    const create = (queueName: string) =>
      new storage.Queue(`${name}-${queueName}`, { ...of, queueName }, parent).id
    this.#ids = new Map(
      args.names
        .flatMap(queueName => [queueName, poisonOf(queueName)])
        .map(queueName => [queueName, create(queueName)]),
    )
    keepDiagnostics(
      name,
      {
        resourceUri: pulumi.interpolate`${account.id}/queueServices/default`,
        workspaceId: args.workspaceId,
        metricCategory: 'Transaction',
      },
      parent,
    )
    if (access.kind === 'private') {
      privateEndpoint(name, { placement, access, resourceId: account.id, service: 'queue' }, parent)
    }

    this.id = account.id
    this.accountName = account.name
    this.endpoint = account.primaryEndpoints.apply(endpoints => endpoints.queue)
    this.registerOutputs({ accountName: this.accountName, endpoint: this.endpoint })
  }

  /** The scope on which to grant a role: one queue. @throws Error when there is none of that name. */
  queueId(queue: Name | `${Name}-poison`): pulumi.Output<string> {
    const id = this.#ids.get(queue)
    if (id) return id
    throw new Error(`queue ${queue}: expected one of ${[...this.#ids.keys()].join(', ')}`)
  }
}

const poisonOf = <Name extends string>(queue: Name): `${Name}-poison` => `${queue}-poison`
