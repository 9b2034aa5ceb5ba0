/** What is sent to SQL Server. That a server does with it what it should is shown only where `SQLSERVER_URL` is set. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SqlColumn } from './sql-session.ts'
import { SQL_SOURCE_LIMITS } from './sql-source.ts'
import { sqlSourceConfig } from './sql-source-config.ts'
import { failureOf, openSource } from './sql-source-contract.ts'
import { configurationOf, inIso, readStatement, relationOf } from './sqlserver-session.ts'

const COLUMNS: readonly SqlColumn[] = [
  { name: 'region', type: 'nvarchar(60)', kind: 'other' },
  { name: 'date_heure', type: 'datetimeoffset(7)', kind: 'instant' },
  { name: 'consommation', type: 'float', kind: 'other' },
  { name: 'changed]at', type: 'datetime2(3)', kind: 'zoneless' },
  { name: 'version', type: 'timestamp', kind: 'integer' },
]
const [, instant, , zoneless, version] = COLUMNS as [SqlColumn, SqlColumn, SqlColumn, SqlColumn, SqlColumn]
const RELATION = relationOf({ table: ['dbo', 'read]ings'] })

describe('the statement', () => {
  it('asks for every column as exact text, with rows that have no watermark last', () => {
    expect(readStatement(RELATION, COLUMNS, instant, undefined)).toEqual({
      text: "SELECT CONVERT(nvarchar(max), q.[region]), CONVERT(nvarchar(40), SWITCHOFFSET(q.[date_heure], '+00:00'), 126), CONVERT(nvarchar(60), q.[consommation], 3), CONVERT(nvarchar(40), q.[changed]]at], 126), CONVERT(nvarchar(60), CONVERT(bigint, q.[version])) FROM [dbo].[read]]ings] AS q ORDER BY CASE WHEN q.[date_heure] IS NULL THEN 1 ELSE 0 END, q.[date_heure]",
      values: [],
    })
  })

  it.each([
    [
      instant,
      'q.[date_heure] >= DATEADD(hour, -CONVERT(int, @look_back), CONVERT(datetimeoffset(7), @watermark))',
    ],
    [
      zoneless,
      'q.[changed]]at] >= DATEADD(hour, -CONVERT(int, @look_back), CONVERT(datetime2(7), @watermark))',
    ],
    [version, 'CONVERT(bigint, q.[version]) >= CONVERT(bigint, @watermark) - CONVERT(bigint, @look_back)'],
  ])('begins at the watermark less the look-back: %o', (watermark, condition) => {
    const { text, values } = readStatement(RELATION, COLUMNS, watermark, { watermark: '42', lookBack: 72 })
    expect(text).toContain(
      ` WHERE ${condition} OR q.[${watermark.name.replace(']', ']]')}] IS NULL ORDER BY `,
    )
    expect(values).toEqual([
      ['watermark', '42'],
      ['look_back', '72'],
    ])
  })

  it('puts a query into lines of its own', () => {
    expect(relationOf({ query: 'SELECT 1 -- one' })).toBe('(\nSELECT 1 -- one\n)')
  })
})

it.each([
  ['2026-03-22T14:00:00.0000000+00:00', 'instant', '2026-03-22T14:00:00.0000000Z'],
  ['2026-03-22 14:00:00.25 +00:00', 'instant', '2026-03-22T14:00:00.25Z'],
  ['2026-03-22 14:00:00', 'zoneless', '2026-03-22T14:00:00'],
  ['2026-03-22', 'zoneless', '2026-03-22'],
  ['2026-03-22 14:00:00', 'other', '2026-03-22 14:00:00'],
  [null, 'instant', null],
] as const)('a time comes as ISO, and text as it is: %s (%s)', (cell, kind, published) => {
  expect(inIso(cell, kind)).toBe(published)
})

describe('the connection', () => {
  const at = (url: string) => ({
    GRID_SQL_SOURCE_URL: url,
    GRID_SQL_SOURCE_TABLE: 'readings',
    GRID_SQL_SOURCE_WATERMARK: 'version',
  })

  it('is for reading, without retries of its own, encrypted as configured', () => {
    const config = sqlSourceConfig(at('mssql://reader:secret@db/grid?trustServerCertificate=true'))
    expect(config && configurationOf(config, SQL_SOURCE_LIMITS)).toMatchObject({
      server: 'db',
      authentication: { options: { userName: 'reader', password: 'secret' } },
      options: {
        port: 1433,
        database: 'grid',
        encrypt: true,
        trustServerCertificate: true,
        readOnlyIntent: true,
        maxRetriesOnTransientErrors: 0,
      },
    })
  })

  it('that nobody answers, or that breaks, is told without the password', async () => {
    const root = await mkdtemp(join(tmpdir(), 'grid-sql-'))
    const server = createServer(socket =>
      socket.on('error', () => undefined).once('data', () => socket.destroy()),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const url = `mssql://reader:secret@127.0.0.1:${port}/grid`
    const broken = await failureOf((await openSource(url, root)).fetch())
    server.close()
    await once(server, 'close')
    const absent = await failureOf((await openSource(url, root)).fetch())
    for (const { code, message } of [broken, absent]) {
      expect(code).toBe('unreachable')
      expect(message).toMatch(/^sqlserver:\/\/127\.0\.0\.1:\d+\/grid\?table=readings&watermark=updated_at: /)
      expect(message).not.toContain('secret')
    }
    await rm(root, { recursive: true })
  })
})
