/** A real OpenID provider on this machine, for tests: it signs, publishes its keys, replaces them, and can be away. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { z } from 'zod'

export const AUDIENCE = 'api://grid'

export interface IssuerKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export interface LoopbackIssuer {
  readonly url: string
  /** That it signs with now. */
  readonly key: IssuerKey
  /** How often its keys were fetched. */
  readonly fetches: number
  /** A token by the provider itself, for a program that was granted the scopes. */
  token(scope?: string): Promise<string>
  /** A token with the provider's own key, whatever it says. */
  sign(claims: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** Sign with a new key, and publish it alone. */
  replaceKey(kid: string): Promise<void>
  /** Answer nobody, until told otherwise. */
  beAway(isAway: boolean): void
  stop(): Promise<void>
}

const CLIENT = { client_id: 'program', client_secret: 'a secret of the tests' }
const TokenAnswer = z.object({ access_token: z.string() })

export async function startIssuer(): Promise<LoopbackIssuer> {
  let key = await newKey('first')
  let fetches = 0
  let isAway = false
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let answer = await providerOf(url, key)
  server.on('request', (request, response) => {
    if (isAway) return void request.socket.destroy()
    if (request.url === '/jwks') fetches += 1
    void answer(request, response)
  })
  return {
    url,
    get key() {
      return key
    },
    get fetches() {
      return fetches
    },
    async token(scope = 'Grid.Read') {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: AUDIENCE }),
      })
      return TokenAnswer.parse(await response.json()).access_token
    },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(key.privateKey),
    async replaceKey(kid) {
      key = await newKey(kid)
      answer = await providerOf(url, key)
    },
    beAway(away) {
      isAway = away
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export async function newKey(kid: string): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

async function providerOf(url: string, { kid, privateKey }: IssuerKey) {
  const jwk = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
  const configuration: Configuration = {
    jwks: { keys: [jwk] },
    clients: [{ ...CLIENT, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
    ttl: { ClientCredentials: 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, audience) => ({
          scope: 'Grid.Read Operations.Read',
          audience,
          accessTokenFormat: 'jwt',
        }),
      },
    },
    // Entra ID says so what others say in scope.
    extraTokenClaims: (_ctx, token) => ({ scp: token.scope }),
  }
  return new Provider(url, configuration).callback()
}
