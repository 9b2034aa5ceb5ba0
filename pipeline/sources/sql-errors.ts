/** What a database's error means to whoever must act, in words without secrets and without values. */
import { withoutDeliveryPoints } from '../bronze/delivery-points.ts'
import { FetchError, type FetchErrorCode } from './connector.ts'
import type { SqlSourceConfig } from './sql-source-config.ts'

interface DatabaseError {
  readonly code?: unknown
  /** SQL Server's own number. */
  readonly number?: unknown
  readonly message?: unknown
  readonly errors?: unknown
}

const SETTING_OF_STATE: Readonly<Record<string, string>> = {
  '28P01': 'GRID_SQL_SOURCE_URL or GRID_SQL_SOURCE_PASSWORD',
  '28000': 'GRID_SQL_SOURCE_URL',
  '3D000': 'GRID_SQL_SOURCE_URL',
  '42P01': 'GRID_SQL_SOURCE_TABLE or GRID_SQL_SOURCE_QUERY',
  '3F000': 'GRID_SQL_SOURCE_TABLE or GRID_SQL_SOURCE_QUERY',
  '42703': 'GRID_SQL_SOURCE_QUERY or GRID_SQL_SOURCE_WATERMARK',
  '42601': 'GRID_SQL_SOURCE_QUERY',
}
/** SQL Server: login failed, database not openable, no such object, no such column, syntax. */
const SETTING_OF_NUMBER: Readonly<Record<number, string>> = {
  18456: 'GRID_SQL_SOURCE_URL or GRID_SQL_SOURCE_PASSWORD',
  4060: 'GRID_SQL_SOURCE_URL',
  208: 'GRID_SQL_SOURCE_TABLE or GRID_SQL_SOURCE_QUERY',
  207: 'GRID_SQL_SOURCE_QUERY or GRID_SQL_SOURCE_WATERMARK',
  102: 'GRID_SQL_SOURCE_QUERY',
  156: 'GRID_SQL_SOURCE_QUERY',
}
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EPIPE|EAI_AGAIN|ESOCKET|EINSTLOOKUP)$/
const BROKEN_OFF =
  /connection terminated|connection error|connection (was )?lost|socket hang up|not queryable|final state/i
const TOO_LONG = /timeout|timed out/i
/** Classes of SQLSTATE for a server that is short of something, going down or broken inside. */
const SERVER_FAULT = /^(08|53|57P|58|XX)/

/** Encryption the two sides can't agree on, or a certificate that can't be trusted. */
const ENCRYPTION = /does not support SSL|certificate|CERT_|SELF_SIGNED|ERR_TLS/
/** A value that can't be converted: the message quotes it. SQLSTATE class 22, and the numbers of SQL Server. */
const QUOTES_A_VALUE = /^22/
const NUMBERS_QUOTING_A_VALUE: readonly unknown[] = [241, 245, 248]

/** @param hasBegun whether rows had come already. */
export function toFetchError(error: unknown, config: SqlSourceConfig, hasBegun: boolean): FetchError {
  if (error instanceof FetchError) return error
  const { code, number, message } = rootOf(error)
  const state = typeof code === 'string' ? code : ''
  const setting =
    SETTING_OF_STATE[state] ?? (typeof number === 'number' ? SETTING_OF_NUMBER[number] : undefined)
  const isQuoting = QUOTES_A_VALUE.test(state) || NUMBERS_QUOTING_A_VALUE.includes(number)
  const text = String(message || code)
  const said = withoutSecrets(isQuoting ? text.replace(/"[^"]*"|'[^']*'/g, '…') : text, config)
  const failed = (kind: FetchErrorCode, words: string) =>
    // The database's own error stays behind: its details may quote rows.
    new FetchError(kind, `${config.publicUrl}: ${words}`, { calls: 1 })

  if (setting !== undefined) return failed('misconfigured', `${said}; look at ${setting}`)
  if (ENCRYPTION.test(state) || ENCRYPTION.test(said))
    return failed('misconfigured', `${said}; look at the options of GRID_SQL_SOURCE_URL`)
  if (state === '57014' || state === 'ETIMEOUT' || state === 'ETIMEDOUT' || TOO_LONG.test(said))
    return failed('timeout', said)
  if (UNREACHABLE.test(state) || BROKEN_OFF.test(said))
    return hasBegun ? failed('truncated', `broke off between rows: ${said}`) : failed('unreachable', said)
  if (SERVER_FAULT.test(state) && state.length === 5) return failed('server-error', said)
  return failed('rejected', said)
}

/** Several addresses of one host fail as one error of several. */
function rootOf(error: unknown): DatabaseError {
  if (typeof error !== 'object' || error === null) return { message: String(error) }
  const { errors, ...own } = error as DatabaseError
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : []
  return first === undefined ? { ...own, message: (error as DatabaseError).message } : rootOf(first)
}

function withoutSecrets(message: string, config: SqlSourceConfig): string {
  const password = config.password()
  const secrets = password === '' ? [] : [password, encodeURIComponent(password)]
  const line = message.split('\n', 1)[0] ?? ''
  return withoutDeliveryPoints(secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line))
}
