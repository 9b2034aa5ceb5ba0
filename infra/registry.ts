/**
 * Registry: where images are pushed by the deploying identity and pulled by the serving ones.
 *
 * No administrator's password, no anonymous pull. Tokens for Azure itself are taken as well as tokens for
 * the registry: without that, App Service can't pull by identity.
 */
import * as containerregistry from '@pulumi/azure-native/containerregistry/index.js'
import * as pulumi from '@pulumi/pulumi'
import { keepDiagnostics } from './diagnostics.ts'
import type { Placement } from './placement.ts'

export interface RegistryArgs {
  readonly placement: Placement
  readonly workspaceId: pulumi.Input<string>
  /** Basic unless said. */
  readonly sku?: 'Basic' | 'Standard' | 'Premium'
}

export class Registry extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>
  /** `<name>.azurecr.io` */
  readonly loginServer: pulumi.Output<string>

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Registry', name, {}, opts)
    const parent = { parent: this }

    const registry = new containerregistry.Registry(
      name,
      {
        ...args.placement,
        sku: { name: args.sku ?? 'Basic' },
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        policies: { azureADAuthenticationAsArmPolicy: { status: 'enabled' } },
      },
      parent,
    )
    keepDiagnostics(name, { resourceUri: registry.id, workspaceId: args.workspaceId }, parent)

    this.id = registry.id
    this.name = registry.name
    this.loginServer = registry.loginServer
    this.registerOutputs({ loginServer: this.loginServer })
  }
}
