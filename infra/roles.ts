/** Azure's built-in roles that are granted here, and how one is granted: to one identity, on one scope. */
import * as authorization from '@pulumi/azure-native/authorization/index.js'
import * as pulumi from '@pulumi/pulumi'
import { deterministicGuid } from './deterministic-guid.ts'
import { subscriptionOf } from './resource-group.ts'

export const ROLES = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  'Storage Queue Data Message Sender': 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a',
  'Storage Queue Data Message Processor': '8a0f0c08-91a1-4084-bc3d-661d67233fed',
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  'Website Contributor': 'de139f84-1756-47ae-9be6-808fbbe84772',
  'Azure Kubernetes Service Cluster User Role': '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
  'Azure Kubernetes Service RBAC Cluster Admin': 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  'Network Contributor': '4d97b98b-1d4f-4787-a291-c67834d212e7',
} as const

export type Role = keyof typeof ROLES

export interface RoleGrant {
  readonly principalId: pulumi.Input<string>
  readonly role: Role
  /** Id of the narrowest resource that does: a container or a queue rather than its account. */
  readonly scope: pulumi.Input<string>
}

/** The name follows from scope, role and principal: a new principal gets a new assignment, beside the old one. */
export function grantRole(
  name: string,
  { principalId, role, scope }: RoleGrant,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleAssignment {
  const roleDefinitionId = pulumi
    .output(scope)
    .apply(
      id =>
        `/subscriptions/${subscriptionOf(id)}/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`,
    )
  const roleAssignmentName = pulumi
    .all([scope, principalId])
    .apply(([scope, principal]) => deterministicGuid(scope, ROLES[role], principal))
  return new authorization.RoleAssignment(
    name,
    // Said, so that Azure does not look for a principal that has not spread to all its directories yet.
    { principalId, principalType: 'ServicePrincipal', roleDefinitionId, roleAssignmentName, scope },
    opts,
  )
}
