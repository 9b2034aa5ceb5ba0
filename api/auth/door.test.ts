/** The door as callers meet it: over HTTP, on every endpoint, with tokens of a real OpenID provider. */
import { request } from 'node:http'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAYS } from '../../pipeline/gold/queries/fixture-days.ts'
import { openApi } from '../app.ts'
import { serveSeed, type TestService } from '../test-service.ts'
import { goodClaims, HOSTILE_REQUESTS, withClaims } from './hostile-tokens.ts'
import { AUDIENCE, type LoopbackIssuer, startIssuer } from './loopback-issuer.ts'
import { openDoor } from './open-door.ts'

let issuer: LoopbackIssuer
let service: TestService
let logged = ''
let ahead = 0

const log = pino(
  { level: 'trace' },
  new Writable({
    write(chunk, _encoding, done) {
      logged += chunk
      done()
    },
  }),
)

/** A service of its own, which knows no key yet. */
const serveGuarded = () => {
  const auth = { issuer: issuer.url, audience: AUDIENCE }
  const door = openDoor({ auth }, { now: () => new Date(Date.now() + ahead), fetch, log })
  const pages = async (ctx: { path: string; body: unknown }) => {
    if (ctx.path === '/') ctx.body = 'the page'
  }
  return serveSeed(DAYS, { door, log, pages })
}

beforeAll(async () => {
  issuer = await startIssuer()
  service = await serveGuarded()
})
afterAll(async () => {
  await service.stop()
  await issuer.stop()
})

const QUERIES: Readonly<Record<string, string>> = {
  '/v1/lineage': '?region=53&interval=2024-10-27T12:00:00%2B01:00&energyType=wind',
}
const PATHS = Object.keys(openApi.paths)
  .filter(path => path.startsWith('/v1/'))
  .map(path => path.replace('{feed_id}', 'eco2mix-regional-realtime') + (QUERIES[path] ?? ''))

interface Answer {
  readonly status: number
  readonly challenge: string
  readonly contentType: string
  readonly body: string
}

/** Headers go out as given, twice if they are. */
function ask(url: string, path: string, authorizations: readonly string[], method = 'GET'): Promise<Answer> {
  const headers = authorizations.flatMap(value => ['Authorization', value])
  return new Promise((resolve, reject) => {
    request(`${url}${path}`, { method, headers: ['Host', new URL(url).host, ...headers] }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          challenge: response.headers['www-authenticate'] ?? '',
          contentType: response.headers['content-type'] ?? '',
          body,
        }),
      )
    })
      .on('error', reject)
      .end()
  })
}

const statusWith = async (path: string, token: string, url = service.url) =>
  (await ask(url, path, [`Bearer ${token}`])).status

it('stands before every endpoint', () => {
  expect(PATHS.length).toBe(13)
})

describe.each(HOSTILE_REQUESTS)('$name', ({ headers, status, error }) => {
  it(`is answered ${status} on every endpoint, by GET and HEAD`, async () => {
    const authorizations = await headers(issuer)
    for (const path of PATHS) {
      const answer = await ask(service.url, path, authorizations)
      expect([path, answer.status]).toEqual([path, status])
      if (status === 431) continue
      expect(answer.contentType).toBe('application/problem+json')
      expect(JSON.parse(answer.body)).toMatchObject({ status })
      expect(answer.challenge).toMatch(/^Bearer realm="grid-power-stream"/)
      expect(/error="(\w+)"/.exec(answer.challenge)?.[1] ?? null).toBe(error)
      expect((await ask(service.url, path, authorizations, 'HEAD')).status).toBe(status)
    }
  })
})

describe('a good token', () => {
  it.each([
    ['of the provider, with a scope', 'Grid.Read Operations.Read', {}],
    ['signed alike, with scopes', null, { roles: undefined }],
    ['signed alike, with app roles', null, { scp: undefined }],
  ] as const)('%s, opens every endpoint', async (_, scope, claims) => {
    const token = scope === null ? await issuer.sign(withClaims(issuer, claims)) : await issuer.token(scope)
    for (const path of PATHS) expect([path, await statusWith(path, token)]).toEqual([path, 200])
  })

  it('opens what its scope names, and no more', async () => {
    const token = await issuer.token('Grid.Read')
    expect(await statusWith('/v1/feeds', token)).toBe(200)
    const { status, challenge, body } = await ask(service.url, '/v1/feeds/eco2mix-regional-realtime/runs', [
      `Bearer ${token}`,
    ])
    expect([status, challenge]).toEqual([
      403,
      'Bearer realm="grid-power-stream", error="insufficient_scope", scope="Operations.Read"',
    ])
    expect(JSON.parse(body).detail).toBe(
      'The token grants neither the scope Operations.Read nor the app role Operations.Read.All.',
    )
  })

  it.each(['bearer', 'BEARER', 'Bearer '])('is one under the scheme « %s », too', async scheme => {
    expect((await ask(service.url, '/v1/regions', [`${scheme} ${await issuer.token()}`])).status).toBe(200)
  })
})

describe('without a token', () => {
  it.each(['/healthz', '/readyz', '/docs', '/openapi.json', '/docs/initializer.js'])(
    '%s is open',
    async path => {
      expect((await service.get(path)).status).toBe(200)
    },
  )

  it.each([
    '/',
    '/v1',
    '/v1/',
    '/v1//regions',
    '/V1/regions',
    '/v1/regions/',
    '/v1/%72egions',
    '//v1/regions',
  ])('there is no data at %s', async path => {
    const { status, text } = await service.get(path)
    expect([401, 404]).toContain(status)
    expect(text).not.toContain('region_code')
    expect(text).not.toContain('the page')
  })

  it.each(['access_token', 'token', 'authorization'])('a token in the query, as %s, is none', async name => {
    expect((await service.get(`/v1/regions?${name}=${await issuer.token()}`)).status).toBe(401)
  })

  it('says so before it says anything of the query', async () => {
    expect((await service.get('/v1/balance?region=94')).status).toBe(401)
  })
})

describe('keys', () => {
  it('that replace others are found when a token names one, and those replaced go', async () => {
    const before = await issuer.token()
    expect(await statusWith('/v1/regions', before)).toBe(200)
    ahead += 31_000
    await issuer.replaceKey('second')
    expect(await statusWith('/v1/regions', await issuer.token())).toBe(200)
    expect(await statusWith('/v1/regions', before)).toBe(401)
  })

  it('are not fetched again for each forger', async () => {
    ahead += 31_000
    const { fetches } = issuer
    const forged = await issuer.sign(goodClaims(issuer), { kid: 'no such key' })
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusWith('/v1/regions', forged)))
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(issuer.fetches - fetches).toBe(1)
  })

  it('that are known go on while the issuer is away, for a day', async () => {
    const forever = { ...goodClaims(issuer), exp: Math.floor(Date.now() / 1000) + 7 * 86_400 }
    const token = await issuer.sign(forever)
    expect(await statusWith('/v1/regions', token)).toBe(200)
    issuer.beAway(true)
    ahead += 20 * 3_600_000
    expect(await statusWith('/v1/regions', token)).toBe(200)
    // A key that nobody can look up now: no one is called a forger, and no one is let in.
    expect(await statusWith('/v1/regions', await issuer.sign(forever, { kid: 'third' }))).toBe(503)
    ahead += 5 * 3_600_000
    expect(await statusWith('/v1/regions', token)).toBe(503)
    issuer.beAway(false)
    ahead += 31_000
    expect(await statusWith('/v1/regions', token)).toBe(200)
    ahead = 0
  })

  it('that were never had let nobody in, and the answer says when to try again', async () => {
    issuer.beAway(true)
    const fresh = await serveGuarded()
    const token = await issuer.sign(goodClaims(issuer))
    for (const path of PATHS) {
      const { status, headers } = await fresh.get(path, { headers: { authorization: `Bearer ${token}` } })
      expect([path, status, headers.get('retry-after')]).toEqual([path, 503, '10'])
    }
    expect((await fresh.get('/v1/regions')).status).toBe(401)
    issuer.beAway(false)
    ahead = 31_000
    expect(await statusWith('/v1/regions', token, fresh.url)).toBe(200)
    ahead = 0
    await fresh.stop()
  })
})

it('keeps tokens out of the log', async () => {
  const token = await issuer.token()
  await ask(service.url, '/v1/regions', [`Bearer ${token}`])
  await service.get(`/v1/regions?access_token=${token}`)
  await service.get(`/v1/balance?region=${token}`, { headers: { authorization: `Bearer ${token}` } })
  await service.get(`/v1/${token}`)
  expect(logged).toContain('/v1/balance?region=')
  expect(logged).toContain('keys of the issuer could not be fetched')
  for (const part of token.split('.')) expect(logged).not.toContain(part)
  expect(logged).not.toMatch(/bearer|eyJ/i)
})
