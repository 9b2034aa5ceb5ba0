/** What is tried at the door, and how each is answered. */
import { createHmac } from 'node:crypto'
import { CompactEncrypt, exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { AUDIENCE, type LoopbackIssuer, newKey } from './loopback-issuer.ts'

export interface HostileRequest {
  readonly name: string
  /** Values of the Authorization headers, in their order. */
  headers(issuer: LoopbackIssuer): Promise<readonly string[]>
  readonly status: 400 | 401 | 403 | 431
  /** `error` of the challenge; null: the challenge names none. */
  readonly error: 'invalid_token' | 'invalid_request' | 'insufficient_scope' | null
}

const seconds = () => Math.floor(Date.now() / 1000)

/** All that a good token says. */
export const goodClaims = (issuer: Pick<LoopbackIssuer, 'url'>): JWTPayload => ({
  iss: issuer.url,
  aud: AUDIENCE,
  sub: 'someone',
  scp: 'Grid.Read Operations.Read',
  roles: ['Grid.Read.All', 'Operations.Read.All'],
  iat: seconds(),
  nbf: seconds(),
  exp: seconds() + 600,
})

type Claims = Readonly<Record<string, unknown>>

/** Good claims but for some; undefined leaves one out. */
export function withClaims(issuer: Pick<LoopbackIssuer, 'url'>, claims: Claims): JWTPayload {
  const told = Object.entries({ ...goodClaims(issuer), ...claims })
  return Object.fromEntries(told.filter(([, value]) => value !== undefined))
}

type MakeToken = (issuer: LoopbackIssuer) => Promise<string> | string
type Verdict = Pick<HostileRequest, 'status' | 'error'>

const INVALID: Verdict = { status: 401, error: 'invalid_token' }

const token = (name: string, make: MakeToken, verdict: Verdict = INVALID): HostileRequest => ({
  name,
  headers: async issuer => [`Bearer ${await make(issuer)}`],
  ...verdict,
})

/** The provider's own signature under claims that are not good. */
const signed = (name: string, claims: (now: number) => Claims, verdict?: Verdict) =>
  token(name, issuer => issuer.sign(withClaims(issuer, claims(seconds()))), verdict)

/** Good claims, signed by someone else under a header of their choice. */
const forged = (name: string, header: (issuer: LoopbackIssuer) => Readonly<Record<string, unknown>>) =>
  token(name, async issuer => {
    const { privateKey } = await newKey('forger')
    return new SignJWT(goodClaims(issuer))
      .setProtectedHeader({ alg: 'RS256', ...header(issuer) })
      .sign(privateKey)
  })

const header = (name: string, values: MakeToken, verdict: Verdict): HostileRequest => ({
  name,
  headers: async issuer => [await values(issuer)],
  ...verdict,
})

const NO_TOKEN: Verdict = { status: 401, error: null }
const BAD_REQUEST: Verdict = { status: 400, error: 'invalid_request' }

const base64url = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url')

export const HOSTILE_REQUESTS: readonly HostileRequest[] = [
  { name: 'no header', headers: async () => [], ...NO_TOKEN },
  header('an empty header', () => '', NO_TOKEN),
  header('a password', () => `Basic ${btoa('admin:admin')}`, NO_TOKEN),
  header('a token without its scheme', issuer => issuer.token(), NO_TOKEN),
  header('a scheme without a token', () => 'Bearer ', BAD_REQUEST),
  header('two tokens in one header', async issuer => `Bearer ${await issuer.token()}, x`, BAD_REQUEST),
  header('control characters', () => 'Bearer a\tb', BAD_REQUEST),
  {
    name: 'a good token and another one',
    headers: async issuer => [`Bearer ${await issuer.token()}`, 'Bearer another'],
    ...BAD_REQUEST,
  },
  {
    name: 'another token and a good one',
    headers: async issuer => ['Bearer another', `Bearer ${await issuer.token()}`],
    ...BAD_REQUEST,
  },
  token('garbage', () => 'garbage'),
  token('three parts of garbage', () => 'a.b.c'),
  token('JSON that is none', () => `${Buffer.from('{').toString('base64url')}.e30.x`),
  token('alg none', issuer => new UnsecuredJWT(goodClaims(issuer)).encode()),
  token('alg none with a key id', issuer => {
    return `${base64url({ alg: 'none', kid: issuer.key.kid })}.${base64url(goodClaims(issuer))}.`
  }),
  token('alg None, in another spelling', issuer => {
    return `${base64url({ alg: 'None', kid: issuer.key.kid })}.${base64url(goodClaims(issuer))}.`
  }),
  token('HS256 with the public key as its secret', async issuer => {
    const publicKey = await importJWK(issuer.key.publicJwk, 'RS256', { extractable: true })
    if (publicKey instanceof Uint8Array) throw new TypeError('the public key is a secret')
    const content = `${base64url({ alg: 'HS256', kid: issuer.key.kid })}.${base64url(goodClaims(issuer))}`
    const pem = await exportSPKI(publicKey)
    return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`
  }),
  token('a good token of which a claim was changed', async issuer => {
    const [head, , signature] = (await issuer.token()).split('.')
    return `${head}.${base64url({ ...goodClaims(issuer), sub: 'admin' })}.${signature}`
  }),
  token('a good token without its signature', async issuer => {
    const [head, payload] = (await issuer.token()).split('.')
    return `${head}.${payload}.`
  }),
  token('encrypted to the public key', async issuer => {
    const publicKey = await importJWK(issuer.key.publicJwk, 'RSA-OAEP-256')
    return new CompactEncrypt(Buffer.from(JSON.stringify(goodClaims(issuer))))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: issuer.key.kid })
      .encrypt(publicKey)
  }),
  forged('a key that the issuer does not have', () => ({ kid: 'forger' })),
  forged('another key under the id of the issuer’s', issuer => ({ kid: issuer.key.kid })),
  forged('no key id', () => ({})),
  forged('an empty key id', () => ({ kid: '' })),
  forged('a key id that is a path', () => ({ kid: '../../../../dev/null' })),
  forged('a key id that is an address', () => ({ kid: 'http://127.0.0.1:1/jwks' })),
  forged('a key id that is SQL', () => ({ kid: "first' OR '1'='1" })),
  forged('an address of its own keys', issuer => ({ kid: issuer.key.kid, jku: 'http://127.0.0.1:1/jwks' })),
  token('an extension that must be understood, and is not', issuer =>
    new SignJWT(goodClaims(issuer))
      .setProtectedHeader({ alg: 'RS256', kid: issuer.key.kid, crit: ['x'], x: 1 })
      .sign(issuer.key.privateKey, { crit: { x: true } }),
  ),
  token('its own key in the header', async issuer => {
    const forger = await newKey('forger')
    return new SignJWT(goodClaims(issuer))
      .setProtectedHeader({ alg: 'RS256', kid: issuer.key.kid, jwk: forger.publicJwk })
      .sign(forger.privateKey)
  }),
  signed('expired', now => ({ exp: now - 60 })),
  signed('without an end', () => ({ exp: undefined })),
  signed('an end that is text', () => ({ exp: 'never' })),
  signed('not valid yet', now => ({ nbf: now + 300 })),
  signed('for another audience', () => ({ aud: 'api://another' })),
  signed('for an audience that only begins like ours', () => ({ aud: `${AUDIENCE}.example` })),
  signed('for nobody', () => ({ aud: undefined })),
  signed('of another issuer', () => ({ iss: 'https://login.microsoftonline.com/another/v2.0' })),
  signed('of the issuer in another spelling', () => ({ iss: 'HTTP://127.0.0.1' })),
  signed('of nobody', () => ({ sub: undefined })),
  signed('an ID token', () => ({ nonce: 'n-0S6_WzA2Mj' })),
  signed('oversized', () => ({ stuff: 'x'.repeat(9_000) })),
  signed('larger than all headers may be', () => ({ stuff: 'x'.repeat(20_000) }), {
    status: 431,
    error: null,
  }),
  signed('without scope and role', () => ({ scp: undefined, roles: undefined }), {
    status: 403,
    error: 'insufficient_scope',
  }),
  signed(
    'with scopes that only look like ours',
    () => ({ scp: 'grid.read Grid.Rea Grid.ReadX', roles: [] }),
    {
      status: 403,
      error: 'insufficient_scope',
    },
  ),
  signed('with a scope in the place of a role', () => ({ scp: '', roles: 'Grid.Read.All' }), {
    status: 403,
    error: 'insufficient_scope',
  }),
]
