import { expect, it } from 'vitest'
import { Identities } from './identities.ts'
import { outputOf, PLACEMENT, tryOut } from './trial.ts'

const NAMES = ['ingest', 'deploy'] as const

it('makes one identity a name, without anything that signs in from outside', async () => {
  const identities = await tryOut(() => new Identities('id', { placement: PLACEMENT, names: NAMES }))
  expect(Object.keys(identities.of('managedidentity:UserAssignedIdentity'))).toEqual([
    'id-ingest',
    'id-deploy',
  ])
  expect(identities.of('managedidentity:FederatedIdentityCredential')).toEqual({})
  const clients = await Promise.all(NAMES.map(name => outputOf(identities.made.of(name).clientId)))
  expect(new Set(clients).size).toBe(2)
})

it('takes tokens of a named issuer and subject instead of a secret', async () => {
  const issuer = 'https://token.actions.githubusercontent.com'
  const subject = 'repo:owner/name:environment:prod'
  const identities = await tryOut(
    () =>
      new Identities('id', {
        placement: PLACEMENT,
        names: NAMES,
        federated: [{ identity: 'deploy', issuer, subject }],
      }),
  )
  expect(identities.only('managedidentity:FederatedIdentityCredential')).toMatchObject({
    resourceName: expect.stringMatching(/^id-deploy/),
    issuer,
    subject,
    audiences: ['api://AzureADTokenExchange'],
  })
})

it('names those there are when asked for one there is not', async () => {
  const names: readonly string[] = NAMES
  const identities = await tryOut(() => new Identities('id', { placement: PLACEMENT, names }))
  expect(() => identities.made.of('load')).toThrow('identity load: expected one of ingest, deploy')
})
