/**
 * ResourceGroup: all that one environment is made of, under one name and with the same tags.
 *
 * Tags say what it belongs to, which environment it is, who answers for it and that a program made it.
 */
import * as resources from '@pulumi/azure-native/resources/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

export interface ResourceGroupArgs {
  readonly location: string
  readonly environment: string
  /** The role or team that answers for the environment. */
  readonly owner: string
  /** Further tags; they may not replace those of the component. */
  readonly tags?: Readonly<Record<string, string>>
}

export class ResourceGroup extends pulumi.ComponentResource {
  /** To hand to the other components. */
  readonly placement: Placement
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>
  readonly subscriptionId: pulumi.Output<string>

  constructor(name: string, args: ResourceGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:ResourceGroup', name, {}, opts)

    const tags = {
      ...args.tags,
      application: 'grid-power-stream',
      environment: args.environment,
      owner: args.owner,
      'managed-by': 'pulumi',
    }
    const group = new resources.ResourceGroup(name, { location: args.location, tags }, { parent: this })

    this.id = group.id
    this.name = group.name
    this.subscriptionId = group.id.apply(subscriptionOf)
    this.placement = { resourceGroupName: group.name, location: args.location, tags }
    this.registerOutputs({ id: this.id, name: this.name })
  }
}

/** @throws Error when the id is none of a resource in a subscription. */
export function subscriptionOf(resourceId: string): string {
  const [, subscription] = /^\/subscriptions\/([^/]+)/.exec(resourceId) ?? []
  if (subscription) return subscription
  throw new Error(`${resourceId}: expected the id of a resource, /subscriptions/<id>/…`)
}
