/**
 * Where the SQL Server of the warehouse is: `mssql://server[:port]/database`. Towards Azure identity is a
 * token; a user with a password is taken only for a server on this machine or beside it in compose.
 */
import { ConfigError } from '../../catalog/config-error.ts'
import { isNearby } from '../../lake/secrets.ts'

export interface ServerAddress {
  readonly server: string
  readonly port: number
  readonly database: string
  /** Only of a server whose name can't be on a certificate: on this machine or in compose. */
  readonly trustServerCertificate: boolean
  /** Absent: a token is asked for. */
  readonly login?: { readonly user: string; readonly password: string }
}

/** @throws ConfigError naming what is wrong; never with a password. */
export function serverAddress(url: string): ServerAddress {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'mssql:' || parsed.hostname === '') {
    throw new ConfigError('the warehouse: expected mssql://server[:port]/database')
  }
  const { hostname, port, pathname, searchParams } = parsed
  const told = `mssql://${hostname}${port && `:${port}`}${pathname}`
  const database = decodeURIComponent(pathname.slice(1))
  if (database === '' || database.includes('/')) {
    throw new ConfigError(`${told}: expected one database after the server, mssql://server/database`)
  }
  for (const [name, value] of searchParams) {
    if (!['encrypt', 'trustServerCertificate'].includes(name)) {
      throw new ConfigError(`${told}: unknown setting ${name}; expected encrypt or trustServerCertificate`)
    }
    if (name === 'encrypt' && value !== 'true') {
      throw new ConfigError(`${told}: encrypt=${value}: connections are always encrypted`)
    }
  }
  const trustServerCertificate = searchParams.get('trustServerCertificate') === 'true'
  if (!isNearby(hostname)) {
    if (parsed.username !== '' || parsed.password !== '') {
      throw new ConfigError(
        `${told}: has a user or a password. Only a server on this machine or in compose takes one: leave them out, and the identity of this machine or person signs in by token`,
      )
    }
    if (trustServerCertificate) {
      throw new ConfigError(
        `${told}: trustServerCertificate would let anyone stand in for a server that is reached over a network`,
      )
    }
  }
  return {
    server: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 1433 : Number(port),
    database,
    trustServerCertificate,
    ...(parsed.username !== '' && {
      login: { user: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) },
    }),
  }
}

/** For messages: never with a password. */
export const nameOf = ({ server, port, database }: ServerAddress): string =>
  `mssql://${server}:${port}/${database}`
