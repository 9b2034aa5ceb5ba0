/** The API on App Service, with the rights to pull its image and to read what it serves. */
import type * as pulumi from '@pulumi/pulumi'
import { ApiService } from '../infra/api-service.ts'
import type { Registry } from '../infra/registry.ts'
import { grantRole } from '../infra/roles.ts'
import { DATA_RIGHTS } from './data-access.ts'
import { type ProcessContext, publishTelemetry } from './function-apps.ts'
import { grantDataAccess } from './grant-data-access.ts'
import { dataSettings, signInSettings } from './settings.ts'

const PORT = 8080

export interface ApiContext extends ProcessContext {
  readonly registry: Registry
  /** `<registry>/<repository>:<tag>` or `…@sha256:…` */
  readonly image: pulumi.Input<string>
}

export function createApi(context: ApiContext): ApiService {
  const { environment, identities, data, monitoring, registry } = context
  const { minInstances, maxInstances, ...shape } = environment.api
  const identity = identities.of('api')
  const deploy = identities.of('deploy')
  const ofRegistry = { parent: registry }
  const pulls = grantRole(
    'api-pull',
    { principalId: identity.principalId, role: 'AcrPull', scope: registry.id },
    ofRegistry,
  )
  grantRole(
    'deploy-push',
    { principalId: deploy.principalId, role: 'AcrPush', scope: registry.id },
    ofRegistry,
  )

  const api = new ApiService('grid-api', {
    placement: context.placement,
    identity,
    workspaceId: monitoring.workspaceId,
    telemetry: monitoring.telemetry,
    subnetId: context.network.subnetId('api'),
    image: context.image,
    port: PORT,
    ...shape,
    instances: { min: minInstances, max: maxInstances },
    settings: {
      ...dataSettings(context.stack, data),
      GRID_HOST: '0.0.0.0',
      GRID_PORT: String(PORT),
      ...signInSettings(environment),
      GRID_CORS_ORIGINS: environment.api.corsOrigins.join(','),
    },
    dependsOn: [
      pulls,
      ...grantDataAccess('api', identity.principalId, DATA_RIGHTS.api, data),
      publishTelemetry('api', context),
    ],
  })
  grantRole(
    'deploy-api',
    { principalId: deploy.principalId, role: 'Website Contributor', scope: api.id },
    { parent: api },
  )
  return api
}
