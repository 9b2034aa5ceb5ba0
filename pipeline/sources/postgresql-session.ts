/**
 * A session of PostgreSQL: one read-only transaction with the view of its first statement, read through a
 * cursor. Values come as the text the server writes, so nothing is rounded on the way.
 */
import type { Client } from 'pg'
import type { SqlColumn, SqlKind, SqlPatience, SqlRow, SqlSession, SqlSince } from './sql-session.ts'
import type { SqlSourceConfig } from './sql-source-config.ts'

const CURSOR = 'grid_rows'
const AS_TEXT = { getTypeParser: () => (text: string) => text }

export async function openPostgreSql(
  config: SqlSourceConfig,
  patience: SqlPatience,
  signal?: AbortSignal,
): Promise<SqlSession> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    host: config.host,
    port: config.port,
    database: config.database,
    user: config.user,
    // As a function it is never filled in from the environment or a file of passwords.
    password: config.password,
    ssl: config.encryption === 'none' ? false : { rejectUnauthorized: config.encryption === 'checked' },
    connectionTimeoutMillis: patience.connectMs,
    query_timeout: patience.statementMs * 2,
    application_name: 'grid-power-stream',
  })
  // Whatever breaks the connection breaks the statement in flight or the next one, which tells it.
  client.on('error', () => undefined)
  signal?.addEventListener('abort', () => drop(client))
  try {
    await client.connect()
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(`SET LOCAL statement_timeout = ${patience.statementMs}`)
    await client.query("SET LOCAL TimeZone = 'UTC'")
    await client.query("SET LOCAL DateStyle = 'ISO, YMD'")
  } catch (error) {
    drop(client)
    throw error
  }
  const kinds = new Map<number, readonly [name: string, kind: SqlKind]>(
    Object.entries(pg.types.builtins).map(([name, oid]) => [
      oid,
      [name.toLowerCase(), KINDS[name] ?? 'other'],
    ]),
  )
  return postgreSqlSession(client, relationOf(config.from), kinds, patience)
}

/** In this mode the server takes one statement, whatever a query of the configuration says. */
const asOneStatement = <Query>(query: Query) => ({ ...query, queryMode: 'extended' })

const KINDS: Readonly<Record<string, SqlKind>> = {
  TIMESTAMPTZ: 'instant',
  TIMESTAMP: 'zoneless',
  DATE: 'zoneless',
  INT2: 'integer',
  INT4: 'integer',
  INT8: 'integer',
}

function postgreSqlSession(
  client: Client,
  relation: string,
  kinds: ReadonlyMap<number, readonly [name: string, kind: SqlKind]>,
  { batchRows, closeMs }: SqlPatience,
): SqlSession {
  return {
    async columns() {
      const { fields } = await client.query(
        asOneStatement({ text: `SELECT * FROM ${relation} AS q LIMIT 0`, rowMode: 'array' as const }),
      )
      return fields.map(({ name, dataTypeID }) => {
        const [type, kind] = kinds.get(dataTypeID) ?? [`type ${dataTypeID}`, 'other']
        return { name, type, kind }
      })
    },
    async read(columns, watermark, since, onRows) {
      const { text, values } = readStatement(relation, watermark, since)
      await client.query(asOneStatement({ text: `DECLARE ${CURSOR} NO SCROLL CURSOR FOR ${text}`, values }))
      while (true) {
        const { rows } = await client.query<(string | null)[]>({
          text: `FETCH FORWARD ${batchRows} FROM ${CURSOR}`,
          rowMode: 'array',
          types: AS_TEXT,
        })
        if (rows.length === 0) return
        await onRows(rows.map(row => inIso(row, columns)))
      }
    },
    async close() {
      // A server that does not answer is not waited for: the transaction has changed nothing.
      const tooLong = setTimeout(() => drop(client), closeMs)
      await client.end().catch(() => undefined)
      clearTimeout(tooLong)
    },
  }
}

function readStatement(
  relation: string,
  watermark: SqlColumn,
  since: SqlSince | undefined,
): { text: string; values: string[] } {
  const column = `q.${identifier(watermark.name)}`
  const order = `ORDER BY ${column} ASC NULLS LAST`
  if (!since) return { text: `SELECT * FROM ${relation} AS q ${order}`, values: [] }
  const from = {
    instant: `$1::timestamptz - $2::int * interval '1 hour'`,
    zoneless: `$1::timestamp - $2::int * interval '1 hour'`,
    integer: '$1::int8 - $2::int8',
    other: '$1',
  }[watermark.kind]
  return {
    text: `SELECT * FROM ${relation} AS q WHERE ${column} >= ${from} OR ${column} IS NULL ${order}`,
    values: [since.watermark, String(since.lookBack)],
  }
}

/** A query in lines of its own, so that a remark at its end does not swallow the parenthesis. */
const relationOf = (from: SqlSourceConfig['from']): string =>
  'table' in from ? from.table.map(identifier).join('.') : `(\n${from.query}\n)`

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/** `2026-03-22 14:00:00+00` is `2026-03-22T14:00:00Z`. */
const inIso = (row: SqlRow, columns: readonly SqlColumn[]): SqlRow =>
  row.map((cell, index) => {
    const kind = columns[index]?.kind
    if (cell === null || (kind !== 'instant' && kind !== 'zoneless')) return cell
    return cell.replace(/^(\d+-\d\d-\d\d) /, '$1T').replace(/\+00$/, 'Z')
  })

const drop = (client: Client) => client.connection.stream.destroy()
