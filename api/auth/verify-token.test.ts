import { afterAll, beforeAll, expect, it } from 'vitest'
import { withClaims } from './hostile-tokens.ts'
import { issuerKeys } from './issuer-keys.ts'
import { AUDIENCE, type LoopbackIssuer, startIssuer } from './loopback-issuer.ts'
import { verifyToken } from './verify-token.ts'

const NOW = Date.parse('2026-06-01T12:00:00Z')
const now = () => new Date(NOW)
const seconds = (fromNow: number) => NOW / 1000 + fromNow

let issuer: LoopbackIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.stop())

async function verify(claims: Readonly<Record<string, unknown>>) {
  const onFailure = (error: unknown) => {
    throw error
  }
  const keys = issuerKeys({ issuer: issuer.url, now, fetch, onFailure })
  const whole = { iat: seconds(0), nbf: seconds(0), exp: seconds(600), ...claims }
  const token = await issuer.sign(withClaims(issuer, whole))
  return verifyToken(token, { issuer: issuer.url, audience: AUDIENCE, keys, now })
}

it.each([
  [{ nbf: seconds(29) }, undefined],
  [{ nbf: seconds(31) }, 'The token is not valid yet.'],
  [{ exp: seconds(-29) }, undefined],
  [{ exp: seconds(-31) }, 'The token has expired.'],
])('allows clocks to be half a minute apart: %j', async (claims, refusal) => {
  const verified = verify(claims)
  if (refusal === undefined) await expect(verified).resolves.toBeDefined()
  else await expect(verified).rejects.toThrow(refusal)
})

it.each([
  [
    { scp: 'a b', roles: ['c'] },
    { scopes: ['a', 'b'], roles: ['c'] },
  ],
  [
    { scp: undefined, roles: undefined },
    { scopes: [], roles: [] },
  ],
  [
    { scp: ['a'], roles: 'c' },
    { scopes: [], roles: [] },
  ],
  [
    { scp: ' a  b ', roles: ['c', 7, null] },
    { scopes: ['a', 'b'], roles: ['c'] },
  ],
  [{ aud: ['api://another', AUDIENCE] }, { scopes: ['Grid.Read', 'Operations.Read'] }],
])('reads from %j what is granted', async (claims, granted) => {
  expect(await verify(claims)).toMatchObject(granted)
})
