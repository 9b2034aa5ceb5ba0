import { expect, it } from 'vitest'
import { Queues } from './queues.ts'
import { FROM_SUBNETS, outputOf, PLACEMENT, PRIVATE, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

const ARGS = {
  placement: PLACEMENT,
  names: ['silver', 'gold'],
  access: FROM_SUBNETS,
  workspaceId: WORKSPACE_ID,
} as const

it('makes each queue with one for its poison, in an account without keys that its callers alone reach', async () => {
  const queues = await tryOut(() => new Queues('queues', ARGS))
  const names = Object.values(queues.of('storage:Queue')).map(queue => queue.queueName)
  expect(names).toEqual(['silver', 'silver-poison', 'gold', 'gold-poison'])
  expect(queues.only('storage:StorageAccount')).toMatchObject({
    sku: { name: 'Standard_ZRS' },
    allowSharedKeyAccess: false,
    networkRuleSet: { defaultAction: 'Deny', virtualNetworkRules: [{ virtualNetworkResourceId: SUBNET_ID }] },
  })
  expect(queues.only('monitor:DiagnosticSetting').resourceUri).toMatch(/\/queueServices\/default$/)
  expect(await outputOf(queues.made.queueId('gold-poison'))).toMatch(/\/gold-poison$/)
  expect(await outputOf(queues.made.endpoint)).toMatch(/^https:\/\/queues\w+\.queue\.core\.windows\.net\/$/)
})

it('has a private endpoint alone where access is private, and the redundancy that is asked for', async () => {
  const queues = await tryOut(
    () => new Queues('queues', { ...ARGS, access: PRIVATE, redundancy: 'Standard_LRS' }),
  )
  expect(queues.only('storage:StorageAccount')).toMatchObject({
    publicNetworkAccess: 'Disabled',
    sku: { name: 'Standard_LRS' },
  })
  expect(Object.keys(queues.of('network:PrivateEndpoint'))).toEqual(['queues-queue'])
})
