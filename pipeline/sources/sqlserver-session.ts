/**
 * A session of SQL Server: one transaction that is always rolled back, in the snapshot of its beginning
 * where the database allows it; else the one statement that reads rows is consistent in itself. Rows are
 * streamed; the server writes values as text, so nothing is rounded on the way.
 */
import type { Connection, ConnectionConfiguration } from 'tedious'
import type { SqlColumn, SqlKind, SqlPatience, SqlRow, SqlSession, SqlSince } from './sql-session.ts'
import type { SqlSourceConfig } from './sql-source-config.ts'

type Tedious = typeof import('tedious')

export async function openSqlServer(
  config: SqlSourceConfig,
  patience: SqlPatience,
  signal?: AbortSignal,
): Promise<SqlSession> {
  // A module of the older kind: what it gives stands in its default.
  const { default: tedious } = (await import('tedious')) as unknown as { default: Tedious }
  const connection = new tedious.Connection(configurationOf(config, patience))
  // Whatever breaks the connection breaks the statement in flight or the next one, which tells it.
  connection.on('error', () => undefined)
  signal?.addEventListener('abort', () => connection.close())
  try {
    await called(done => connection.connect(done))
    const [[isSnapshotAllowed] = []] = await rowsOf(tedious, connection, SNAPSHOT_ALLOWED, [], patience)
    const { SNAPSHOT, READ_COMMITTED } = tedious.ISOLATION_LEVEL
    await called(done =>
      connection.beginTransaction(done, '', isSnapshotAllowed === '1' ? SNAPSHOT : READ_COMMITTED),
    )
  } catch (error) {
    connection.close()
    throw error
  }
  return sqlServerSession(tedious, connection, relationOf(config.from), patience)
}

const SNAPSHOT_ALLOWED =
  'SELECT CONVERT(nvarchar(10), snapshot_isolation_state) FROM sys.databases WHERE database_id = DB_ID()'

export const configurationOf = (config: SqlSourceConfig, patience: SqlPatience): ConnectionConfiguration => ({
  server: config.host,
  authentication: { type: 'default', options: { userName: config.user, password: config.password() } },
  options: {
    port: config.port,
    database: config.database,
    encrypt: config.encryption !== 'none',
    trustServerCertificate: config.encryption === 'unchecked',
    connectTimeout: patience.connectMs,
    requestTimeout: patience.statementMs,
    cancelTimeout: patience.closeMs,
    maxRetriesOnTransientErrors: 0,
    readOnlyIntent: true,
    appName: 'grid-power-stream',
  },
})

function sqlServerSession(
  tedious: Tedious,
  connection: Connection,
  relation: string,
  patience: SqlPatience,
): SqlSession {
  return {
    async columns() {
      const described = await rowsOf(
        tedious,
        connection,
        DESCRIBE,
        [['statement', `SELECT * FROM ${relation} AS q`]],
        patience,
      )
      return described
        .filter(([isHidden]) => isHidden !== 'true')
        .map(([, , name, , , type]) => ({ name: name ?? '', type: type ?? '', kind: kindOf(type ?? '') }))
    },
    async read(columns, watermark, since, onRows) {
      const { text, values } = readStatement(relation, columns, watermark, since)
      await streamed(tedious, connection, text, values, patience, rows =>
        onRows(rows.map(row => row.map((cell, index) => inIso(cell, columns[index]?.kind)))),
      )
    },
    async close() {
      // Closing rolls back what was open: nothing of it is kept.
      connection.close()
    },
  }
}

/** What the server would answer, without asking it to. Its columns are is_hidden, column_ordinal, name, is_nullable, system_type_id, system_type_name, and more. */
const DESCRIBE = 'EXEC sp_describe_first_result_set @statement'

function kindOf(type: string): SqlKind {
  if (/^datetimeoffset/.test(type)) return 'instant'
  if (/^(datetime|smalldatetime|date)/.test(type)) return 'zoneless'
  return /^(tinyint|smallint|int|bigint|timestamp)$/.test(type) ? 'integer' : 'other'
}

export function readStatement(
  relation: string,
  columns: readonly SqlColumn[],
  watermark: SqlColumn,
  since: SqlSince | undefined,
): { text: string; values: [name: string, value: string][] } {
  const column = `q.${identifier(watermark.name)}`
  const select = `SELECT ${columns.map(asText).join(', ')} FROM ${relation} AS q`
  // SQL Server puts NULL first and has no word for the other way round.
  const order = `ORDER BY CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END, ${column}`
  if (!since) return { text: `${select} ${order}`, values: [] }
  const from = {
    instant: 'DATEADD(hour, -CONVERT(int, @look_back), CONVERT(datetimeoffset(7), @watermark))',
    zoneless: 'DATEADD(hour, -CONVERT(int, @look_back), CONVERT(datetime2(7), @watermark))',
    integer: 'CONVERT(bigint, @watermark) - CONVERT(bigint, @look_back)',
    other: '@watermark',
  }[watermark.kind]
  const value = watermark.type === 'timestamp' ? `CONVERT(bigint, ${column})` : column
  return {
    text: `${select} WHERE ${value} >= ${from} OR ${column} IS NULL ${order}`,
    values: [
      ['watermark', since.watermark],
      ['look_back', String(since.lookBack)],
    ],
  }
}

/** SQL text: a column as text, as exact as it is stored; 126 is ISO 8601, 3 is all digits of a floating number. */
function asText({ name, type }: SqlColumn): string {
  const column = `q.${identifier(name)}`
  if (/^datetimeoffset/.test(type)) return `CONVERT(nvarchar(40), SWITCHOFFSET(${column}, '+00:00'), 126)`
  if (/^(datetime|smalldatetime|date)/.test(type)) return `CONVERT(nvarchar(40), ${column}, 126)`
  if (/^(float|real)/.test(type)) return `CONVERT(nvarchar(60), ${column}, 3)`
  if (/^(small)?money/.test(type)) return `CONVERT(nvarchar(60), ${column}, 2)`
  if (type === 'timestamp') return `CONVERT(nvarchar(60), CONVERT(bigint, ${column}))`
  return `CONVERT(nvarchar(max), ${column})`
}

export const relationOf = (from: SqlSourceConfig['from']): string =>
  'table' in from ? from.table.map(identifier).join('.') : `(\n${from.query}\n)`

const identifier = (name: string) => `[${name.replaceAll(']', ']]')}]`

/** Every row of a statement that has few. */
async function rowsOf(
  tedious: Tedious,
  connection: Connection,
  text: string,
  values: readonly (readonly [name: string, value: string])[],
  patience: SqlPatience,
): Promise<SqlRow[]> {
  const all: SqlRow[] = []
  await streamed(tedious, connection, text, values, patience, async rows => {
    all.push(...rows)
  })
  return all
}

/** Rows in batches; the server waits while one is worked on. */
function streamed(
  tedious: Tedious,
  connection: Connection,
  text: string,
  values: readonly (readonly [name: string, value: string])[],
  { batchRows }: SqlPatience,
  onRows: (rows: readonly SqlRow[]) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let batch: SqlRow[] = []
    let work = Promise.resolve()
    const flush = () => {
      const rows = batch
      batch = []
      work = work.then(() => onRows(rows))
      return work
    }
    const request = new tedious.Request(text, error => {
      if (error) reject(error)
      else flush().then(resolve, reject)
    })
    for (const [name, value] of values) request.addParameter(name, tedious.TYPES.NVarChar, value)
    request.on('row', (cells: readonly { readonly value: unknown }[]) => {
      batch.push(cells.map(({ value }) => (value === null ? null : String(value))))
      if (batch.length < batchRows) return
      request.pause()
      flush().then(
        () => request.resume(),
        error => {
          reject(error)
          request.cancel()
        },
      )
    })
    connection.execSql(request)
  })
}

/**
 * A time as ISO writes it: `2026-03-22T14:00:00.0000000+00:00` and `2026-03-22 14:00:00 +00:00`, which some
 * servers write instead, are `2026-03-22T14:00:00.0000000Z` and `2026-03-22T14:00:00Z`.
 */
export function inIso(cell: string | null, kind: SqlKind | undefined): string | null {
  if (cell === null || (kind !== 'instant' && kind !== 'zoneless')) return cell
  return cell.replace(/^(\d{4}-\d\d-\d\d)[ T]([\d:.]+)(?: ?(\+00:00))?$/, (_, day, time, zone) =>
    zone ? `${day}T${time}Z` : `${day}T${time}`,
  )
}

const called = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call(error => (error ? reject(error) : resolve())))
