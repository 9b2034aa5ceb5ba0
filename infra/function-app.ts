/**
 * FunctionApp: one app on Flex Consumption (plan FC1) with a host storage of its own.
 *
 * It signs in everywhere as one user-assigned identity, its storage included, and has no basic
 * authentication. Settings that Flex refuses (worker runtime, extension version, package URL, linuxFxVersion,
 * alwaysOn) are not set: `functionAppConfig` says what they said. The code comes later, by the package
 * that is published to it.
 */
import * as web from '@pulumi/azure-native/web/index.js'
import * as pulumi from '@pulumi/pulumi'
import { HostStorage } from './host-storage.ts'
import type { Identity } from './identities.ts'
import type { Placement } from './placement.ts'
import type { Redundancy } from './secure-storage-account.ts'
import { refuseBasicAuthentication } from './site-access.ts'

export interface FunctionAppArgs {
  readonly placement: Placement
  readonly identity: Identity
  readonly workspaceId: pulumi.Input<string>
  /** Where telemetry goes; it names the place and is no secret, since local authentication is off there. */
  readonly telemetry: pulumi.Input<string>
  /** A subnet delegated to Microsoft.App/environments, through which all of the app's traffic goes. */
  readonly subnetId: pulumi.Input<string>
  /** What the code reads from its environment. */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>
  /** Memory of an instance: 2048 unless said. */
  readonly memoryMb?: 512 | 2048 | 4096
  /** The most instances at a time: 40, Azure's least, unless said. */
  readonly maximumInstances?: number
  readonly redundancy?: Redundancy
  /** The major version of Node: 24 unless said. */
  readonly nodeVersion?: string
  /** What must be there before the app is. */
  readonly dependsOn?: readonly pulumi.Resource[]
}

export class FunctionApp extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>
  /** `<name>.azurewebsites.net`; a package is published to `<name>.scm.azurewebsites.net`. */
  readonly hostName: pulumi.Output<string>

  constructor(name: string, args: FunctionAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:FunctionApp', name, {}, opts)
    const parent = { parent: this }
    const { placement, identity, workspaceId } = args

    const host = new HostStorage(
      `${name}-host`,
      { placement, identity, workspaceId, ...(args.redundancy && { redundancy: args.redundancy }) },
      parent,
    )
    const plan = new web.AppServicePlan(
      name,
      {
        ...placement,
        kind: 'functionapp',
        reserved: true, // Linux
        sku: { name: 'FC1', tier: 'FlexConsumption' },
      },
      parent,
    )
    const app = new web.WebApp(
      name,
      {
        ...placement,
        kind: 'functionapp,linux',
        serverFarmId: plan.id,
        httpsOnly: true,
        virtualNetworkSubnetId: args.subnetId,
        identity: { type: 'UserAssigned', userAssignedIdentities: [identity.id] },
        functionAppConfig: functionAppConfig(args, host),
        siteConfig: {
          minTlsVersion: '1.2',
          scmMinTlsVersion: '1.2',
          ftpsState: 'Disabled',
          http20Enabled: true,
          appSettings: appSettings(args, host),
        },
      },
      { parent: this, dependsOn: [...host.grants, ...(args.dependsOn ?? [])] },
    )
    refuseBasicAuthentication(name, placement, app.name, parent)

    this.id = app.id
    this.name = app.name
    this.hostName = app.defaultHostName
    this.registerOutputs({ name: this.name, hostName: this.hostName })
  }
}

function functionAppConfig(args: FunctionAppArgs, host: HostStorage) {
  return {
    deployment: {
      storage: {
        type: 'blobContainer',
        value: host.packages,
        authentication: {
          type: 'UserAssignedIdentity',
          userAssignedIdentityResourceId: args.identity.id,
        },
      },
    },
    runtime: { name: 'node', version: args.nodeVersion ?? '24' },
    scaleAndConcurrency: {
      instanceMemoryMB: args.memoryMb ?? 2048,
      maximumInstanceCount: args.maximumInstances ?? 40,
    },
  }
}

function appSettings(args: FunctionAppArgs, host: HostStorage) {
  const settings: Record<string, pulumi.Input<string>> = {
    AzureWebJobsStorage__accountName: host.accountName,
    AzureWebJobsStorage__credential: 'managedidentity',
    AzureWebJobsStorage__clientId: args.identity.clientId,
    APPLICATIONINSIGHTS_CONNECTION_STRING: args.telemetry,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: pulumi.interpolate`ClientId=${args.identity.clientId};Authorization=AAD`,
    AZURE_CLIENT_ID: args.identity.clientId,
    ...args.settings,
  }
  return Object.entries(settings).map(([name, value]) => ({ name, value }))
}
