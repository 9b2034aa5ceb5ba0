/**
 * The keys that an issuer signs tokens with, found by OpenID Connect discovery.
 *
 * Keys are fetched when first needed, again each hour, and at once when a token names one that is not
 * known (they are replaced without notice), at most every 30 seconds. While the issuer can't be reached,
 * the keys we have go on, for a day; an issuer takes a key back by not publishing it any more.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { isLoopback } from '../config.ts'
import { readJson } from './read-json.ts'

export interface IssuerKeysOptions {
  /** As it stands in tokens: no other spelling of it is taken. */
  readonly issuer: string
  readonly now: () => Date
  readonly fetch: typeof globalThis.fetch
  /** Told when keys could not be fetched. */
  readonly onFailure: (error: unknown) => void
}

const MINUTE = 60_000
const FRESH_MS = 60 * MINUTE
const TRUSTED_MS = 24 * 60 * MINUTE
const COOLDOWN_MS = MINUTE / 2

const Configuration = z.object({ issuer: z.string(), jwks_uri: z.url() })
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/** No key of the issuer can be had: nothing can be said of any token. */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError'
}

interface Held {
  readonly find: ReturnType<typeof createLocalJWKSet>
  readonly at: number
}

/** @returns what finds the key of a token; it throws {@link IssuerUnavailableError} while none can be had. */
export function issuerKeys({ issuer, now, fetch, onFailure }: IssuerKeysOptions): JWTVerifyGetKey {
  let held: Held | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let failure: unknown
  let underWay: Promise<void> | undefined

  const refresh = (): Promise<void> => {
    underWay ??= load().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function load(): Promise<void> {
    triedAt = now().getTime()
    try {
      held = { find: createLocalJWKSet(await fetchKeys(issuer, fetch)), at: triedAt }
      failure = undefined
    } catch (error) {
      failure = error
      onFailure(error)
    }
  }

  const age = (since: number) => now().getTime() - since
  const isTrusted = (keys: Held | undefined): keys is Held => keys !== undefined && age(keys.at) <= TRUSTED_MS

  async function current(): Promise<Held> {
    const isCool = age(triedAt) > COOLDOWN_MS
    if (isTrusted(held)) {
      // Nobody waits for it: the keys at hand are good.
      if (age(held.at) > FRESH_MS && isCool) void refresh()
      return held
    }
    if (isCool || underWay) await refresh()
    if (isTrusted(held)) return held
    throw new IssuerUnavailableError(`${issuer}: its keys could not be fetched`, { cause: failure })
  }

  return async (header, token) => {
    const known = await current()
    try {
      return await known.find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      if (age(triedAt) > COOLDOWN_MS || underWay) await refresh()
      const { find } = await current()
      if (find !== known.find) return find(header, token)
      // A key that replaced another would be unknown, too: nobody is called a forger on old knowledge.
      if (failure) throw new IssuerUnavailableError(`${issuer}: a key is not known`, { cause: failure })
      throw error
    }
  }
}

/** @throws Error naming the address and what was expected of it. */
async function fetchKeys(issuer: string, fetch: typeof globalThis.fetch): Promise<JSONWebKeySet> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const configuration = Configuration.parse(await readJson(address, fetch))
  if (configuration.issuer !== issuer) {
    throw new RangeError(`${address}: issuer is ${configuration.issuer}, expected ${issuer}`)
  }
  const keys = new URL(configuration.jwks_uri)
  const isNear = isLoopback(new URL(issuer).hostname) && isLoopback(keys.hostname)
  if (keys.protocol !== 'https:' && !isNear) {
    throw new RangeError(`${address}: jwks_uri is ${keys.href}, expected https://`)
  }
  const answer = KeySet.parse(await readJson(keys.href, fetch))
  return answer
}
