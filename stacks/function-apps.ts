/** The jobs as function apps: the same package three times, each running its part with its own rights. */
import type * as pulumi from '@pulumi/pulumi'
import { FunctionApp } from '../infra/function-app.ts'
import type { Identities } from '../infra/identities.ts'
import type { Monitoring } from '../infra/monitoring.ts'
import type { Network } from '../infra/network.ts'
import type { Placement } from '../infra/placement.ts'
import { grantRole } from '../infra/roles.ts'
import { DATA_RIGHTS, type IdentityName, JOBS, type Job } from './data-access.ts'
import type { Environment } from './environment.ts'
import { grantDataAccess } from './grant-data-access.ts'
import { type DataPlaces, dataSettings, signInSettings, triggerSettings } from './settings.ts'

export interface ProcessContext {
  readonly environment: Environment
  readonly stack: string
  readonly placement: Placement
  readonly network: Network
  readonly monitoring: Monitoring
  readonly identities: Identities<IdentityName>
  readonly data: DataPlaces
}

/** Names of the apps by job, to publish the package to. */
export function createFunctionApps(context: ProcessContext): Record<Job, pulumi.Output<string>> {
  const create = (job: Job) => createFunctionApp(job, context).name
  return { ingest: create(JOBS[0]), transform: create(JOBS[1]), load: create(JOBS[2]) }
}

function createFunctionApp(job: Job, context: ProcessContext): FunctionApp {
  const { environment, identities, data, monitoring, placement } = context
  const identity = identities.of(job)
  const grants = [
    ...grantDataAccess(job, identity.principalId, DATA_RIGHTS[job], data),
    publishTelemetry(job, context),
  ]
  const app = new FunctionApp(`grid-${job}`, {
    placement,
    identity,
    workspaceId: monitoring.workspaceId,
    telemetry: monitoring.telemetry,
    subnetId: context.network.subnetId('functions'),
    redundancy: environment.lake.redundancy === 'Standard_LRS' ? 'Standard_LRS' : 'Standard_ZRS',
    ...environment.functions,
    settings: {
      ...dataSettings(context.stack, data),
      ...triggerSettings(data.queues, identity.clientId),
      // Who asks for a fetch by HTTP comes through the same door as to the API.
      ...(job === 'ingest' ? signInSettings(environment) : {}),
      GRID_FUNCTIONS: job,
    },
    dependsOn: grants,
  })
  grantRole(
    `deploy-${job}`,
    { principalId: identities.of('deploy').principalId, role: 'Website Contributor', scope: app.id },
    { parent: app },
  )
  return app
}

/** Application Insights takes telemetry from those alone who hold this role. */
export function publishTelemetry(
  name: IdentityName,
  { identities, monitoring }: ProcessContext,
): pulumi.Resource {
  return grantRole(
    `${name}-telemetry`,
    {
      principalId: identities.of(name).principalId,
      role: 'Monitoring Metrics Publisher',
      scope: monitoring.insightsId,
    },
    { parent: monitoring },
  )
}
