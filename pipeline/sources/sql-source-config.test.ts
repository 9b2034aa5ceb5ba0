import { describe, expect, it } from 'vitest'
import { type SqlSourceConfig, sqlSourceConfig } from './sql-source-config.ts'

const SECRET = 'S3cret-paßword/?@'
const COMPLETE = {
  GRID_SQL_SOURCE_URL: `postgres://reader:${encodeURIComponent(SECRET)}@db.example.org/grid`,
  GRID_SQL_SOURCE_TABLE: 'public.readings',
  GRID_SQL_SOURCE_WATERMARK: 'updated_at',
}

function configOf(settings: Readonly<Record<string, string | undefined>>): SqlSourceConfig {
  const config = sqlSourceConfig({ ...COMPLETE, ...settings })
  if (!config) throw new TypeError('no source')
  return config
}

it('is none when nothing is set, whatever else is', () => {
  expect(sqlSourceConfig({})).toBeUndefined()
  expect(sqlSourceConfig({ GRID_HOME: '/home', PGPASSWORD: 'x' })).toBeUndefined()
})

describe('a PostgreSQL or SQL Server', () => {
  it('is read from its URL', () => {
    expect(configOf({})).toMatchObject({
      engine: 'postgresql',
      host: 'db.example.org',
      port: 5432,
      database: 'grid',
      user: 'reader',
      encryption: 'checked',
      from: { table: ['public', 'readings'] },
      lookBack: undefined,
      isZonelessUtc: false,
    })
    expect(configOf({}).password()).toBe(SECRET)
    expect(configOf({ GRID_SQL_SOURCE_URL: 'mssql://reader@[2001:db8::1]:14330/Grid%20Data' })).toMatchObject(
      { engine: 'sqlserver', host: '2001:db8::1', port: 14330, database: 'Grid Data' },
    )
  })

  it('may have its password in a setting of its own', () => {
    const GRID_SQL_SOURCE_URL = 'postgres://reader@db.example.org/grid'
    expect(configOf({ GRID_SQL_SOURCE_URL, GRID_SQL_SOURCE_PASSWORD: SECRET }).password()).toBe(SECRET)
    expect(configOf({ GRID_SQL_SOURCE_URL }).password()).toBe('')
  })

  it('is never told with user or password', () => {
    for (const told of [JSON.stringify(configOf({})), configOf({}).publicUrl]) {
      expect(told).not.toContain(SECRET)
      expect(told).not.toContain(encodeURIComponent(SECRET))
    }
    expect(configOf({}).publicUrl).toBe(
      'postgresql://db.example.org:5432/grid?table=public.readings&watermark=updated_at',
    )
  })

  it.each<[string, SqlSourceConfig['encryption']]>([
    ['postgres://u@localhost/d', 'none'],
    ['postgres://u@127.0.0.1/d', 'none'],
    ['postgres://u@[::1]/d', 'none'],
    ['postgres://u@localhost/d?sslmode=verify-full', 'checked'],
    ['postgres://u@db/d', 'checked'],
    ['postgres://u@db/d?sslmode=require', 'unchecked'],
    ['postgres://u@db/d?sslmode=disable', 'none'],
    ['mssql://u@localhost/d', 'none'],
    ['mssql://u@db/d', 'checked'],
    ['mssql://u@db/d?encrypt=true&trustServerCertificate=true', 'unchecked'],
    ['mssql://u@db/d?encrypt=false', 'none'],
    ['mssql://u@localhost/d?encrypt=true', 'checked'],
  ])('is spoken to as %s says: encryption %s', (url, encryption) => {
    expect(configOf({ GRID_SQL_SOURCE_URL: url }).encryption).toBe(encryption)
  })

  it('is read whole, or through a query', () => {
    const query = (text: string) =>
      configOf({ GRID_SQL_SOURCE_TABLE: undefined, GRID_SQL_SOURCE_QUERY: text })
    expect(query('SELECT \';)\' AS a, "b;)" -- ;)\nFROM t /* ;) */ ; ').from).toEqual({
      query: 'SELECT \';)\' AS a, "b;)" -- ;)\nFROM t /* ;) */',
    })
    expect(query('SELECT 1').publicUrl).toMatch(/\/grid\?query=[0-9a-f]{16}&watermark=updated_at$/)
    expect(query('SELECT 1').publicUrl).not.toBe(query('SELECT 2').publicUrl)
    const table = (text: string) => configOf({ GRID_SQL_SOURCE_TABLE: text }).from
    expect(table('readings')).toEqual({ table: ['readings'] })
    expect(table('"My.schema"."a ""b"""')).toEqual({ table: ['My.schema', 'a "b"'] })
    expect(table('[dbo].[mesures é]')).toEqual({ table: ['dbo', 'mesures é'] })
  })
})

describe('a mistake is told by its setting, with what was expected and no secret:', () => {
  it.each<[Readonly<Record<string, string | undefined>>, RegExp]>([
    [{ GRID_SQL_SOURCE_URL: undefined }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: `mysql://u:${SECRET}@db/d` }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: `postgres://u:${SECRET}` }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: 'postgres://u:%zz@db/d' }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: 'postgres://db/d' }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: 'postgres://u@db' }, /^GRID_SQL_SOURCE_URL: expected postgres:/],
    [{ GRID_SQL_SOURCE_URL: 'postgres://u@db/d?sslmode=prefer' }, /^GRID_SQL_SOURCE_URL: expected sslmode=/],
    [
      { GRID_SQL_SOURCE_URL: 'postgres://u@db/d?options=x' },
      /^GRID_SQL_SOURCE_URL: option options is unknown/,
    ],
    [{ GRID_SQL_SOURCE_URL: 'mssql://u@db/d?encrypt=yes' }, /^GRID_SQL_SOURCE_URL: expected encrypt=/],
    [{ GRID_SQL_SOURCE_PASSWORD: SECRET }, /^GRID_SQL_SOURCE_PASSWORD: the password stands in/],
    [{ GRID_SQL_SOURCE_TABLE: undefined }, /^GRID_SQL_SOURCE_TABLE, GRID_SQL_SOURCE_QUERY: expected one/],
    [{ GRID_SQL_SOURCE_QUERY: 'SELECT 1' }, /^GRID_SQL_SOURCE_TABLE, GRID_SQL_SOURCE_QUERY: expected one/],
    [{ GRID_SQL_SOURCE_TABLE: 'readings; DROP TABLE x' }, /^GRID_SQL_SOURCE_TABLE: expected a table/],
    [{ GRID_SQL_SOURCE_TABLE: 'a.b.c' }, /^GRID_SQL_SOURCE_TABLE: expected a table, or schema\.table$/],
    [{ GRID_SQL_SOURCE_QUERY: 'SELECT 1; DROP TABLE x' }, /^GRID_SQL_SOURCE_QUERY: expected one SELECT/],
    [{ GRID_SQL_SOURCE_QUERY: 'SELECT 1) q; --' }, /^GRID_SQL_SOURCE_QUERY: a parenthesis closes/],
    [{ GRID_SQL_SOURCE_QUERY: 'SELECT (1' }, /^GRID_SQL_SOURCE_QUERY: a parenthesis is never closed/],
    [{ GRID_SQL_SOURCE_WATERMARK: ' ' }, /^GRID_SQL_SOURCE_WATERMARK: expected the column/],
    [{ GRID_SQL_SOURCE_LOOK_BACK: '3 days' }, /^GRID_SQL_SOURCE_LOOK_BACK: expected a whole number/],
    [{ GRID_SQL_SOURCE_TIME_ZONE: 'Europe/Paris' }, /^GRID_SQL_SOURCE_TIME_ZONE: expected UTC/],
  ])('%o', (settings, words) => {
    expect(() => configOf(settings)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(words) }),
    )
    expect(() => configOf(settings)).not.toThrow(SECRET)
  })

  it('and several at once', () => {
    expect(() => sqlSourceConfig({ GRID_SQL_SOURCE_TABLE: 'readings' })).toThrow(
      /GRID_SQL_SOURCE_URL: .*; GRID_SQL_SOURCE_WATERMARK: /,
    )
  })
})
