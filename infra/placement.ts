/** Where the resources of one environment go: resource group, region and tags, handed to every component. */
import type * as pulumi from '@pulumi/pulumi'

export interface Placement {
  readonly resourceGroupName: pulumi.Input<string>
  /** An Azure region by its short name: `francecentral`. */
  readonly location: pulumi.Input<string>
  readonly tags: Readonly<Record<string, string>>
}
