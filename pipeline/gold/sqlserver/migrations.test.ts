/** What the migrations say, without a server; that one does it is shown where SQLSERVER_URL is set. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GOLD_DATASETS } from '../../catalog/gold-datasets.ts'
import { sqlServerType } from './column-types.ts'
import { MigrationError, readMigrations, toMigration } from './migrations.ts'

/** Columns that all migrations together declare, by table: `name type NULL`. */
async function declaredColumns(): Promise<ReadonlyMap<string, readonly string[]>> {
  const batches = (await readMigrations()).flatMap(({ batches }) => batches)
  const tables = new Map<string, string[]>()
  for (const batch of batches) {
    const [, table, body] = /CREATE TABLE gold\.(\w+) \(\n([\s\S]*)\n\)$/.exec(batch) ?? []
    if (table && body) tables.set(table, body.split(',\n').map(oneSpaced).filter(isColumn))
    const [, altered, added] = /^ALTER TABLE gold\.(\w+) ADD (.*)$/s.exec(batch) ?? []
    if (altered && added) tables.get(altered)?.push(...added.split(',\n').map(oneSpaced).filter(isColumn))
  }
  return tables
}

const oneSpaced = (line: string) => line.trim().replaceAll(/\s+/g, ' ').replaceAll('"', '')
const isColumn = (line: string) => !line.startsWith('CONSTRAINT ')

describe('the migrations', () => {
  it.each(GOLD_DATASETS.map(dataset => [dataset.table_name, dataset] as const))(
    'declare every column of %s as the catalogue does',
    async (table, { columns }) => {
      const wanted = columns.map(
        column =>
          `${column.column_name} ${sqlServerType(column)} ${column.is_nullable ? 'NULL' : 'NOT NULL'}`,
      )
      expect((await declaredColumns()).get(table)).toEqual(wanted)
    },
  )

  it('show every table with all its columns to readers', async () => {
    const views = (await readMigrations())
      .flatMap(({ batches }) => batches)
      .flatMap(batch => {
        const [, view, list, table] =
          /CREATE VIEW dbo\.(\w+) AS\nSELECT ([\s\S]*)\nFROM gold\.(\w+)$/.exec(batch) ?? []
        return view && list ? [[view, table, list.split(',').map(oneSpaced)]] : []
      })
    expect(views).toEqual(
      GOLD_DATASETS.map(({ table_name, columns }) => [
        table_name,
        table_name,
        columns.map(({ column_name }) => column_name),
      ]),
    )
  })

  it('have the same checksum whatever the line ends of the checkout', () => {
    const text = '-- a\nSELECT 1\nGO\n\nSELECT 2\nGO\n'
    const { checksum, batches } = toMigration('0001-a', text)
    expect(batches).toEqual(['-- a\nSELECT 1', 'SELECT 2'])
    expect(toMigration('0001-a', text.replaceAll('\n', '\r\n'))).toEqual({
      name: '0001-a',
      checksum,
      batches,
    })
    expect(toMigration('0001-a', `${text}-- b\n`).checksum).not.toBe(checksum)
  })

  it('are numbered without a gap', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grid-migrations-'))
    await writeFile(join(folder, '0001-a.sql'), 'SELECT 1')
    await writeFile(join(folder, '0003-c.sql'), 'SELECT 3')
    await expect(readMigrations(folder)).rejects.toThrow(
      new MigrationError('migration 0003-c.sql: expected 0002-<what>.sql'),
    )
    await rm(folder, { recursive: true })
  })
})
