import { expect, it } from 'vitest'
import { deterministicGuid } from './deterministic-guid.ts'
import { grantRole, ROLES } from './roles.ts'
import { REGISTRY_ID, tryOut } from './trial.ts'

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('makes the same GUID of the same parts, and another of others or of another order', () => {
  expect(deterministicGuid('a', 'b')).toMatch(GUID)
  expect(deterministicGuid('a', 'b')).toBe(deterministicGuid('a', 'b'))
  expect(
    new Set([['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', '']].map(parts => deterministicGuid(...parts))).size,
  ).toBe(4)
})

it('names each role by a GUID of its own', () => {
  const ids = Object.values(ROLES)
  expect(ids.filter(id => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})

const grant = (principalId: string) =>
  tryOut(() => grantRole('pull', { principalId, role: 'AcrPull', scope: REGISTRY_ID }, {}))

it('grants to a service principal on the scope alone, under a name that follows from who, what and where', async () => {
  const assignment = (await grant('22222222-2222-2222-2222-222222222222')).only(
    'authorization:RoleAssignment',
  )
  expect(assignment).toEqual({
    principalId: '22222222-2222-2222-2222-222222222222',
    principalType: 'ServicePrincipal',
    roleAssignmentName: deterministicGuid(REGISTRY_ID, ROLES.AcrPull, '22222222-2222-2222-2222-222222222222'),
    roleDefinitionId: `/subscriptions/00000000-0000-0000-0000-00000000515b/providers/Microsoft.Authorization/roleDefinitions/${ROLES.AcrPull}`,
    scope: REGISTRY_ID,
  })
})

it('gives another principal an assignment of its own', async () => {
  const one = (await grant('one')).only('authorization:RoleAssignment')
  const two = (await grant('two')).only('authorization:RoleAssignment')
  expect(one.roleAssignmentName).not.toBe(two.roleAssignmentName)
})
