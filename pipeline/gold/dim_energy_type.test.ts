import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { ENERGY_TYPES } from '../catalog/energy-types.ts'
import { loadDimEnergyType } from './dim_energy_type.ts'
import { TABLES } from './schema.ts'

it('makes the table equal to the catalogue, whatever stood there, and then changes nothing', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const table = async () =>
    (
      await connection.runAndReadAll('SELECT * FROM dim_energy_type ORDER BY energy_type_key')
    ).getRowObjectsJson()
  await connection.run(TABLES.dim_energy_type ?? '')

  expect(await loadDimEnergyType(connection)).toBe(ENERGY_TYPES.length)
  expect(await table()).toEqual(ENERGY_TYPES)
  expect(await loadDimEnergyType(connection)).toBe(0)

  await connection.run(`DELETE FROM dim_energy_type WHERE energy_type_key = 1`)
  await connection.run(
    `UPDATE dim_energy_type SET name_fr = 'autre', energy_type_code = 'x' WHERE energy_type_key = 4`,
  )
  await connection.run(
    `INSERT INTO dim_energy_type VALUES (99, 'tidal', 'Tidal', 'Marée', 'generation', 'injection', true, true)`,
  )
  expect(await loadDimEnergyType(connection)).toBe(3)
  expect(await table()).toEqual(ENERGY_TYPES)
})

it('can be repeated inside one transaction', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(TABLES.dim_energy_type ?? '')
  await loadDimEnergyType(connection)
  await connection.run('BEGIN')
  await connection.run(`UPDATE dim_energy_type SET name_en = 'other'`)
  expect(await loadDimEnergyType(connection)).toBe(ENERGY_TYPES.length)
  await connection.run('COMMIT')
  expect(await loadDimEnergyType(connection)).toBe(0)
})
