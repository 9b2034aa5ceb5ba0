import { expect, it } from 'vitest'
import { lockAgainstDeletion } from './delete-lock.ts'
import { ResourceGroup, subscriptionOf } from './resource-group.ts'
import { outputOf, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS = { location: 'francecentral', environment: 'dev', owner: 'data platform team' }

it('says on every resource what it belongs to and who answers for it', async () => {
  const group = await tryOut(() => new ResourceGroup('grid', ARGS))
  const tags = {
    application: 'grid-power-stream',
    environment: 'dev',
    owner: 'data platform team',
    'managed-by': 'pulumi',
  }
  expect(group.only('resources:ResourceGroup')).toEqual({ location: 'francecentral', tags })
  expect(group.made.placement).toMatchObject({ location: 'francecentral', tags })
  expect(await outputOf(group.made.subscriptionId)).toMatch(/^[0-9a-f-]{36}$/)
})

it('takes further tags, which replace none of its own', async () => {
  const tags = { 'cost-centre': '42', owner: 'someone else' }
  const group = await tryOut(() => new ResourceGroup('grid', { ...ARGS, tags }))
  expect(group.only('resources:ResourceGroup').tags).toMatchObject({
    'cost-centre': '42',
    owner: 'data platform team',
  })
})

it('finds the subscription in an id, and refuses what is no id', () => {
  expect(subscriptionOf('/subscriptions/abc/resourceGroups/x')).toBe('abc')
  expect(() => subscriptionOf('lake')).toThrow('lake: expected the id of a resource, /subscriptions/<id>/…')
})

it('locks a resource against deletion, whoever asks', async () => {
  const lock = await tryOut(() => lockAgainstDeletion('logs', WORKSPACE_ID, {}))
  expect(lock.only('authorization:ManagementLockByScope')).toMatchObject({
    scope: WORKSPACE_ID,
    level: 'CanNotDelete',
  })
})
