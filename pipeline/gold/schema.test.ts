import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { GOLD_DATASETS } from '../catalog/gold-datasets.ts'
import { TABLES } from './schema.ts'

it('declares in the catalogue every table of the schema, and no other', () => {
  expect(GOLD_DATASETS.map(dataset => dataset.table_name).sort()).toEqual(Object.keys(TABLES).sort())
})

it.each(Object.entries(TABLES))(
  '%s has the columns, types and nullability the catalogue declares',
  async (name, ddl) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(ddl)
    const described = (await connection.runAndReadAll(`DESCRIBE ${name}`)).getRowObjects()
    const actual = described.map(
      row => `${row.column_name} ${row.column_type} ${row.null === 'YES' ? 'null' : 'not null'}`,
    )
    const declared = GOLD_DATASETS.find(dataset => dataset.table_name === name)?.columns.map(
      column => `${column.column_name} ${column.type} ${column.is_nullable ? 'null' : 'not null'}`,
    )
    expect(declared).toEqual(actual)
  },
)
