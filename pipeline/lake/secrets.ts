/**
 * Refuses settings that carry a secret. Nothing of ours needs one: services know us by an identity. Only what
 * runs on this machine or beside us in a compose file may be given a password, since it knows no identities.
 */
import { ConfigError } from '../catalog/config-error.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i
/** One word, as compose names its services; hosts of a network or the internet have a dot. */
const COMPOSE_SERVICE = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/i

/** Whether a host is this machine, or a service of the same compose file. */
export const isNearby = (host: string): boolean => LOOPBACK.test(host) || COMPOSE_SERVICE.test(host)

/** What may stand in a connection string or in the query of a URL, and what it is. */
const SECRET_PARTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/(^|[;?&\s])account ?key\s*=/i, 'an account key'],
  [/(^|[;?&\s])shared ?access ?(key|signature)\s*=/i, 'a shared access key or signature'],
  [/(^|[;?&\s])sig\s*=/i, 'a shared access signature'],
  [/(^|[;?&\s])(password|pwd)\s*=/i, 'a password'],
]

/** Servers that a connection string names. */
const SERVER =
  /(?:^|[;\s])(?:server|data source|(?:blob|queue)?endpoint)\s*=\s*(?:tcp:|[a-z]+:\/\/)?(\[[^\]]*\]|[^,:;/\s]+)/gi

/**
 * Refuse a URL or connection string that holds a key, a signature or a password, unless it leads to a nearby server.
 *
 * @param name of the setting, for the message; the value itself never stands in it.
 * @throws ConfigError
 */
export function refuseSecrets(name: string, value: string): void {
  const found = secretIn(value)
  if (found === undefined) return
  const hosts = hostsOf(value)
  if (hosts.length > 0 && hosts.every(isNearby)) return
  throw new ConfigError(
    `${name}: holds ${found} for ${hosts.join(', ') || 'a server it does not name'}: expected none. A secret can leak and must be renewed; ` +
      'sign in with an identity instead (docs/operations.md, « Identity »). Only a server on this machine or in the same compose file may be given one',
  )
}

function secretIn(value: string): string | undefined {
  const url = URL.parse(value)
  if (url?.password) return 'a password'
  return SECRET_PARTS.find(([pattern]) => pattern.test(url ? `${url.search}${url.hash}` : value))?.[1]
}

function hostsOf(value: string): readonly string[] {
  const url = URL.parse(value)
  if (url?.hostname) return [url.hostname]
  if (/UseDevelopmentStorage\s*=\s*true/i.test(value)) return ['localhost']
  return [...value.matchAll(SERVER)].map(([, host = '']) => host)
}
