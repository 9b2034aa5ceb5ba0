/** Turns the table of rights into role assignments on single layers and queues. */
import type * as pulumi from '@pulumi/pulumi'
import type { Lake } from '../infra/lake.ts'
import type { Queues } from '../infra/queues.ts'
import { grantRole, type Role } from '../infra/roles.ts'
import type { DataRights, Layer, QUEUES, Queue } from './data-access.ts'

interface DataPlaces {
  readonly lake: Lake<Layer>
  readonly queues: Queues<(typeof QUEUES)[number]>
}

/** The assignments, for what may start only once it has its rights. */
export function grantDataAccess(
  name: string,
  principalId: pulumi.Input<string>,
  rights: Pick<DataRights, 'layers' | 'queues'>,
  { lake, queues }: DataPlaces,
): pulumi.Resource[] {
  return [
    ...entries<Layer>(rights.layers).map(([layer, role]) =>
      grantRole(
        `${name}-layer-${layer}`,
        { principalId, role, scope: lake.layerId(layer) },
        { parent: lake },
      ),
    ),
    ...entries<Queue>(rights.queues).map(([queue, role]) =>
      grantRole(
        `${name}-queue-${queue}`,
        { principalId, role, scope: queues.queueId(queue) },
        { parent: queues },
      ),
    ),
  ]
}

/** Object.entries forgets which keys there can be. */
function entries<Key extends string>(rights: Readonly<Partial<Record<Key, Role>>>): [Key, Role][] {
  return Object.entries(rights) as [Key, Role][]
}
