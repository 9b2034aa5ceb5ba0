/**
 * ApiService: a container on App Service, pulled and run as one user-assigned identity.
 *
 * HTTPS only, TLS 1.2, no basic authentication; an instance that fails its health check is taken out of the
 * balancer; load adds instances and takes them away. Tokens are verified by the container itself.
 */
import * as web from '@pulumi/azure-native/web/index.js'
import * as pulumi from '@pulumi/pulumi'
import { scaleByLoad } from './autoscale.ts'
import { keepDiagnostics } from './diagnostics.ts'
import type { Identity } from './identities.ts'
import type { Placement } from './placement.ts'
import { refuseBasicAuthentication } from './site-access.ts'

export interface ApiServiceArgs {
  readonly placement: Placement
  readonly identity: Identity
  readonly workspaceId: pulumi.Input<string>
  /** Where telemetry goes; it names the place and is no secret, since local authentication is off there. */
  readonly telemetry: pulumi.Input<string>
  /** A subnet delegated to Microsoft.Web/serverFarms, through which all of the app's traffic goes. */
  readonly subnetId: pulumi.Input<string>
  /** `<registry>/<repository>:<tag>` or, better, `…@sha256:<digest>`. */
  readonly image: pulumi.Input<string>
  readonly port: number
  /** What the code reads from its environment. */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>
  /** Origins whose pages may call it. Never all. */
  readonly corsOrigins: readonly string[]
  /** Price and size of an instance, by Azure's name. */
  readonly sku: string
  /** More than one at most: load decides, which Basic plans can't. */
  readonly instances: { readonly min: number; readonly max: number }
  readonly isZoneRedundant: boolean
  /** Answers 200 while the instance can serve: /healthz unless said. */
  readonly healthCheckPath?: string
  /** What must be there before the app is. */
  readonly dependsOn?: readonly pulumi.Resource[]
}

/** What tells of requests and of the container; not the platform's own chatter. */
const LOGS = [
  'AppServiceHTTPLogs',
  'AppServiceConsoleLogs',
  'AppServiceAuditLogs',
  'AppServiceIPSecAuditLogs',
]

export class ApiService extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>
  readonly planId: pulumi.Output<string>
  /** `https://<name>.azurewebsites.net` */
  readonly url: pulumi.Output<string>

  constructor(name: string, args: ApiServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:ApiService', name, {}, opts)
    const parent = { parent: this }
    const { placement, instances } = args

    const plan = new web.AppServicePlan(
      name,
      {
        ...placement,
        kind: 'linux',
        reserved: true, // Linux
        sku: { name: args.sku, capacity: instances.min },
        zoneRedundant: args.isZoneRedundant,
      },
      // From then on load says how many.
      { parent: this, ignoreChanges: instances.max > instances.min ? ['sku.capacity'] : [] },
    )
    const app = new web.WebApp(
      name,
      {
        ...placement,
        kind: 'app,linux,container',
        serverFarmId: plan.id,
        httpsOnly: true,
        clientAffinityEnabled: false,
        virtualNetworkSubnetId: args.subnetId,
        outboundVnetRouting: { applicationTraffic: true },
        identity: { type: 'UserAssigned', userAssignedIdentities: [args.identity.id] },
        siteConfig: siteConfig(args),
      },
      { parent: this, dependsOn: [...(args.dependsOn ?? [])] },
    )
    refuseBasicAuthentication(name, placement, app.name, parent)
    keepDiagnostics(name, { resourceUri: app.id, workspaceId: args.workspaceId, logCategories: LOGS }, parent)
    if (instances.max > instances.min) scaleByLoad(name, { placement, planId: plan.id, instances }, parent)

    this.id = app.id
    this.name = app.name
    this.planId = plan.id
    this.url = pulumi.interpolate`https://${app.defaultHostName}`
    this.registerOutputs({ url: this.url })
  }
}

function siteConfig(args: ApiServiceArgs): NonNullable<web.WebAppArgs['siteConfig']> {
  return {
    linuxFxVersion: pulumi.interpolate`DOCKER|${args.image}`,
    acrUseManagedIdentityCreds: true,
    acrUserManagedIdentityID: args.identity.clientId,
    alwaysOn: true,
    healthCheckPath: args.healthCheckPath ?? '/healthz',
    minTlsVersion: '1.2',
    scmMinTlsVersion: '1.2',
    ftpsState: 'Disabled',
    http20Enabled: true,
    httpLoggingEnabled: true,
    detailedErrorLoggingEnabled: true,
    requestTracingEnabled: true,
    cors: { allowedOrigins: [...args.corsOrigins], supportCredentials: false },
    appSettings: appSettings(args),
  }
}

function appSettings(args: ApiServiceArgs) {
  const settings: Record<string, pulumi.Input<string>> = {
    WEBSITES_PORT: String(args.port),
    WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false',
    APPLICATIONINSIGHTS_CONNECTION_STRING: args.telemetry,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: pulumi.interpolate`ClientId=${args.identity.clientId};Authorization=AAD`,
    AZURE_CLIENT_ID: args.identity.clientId,
    ...args.settings,
  }
  return Object.entries(settings).map(([name, value]) => ({ name, value }))
}
