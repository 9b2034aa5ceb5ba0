/** Configuration of the service, from the environment. */
import { z } from 'zod'
import { ConfigError } from '../pipeline/catalog/config-error.ts'

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/

/** Whether a host can be reached from this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

const HOST = 'an address to listen on: 127.0.0.1, ::1, 0.0.0.0, :: or another IP address of this machine'
const ISSUER =
  'the issuer of one tenant as its tokens have it, https://login.microsoftonline.com/<tenant id>/v2.0, without query (http:// on this machine only)'
const ORIGINS =
  'origins separated by commas, as browsers send them: https://host[:port], without path, * or null (http:// on this machine only)'
const AUDIENCE = 'the application ID that tokens are for, as their aud has it, without blanks'

/** Endpoints of Entra ID that stand for all tenants: anyone in the world could make a token there. */
const ANY_TENANT = /\/(common|organizations|consumers)(\/|$)/

const issuer = z.string().refine(text => {
  const url = URL.parse(text)
  return (
    url !== null &&
    isSecure(url) &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !ANY_TENANT.test(url.pathname)
  )
}, ISSUER)

const origins = z
  .string()
  .transform(text => text.split(',').map(origin => origin.trim()))
  .refine(list => list.every(isOrigin), ORIGINS)

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && isSecure(url) && url.origin === text && !text.includes('*')
}

const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))

const Environment = z.object({
  GRID_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'a port from 0 to 65535')
    .transform(Number)
    .refine(port => port <= 65_535, 'a port from 0 to 65535')
    .default(8080),
  GRID_HOST: z.union([z.ipv4(HOST), z.ipv6(HOST), z.literal('localhost', HOST)], HOST).default('127.0.0.1'),
  GRID_HOME: z.string().min(1, 'a folder').default('.grid/simulated'),
  GRID_WAREHOUSE: z.string().optional(),
  GRID_AUTH_ISSUER: issuer.optional(),
  GRID_AUTH_AUDIENCE: z.string().regex(/^\S+$/, AUDIENCE).optional(),
  GRID_CORS_ORIGINS: origins.default([]),
})

/** Whose tokens are taken, and for whom they must be. */
export interface AuthConfig {
  readonly issuer: string
  readonly audience: string
}

export interface Config {
  readonly GRID_PORT: number
  readonly GRID_HOST: string
  readonly GRID_HOME: string
  /** `mssql://…`, or undefined: the file in the home. */
  readonly GRID_WAREHOUSE?: string | undefined
  /** Origins whose pages may call the API. */
  readonly GRID_CORS_ORIGINS: readonly string[]
  /** Null: everyone is let in, so only this machine may call. */
  readonly auth: AuthConfig | null
}

/** These mean « not set » when they are empty, as compose files and app settings leave them. */
const MAY_BE_EMPTY = ['GRID_AUTH_ISSUER', 'GRID_AUTH_AUDIENCE', 'GRID_CORS_ORIGINS']

/** @throws ConfigError naming each key, its value and what was expected. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.entries(environment).filter(
    ([key, value]) => value !== '' || !MAY_BE_EMPTY.includes(key),
  )
  const parsed = Environment.safeParse(Object.fromEntries(set))
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => {
      const key = String(issue.path[0])
      return `${key}=${environment[key]}: expected ${issue.message}`
    })
    throw new ConfigError(faults.join('; '))
  }
  const { GRID_AUTH_ISSUER, GRID_AUTH_AUDIENCE, ...config } = parsed.data
  const auth = authConfig(GRID_AUTH_ISSUER, GRID_AUTH_AUDIENCE)
  if (auth === null && !isLoopback(config.GRID_HOST)) {
    throw new ConfigError(
      `GRID_HOST=${config.GRID_HOST}: expected a loopback address (127.0.0.1, ::1 or localhost), or GRID_AUTH_ISSUER and GRID_AUTH_AUDIENCE: without them callers are not authenticated, so the service may only be reached from this machine`,
    )
  }
  return Object.freeze({ ...config, auth })
}

function authConfig(issuer: string | undefined, audience: string | undefined): AuthConfig | null {
  if (issuer !== undefined && audience !== undefined) return { issuer, audience }
  if (issuer === audience) return null
  const [lacking, given] =
    issuer === undefined
      ? ['GRID_AUTH_ISSUER', 'GRID_AUTH_AUDIENCE']
      : ['GRID_AUTH_AUDIENCE', 'GRID_AUTH_ISSUER']
  throw new ConfigError(`${lacking}: is not set, though ${given} is: expected both or neither`)
}
