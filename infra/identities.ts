/**
 * Identities: one user-assigned identity per job, so that each may do only what its job needs.
 *
 * None has a secret: Azure signs them in where they are assigned, and others exchange a token of an
 * issuer that is named here.
 */
import * as managedidentity from '@pulumi/azure-native/managedidentity/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

export interface Identity {
  /** The resource's id, to assign it to an app. */
  readonly id: pulumi.Output<string>
  readonly name: pulumi.Output<string>
  /** What code signs in as, and what a database user's SID is made of. */
  readonly clientId: pulumi.Output<string>
  /** What roles are granted to. */
  readonly principalId: pulumi.Output<string>
}

export interface FederatedSubject {
  readonly issuer: pulumi.Input<string>
  /** As the issuer writes it: `repo:owner/name:environment:prod`, `system:serviceaccount:namespace:name`. */
  readonly subject: pulumi.Input<string>
}

export interface IdentitiesArgs<Name extends string> {
  readonly placement: Placement
  readonly names: readonly Name[]
  /** Whose tokens are taken instead of a secret. None unless said. */
  readonly federated?: readonly (FederatedSubject & { readonly identity: Name })[]
}

export class Identities<Name extends string> extends pulumi.ComponentResource {
  readonly #byName: ReadonlyMap<string, Identity>

  constructor(name: string, args: IdentitiesArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Identities', name, {}, opts)

    const { placement } = args
    const create = (identity: Name) =>
      new managedidentity.UserAssignedIdentity(`${name}-${identity}`, placement, { parent: this })
    this.#byName = new Map(args.names.map(identity => [identity, create(identity)]))

    for (const subject of args.federated ?? []) {
      federate(`${name}-${subject.identity}`, placement, this.of(subject.identity), subject, this)
    }
    this.registerOutputs({})
  }

  /** @throws Error when there is no identity of that name. */
  of(name: Name): Identity {
    const identity = this.#byName.get(name)
    if (identity) return identity
    throw new Error(`identity ${name}: expected one of ${[...this.#byName.keys()].join(', ')}`)
  }
}

/** Lets the bearer of an issuer's token sign in as the identity. */
export function federate(
  name: string,
  placement: Placement,
  identity: Identity,
  { issuer, subject }: FederatedSubject,
  parent: pulumi.Resource,
): managedidentity.FederatedIdentityCredential {
  return new managedidentity.FederatedIdentityCredential(
    `${name}-federation`,
    {
      resourceGroupName: placement.resourceGroupName,
      resourceName: identity.name,
      issuer,
      subject,
      audiences: ['api://AzureADTokenExchange'],
    },
    { parent },
  )
}
