/**
 * Configuration of the SQL source, checked in one place. No message, and nothing that may be logged,
 * carries the password or the user.
 */

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ConfigError } from '../catalog/config-error.ts'

export type SqlEngine = 'postgresql' | 'sqlserver'

export interface SqlSourceConfig {
  readonly engine: SqlEngine
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** A function, so that no log and no JSON of the configuration can hold it. */
  readonly password: () => string
  /** `unchecked` encrypts, but takes any certificate. */
  readonly encryption: 'none' | 'unchecked' | 'checked'
  /** Parts of the table's name, as the database spells them, or a query. */
  readonly from: { readonly table: readonly string[] } | { readonly query: string }
  /** Column that grows whenever a row is added or changed. */
  readonly watermark: string
  /** How far before the largest watermark seen each fetch begins: hours for a time, units for a number. */
  readonly lookBack: number | undefined
  /** Times without a zone are taken as UTC; otherwise they are refused. */
  readonly isZonelessUtc: boolean
  /** What it reads, without user and password: goes into bronze. */
  readonly publicUrl: string
}

const ENGINES: Readonly<Record<string, { engine: SqlEngine; port: number }>> = {
  'postgres:': { engine: 'postgresql', port: 5432 },
  'postgresql:': { engine: 'postgresql', port: 5432 },
  'mssql:': { engine: 'sqlserver', port: 1433 },
  'sqlserver:': { engine: 'sqlserver', port: 1433 },
}
const URL_EXPECTED =
  'expected postgres://user:password@host:port/database or mssql://user:password@host:port/database'
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/

const given = z
  .string()
  .trim()
  .optional()
  .transform(text => text || undefined)

const Settings = z.object({
  GRID_SQL_SOURCE_URL: given,
  GRID_SQL_SOURCE_PASSWORD: z.string().optional(),
  GRID_SQL_SOURCE_TABLE: given.transform((text, context) => {
    const parts = text === undefined ? undefined : tableParts(text)
    if (text !== undefined && parts === undefined)
      context.addIssue(
        'expected a table as the database spells it, such as public.readings or "Grid"."Readings"',
      )
    return parts
  }),
  GRID_SQL_SOURCE_QUERY: given.transform((text, context) => {
    const query = text?.replace(/[\s;]+$/, '')
    const fault = query === undefined ? undefined : faultOfQuery(query)
    if (fault !== undefined) context.addIssue(fault)
    return query
  }),
  GRID_SQL_SOURCE_WATERMARK: given,
  GRID_SQL_SOURCE_LOOK_BACK: given.transform((text, context) => {
    if (text !== undefined && !/^\d{1,15}$/.test(text))
      context.addIssue(
        'expected a whole number: hours for a watermark that is a time, its units for one that is a number',
      )
    return text === undefined ? undefined : Number(text)
  }),
  GRID_SQL_SOURCE_TIME_ZONE: given.pipe(
    z.literal('UTC', 'expected UTC, or nothing: other zones are for the query to convert').optional(),
  ),
})
type Settings = z.output<typeof Settings>

/**
 * The SQL source that the environment describes; undefined when it describes none.
 *
 * @throws ConfigError naming each setting and what was expected.
 */
export function sqlSourceConfig(
  environment: Readonly<Record<string, string | undefined>>,
): SqlSourceConfig | undefined {
  const parsed = Settings.safeParse(environment)
  if (!parsed.success)
    throw misconfigured(parsed.error.issues.map(issue => `${String(issue.path[0])}: ${issue.message}`))
  const settings = parsed.data
  if (Object.values(settings).every(value => value === undefined)) return undefined
  const {
    GRID_SQL_SOURCE_TABLE: table,
    GRID_SQL_SOURCE_QUERY: query,
    GRID_SQL_SOURCE_WATERMARK: watermark,
  } = settings
  const server = serverOf(settings)
  const faults = server.faults.slice()
  if ((table === undefined) === (query === undefined))
    faults.push('GRID_SQL_SOURCE_TABLE, GRID_SQL_SOURCE_QUERY: expected one of the two')
  if (table !== undefined && server.engine === 'postgresql' && table.length > 2)
    faults.push('GRID_SQL_SOURCE_TABLE: expected a table, or schema.table')
  if (watermark === undefined)
    faults.push('GRID_SQL_SOURCE_WATERMARK: expected the column that grows with every change')
  if (faults.length > 0 || server.found === undefined || watermark === undefined) throw misconfigured(faults)
  const from = table === undefined ? { query: query ?? '' } : { table }
  return Object.freeze({
    ...server.found,
    from,
    watermark,
    lookBack: settings.GRID_SQL_SOURCE_LOOK_BACK,
    isZonelessUtc: settings.GRID_SQL_SOURCE_TIME_ZONE === 'UTC',
    publicUrl: publicUrlOf(server.found, from, watermark),
  })
}

type Server = Pick<
  SqlSourceConfig,
  'engine' | 'host' | 'port' | 'database' | 'user' | 'password' | 'encryption'
>

function serverOf({ GRID_SQL_SOURCE_URL: text, GRID_SQL_SOURCE_PASSWORD: passwordSetting }: Settings): {
  engine?: SqlEngine
  found?: Server
  faults: readonly string[]
} {
  const url = text === undefined ? null : URL.parse(text)
  const kind = url ? ENGINES[url.protocol] : undefined
  const names = url && namesOf(url)
  // The URL itself is never told: the password may stand in it.
  if (!url || !kind || !names) return { faults: [`GRID_SQL_SOURCE_URL: ${URL_EXPECTED}`] }
  const encryption = encryptionOf(url, kind.engine)
  if (names.password !== '' && passwordSetting !== undefined)
    return { faults: ['GRID_SQL_SOURCE_PASSWORD: the password stands in GRID_SQL_SOURCE_URL already'] }
  if (typeof encryption === 'object')
    return { engine: kind.engine, faults: [`GRID_SQL_SOURCE_URL: ${encryption.fault}`] }
  const password = names.password || (passwordSetting ?? '')
  return {
    engine: kind.engine,
    found: {
      engine: kind.engine,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? kind.port : Number(url.port),
      database: names.database,
      user: names.user,
      password: () => password,
      encryption,
    },
    faults: [],
  }
}

function namesOf(url: URL): { user: string; password: string; database: string } | undefined {
  try {
    const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(
      decodeURIComponent,
    )
    return user && database && url.hostname ? { user, password: password ?? '', database } : undefined
  } catch {
    // A stray per cent sign: as unreadable as any other mistake in a URL, and told in the same words.
    return undefined
  }
}

/** On this machine nothing need be encrypted; elsewhere everything is, and the certificate is checked. */
function encryptionOf(url: URL, engine: SqlEngine): SqlSourceConfig['encryption'] | { fault: string } {
  const options = new Map(url.searchParams)
  const take = (name: string) => {
    const value = options.get(name)
    options.delete(name)
    return value
  }
  const usual = LOOPBACK.test(url.hostname) ? 'none' : 'checked'
  const chosen =
    engine === 'postgresql'
      ? fromSslMode(take('sslmode'), usual)
      : fromEncrypt(take('encrypt'), take('trustServerCertificate'), usual)
  const [unknown] = options.keys()
  if (unknown !== undefined) return { fault: `option ${unknown} is unknown; ${optionsOf(engine)}` }
  return chosen ?? { fault: optionsOf(engine) }
}

const optionsOf = (engine: SqlEngine) =>
  engine === 'postgresql'
    ? 'expected sslmode=disable, require or verify-full'
    : 'expected encrypt=true or false, trustServerCertificate=true or false'

function fromSslMode(mode: string | undefined, usual: SqlSourceConfig['encryption']) {
  const modes: Readonly<Record<string, SqlSourceConfig['encryption']>> = {
    disable: 'none',
    require: 'unchecked',
    'verify-full': 'checked',
  }
  return mode === undefined ? usual : modes[mode]
}

function fromEncrypt(
  encrypt: string | undefined,
  trust: string | undefined,
  usual: SqlSourceConfig['encryption'],
): SqlSourceConfig['encryption'] | undefined {
  const isFlag = (text: string | undefined) => text === undefined || text === 'true' || text === 'false'
  if (!isFlag(encrypt) || !isFlag(trust)) return undefined
  if (encrypt === 'false' || (encrypt === undefined && trust === undefined && usual === 'none')) return 'none'
  return trust === 'true' ? 'unchecked' : 'checked'
}

/** Bare, "quoted" or [bracketed] names with dots between. */
function tableParts(text: string): readonly string[] | undefined {
  const part = /"((?:[^"]|"")+)"|\[((?:[^\]]|\]\])+)\]|([\p{L}_][\p{L}\d_$#@]*)/u.source
  if (!new RegExp(`^(?:${part})(?:\\.(?:${part})){0,2}$`, 'u').test(text)) return undefined
  return [...text.matchAll(new RegExp(part, 'gu'))].map(
    ([, quoted, bracketed, bare]) =>
      quoted?.replaceAll('""', '"') ?? bracketed?.replaceAll(']]', ']') ?? bare ?? '',
  )
}

/** The query becomes a table in parentheses: it may not end them, nor begin another statement. */
function faultOfQuery(query: string): string | undefined {
  const code = query.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  let depth = 0
  for (const [mark] of code.matchAll(/[()]/g)) {
    depth += mark === '(' ? 1 : -1
    if (depth < 0) return 'a parenthesis closes that was never opened'
  }
  if (depth > 0) return 'a parenthesis is never closed'
  return code.includes(';') ? 'expected one SELECT, without a semicolon inside' : undefined
}

function publicUrlOf(
  { engine, host, port, database }: Server,
  from: SqlSourceConfig['from'],
  watermark: string,
): string {
  const url = new URL(
    `sql://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`,
  )
  if ('table' in from) url.searchParams.set('table', from.table.join('.'))
  // A query may hold more than a URL should tell; its hash says whether it is the same one.
  else url.searchParams.set('query', createHash('sha256').update(from.query).digest('hex').slice(0, 16))
  url.searchParams.set('watermark', watermark)
  return url.href.replace(/^sql/, engine)
}

const misconfigured = (faults: readonly string[]) => new ConfigError(faults.join('; '))
