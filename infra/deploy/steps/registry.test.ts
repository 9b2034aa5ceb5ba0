import { expect, it } from 'vitest'
import { patientService, startService } from './loopback-service.ts'
import { digestOf, signIn } from './registry.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const image = { repository: 'grid-api', tag: 'c0ffee' }

it('exchanges the token for one of the registry', async () => {
  await using server = await startService([{ status: 200, body: { refresh_token: 'of the registry' } }])
  expect(await signIn(patientService(), server.url)).toBe('of the registry')
  expect(server.calls()).toEqual(['POST /oauth2/exchange'])
  expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
    grant_type: 'access_token',
    service: new URL(server.url).host,
    access_token: 'token-1',
  })
  expect(server.requests[0]?.authorization).toBeUndefined()
})

it('waits until the registry knows its role', async () => {
  await using server = await startService([{ status: 403 }, { status: 200, body: { refresh_token: 'r' } }])
  expect(await signIn(patientService(), server.url)).toBe('r')
})

it.each([
  ['of an image that is there', { status: 200, headers: { 'docker-content-digest': digest } }, digest],
  ['of one that is not: none', { status: 404 }, undefined],
])('reads the digest %s', async (_, answer, expected) => {
  await using server = await startService([{ status: 200, body: { access_token: 'to pull' } }, answer])
  expect(await digestOf(patientService(), server.url, 'r', image)).toBe(expected)
  expect(server.calls()).toEqual(['POST /oauth2/token', 'HEAD /v2/grid-api/manifests/c0ffee'])
  expect(new URLSearchParams(server.requests[0]?.body).get('scope')).toBe('repository:grid-api:pull')
  expect(server.requests[1]?.authorization).toBe('Bearer to pull')
})
