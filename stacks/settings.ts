/** What every deployed process reads from its environment: names of places, never a secret. */
import * as pulumi from '@pulumi/pulumi'
import type { Database } from '../infra/database.ts'
import type { Lake } from '../infra/lake.ts'
import type { Queues } from '../infra/queues.ts'
import type { Layer, QUEUES } from './data-access.ts'

export interface DataPlaces {
  readonly lake: Lake<Layer>
  readonly queues: Queues<(typeof QUEUES)[number]>
  readonly database: Database
}

export function dataSettings(
  stack: string,
  { lake, queues, database }: DataPlaces,
): Record<string, pulumi.Input<string>> {
  return {
    GRID_ENVIRONMENT: stack,
    GRID_IDENTITY: 'managed',
    GRID_LAKE: lake.endpoint,
    // The client library appends the queue's name after a slash of its own.
    GRID_QUEUES: queues.endpoint.apply(endpoint => endpoint.replace(/\/$/, '')),
    GRID_WAREHOUSE: database.url,
  }
}

/** How the trigger of a queue finds the account, by the name of its connection: `GRID_QUEUES`. */
export function triggerSettings(
  queues: Queues<(typeof QUEUES)[number]>,
  clientId: pulumi.Input<string>,
): Record<string, pulumi.Input<string>> {
  return {
    GRID_QUEUES__queueServiceUri: queues.endpoint,
    GRID_QUEUES__credential: 'managedidentity',
    GRID_QUEUES__clientId: pulumi.output(clientId),
  }
}
