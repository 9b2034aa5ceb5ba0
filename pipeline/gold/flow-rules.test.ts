import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeEach, expect, it } from 'vitest'
import { verifyFlows } from './flow-rules.ts'
import { TABLES } from './schema.ts'

let connection: DuckDBConnection
beforeEach(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(TABLES.fact_energy_flow ?? '')
})

const plant = (production: string, consumption: string, step: string) =>
  connection.run(`
    INSERT INTO fact_energy_flow
    VALUES (53, 1900000, 4, ${production}, ${consumption}, ${step}, 'definitive', 'ok', TIMESTAMP '2024-01-01', 1, 1, NULL)`)

it.each([
  ['generation', '0', 'NULL', '15'],
  ['demand', 'NULL', '0.001', '30'],
  ['a value known to be unknown', 'NULL', 'NULL', '60'],
])('lets %s pass', async (_, production, consumption, step) => {
  await plant(production, consumption, step)
  await expect(verifyFlows(connection, 'fact_energy_flow')).resolves.toBeUndefined()
})

it.each([
  ['production_mw < 0', '-0.001', 'NULL', '15'],
  ['consumption_mw < 0', 'NULL', '-0.001', '15'],
  ['production_mw IS NOT NULL AND consumption_mw IS NOT NULL', '0', '0', '15'],
  ['step_minutes < 15', '1', 'NULL', '14'],
  ['step_minutes > 15 AND step_minutes < 30', '1', 'NULL', '20'],
  ['step_minutes > 30 AND step_minutes < 60', '1', 'NULL', '45'],
  ['step_minutes > 60', '1', 'NULL', '61'],
])('refuses rows with %s, and names one', async (condition, production, consumption, step) => {
  await plant('1', 'NULL', '15')
  await plant(production, consumption, step)
  await expect(verifyFlows(connection, 'fact_energy_flow')).rejects.toThrow(
    `fact_energy_flow: expected no such row, found 1 with ${condition}, among them region 53 time 1900000 energy type 4`,
  )
})
