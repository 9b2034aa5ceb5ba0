/** What every deployed process reads from its environment: names of places, never a secret. */
import * as pulumi from '@pulumi/pulumi'
import type { Database } from '../infra/database.ts'
import type { Lake } from '../infra/lake.ts'
import type { Queues } from '../infra/queues.ts'
import type { Layer, QUEUES } from './data-access.ts'
import type { Environment } from './environment.ts'

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

/**
 * How the trigger of a queue finds the account, by the name of its connection: `QUEUE_TRIGGERS`. The host takes a
 * connection whose name has a value of its own for a secret, so it can't be `GRID_QUEUES`.
 */
export function triggerSettings(
  queues: Queues<(typeof QUEUES)[number]>,
  clientId: pulumi.Input<string>,
): Record<string, pulumi.Input<string>> {
  return {
    QUEUE_TRIGGERS__queueServiceUri: queues.endpoint,
    QUEUE_TRIGGERS__credential: 'managedidentity',
    QUEUE_TRIGGERS__clientId: pulumi.output(clientId),
  }
}

/** Whose tokens are taken, and for whom they must be. */
export const signInSettings = ({
  tenantId,
  authAudience,
}: Pick<Environment, 'tenantId' | 'authAudience'>): Record<string, string> => ({
  GRID_AUTH_ISSUER: `https://login.microsoftonline.com/${tenantId}/v2.0`,
  GRID_AUTH_AUDIENCE: authAudience,
})
