import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { foreignKeys } from './foreign-keys.ts'
import { clearFlows, openGold, outcomeOf, plant, plantRevisions } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const flow = { region: '28', at: '2024-03-01T10:00Z', type: 'demand', mw: 2500 } as const

async function foundIn(table: string): Promise<string[]> {
  const check = foreignKeys.find(check => check.table === table)
  if (!check) throw new RangeError(`table ${table}: has no such check`)
  const { sample } = await outcomeOf(gold, check)
  return sample.map(({ found, expected }) => `${found}, not ${expected}`)
}

describe('foreign_keys', () => {
  it('finds nothing where every key points to a row', async () => {
    await plant(gold, [flow, { ...flow, type: 'wind' }])
    await plantRevisions(gold, [{ ...flow, replacedBy: 'definitive' }])
    for (const check of foreignKeys) expect((await outcomeOf(gold, check)).violation_count).toBe(0)
  })

  it.each([
    ['an unknown region', { region: '94' }, 'rows with region_key 94: 2, not a row of dim_region'],
    [
      'a time outside the calendar',
      { at: '2031-01-01T00:00Z' },
      'rows with time_key 2138880: 2, not a row of dim_time',
    ],
    ['an unknown batch', { batch: 7 }, 'rows with batch_key 7: 2, not a row of load_batch'],
  ])('finds %s, with its number of rows', async (_, fault, expected) => {
    await plant(gold, [flow, { ...flow, ...fault }, { ...flow, ...fault, type: 'wind' }])
    await plantRevisions(gold, [
      { ...flow, ...fault, replacedBy: 'definitive' },
      { ...flow, ...fault, type: 'wind', replacedBy: 'definitive' },
    ])
    expect(await foundIn('fact_energy_flow')).toEqual([expected])
    expect(await foundIn('fact_energy_flow_revision')).toEqual([expected])
  })

  it('finds an unknown energy type, and the batch that a revision was replaced by', async () => {
    await plant(gold, [flow])
    await gold.run('UPDATE fact_energy_flow SET energy_type_key = 13')
    expect(await foundIn('fact_energy_flow')).toEqual([
      'rows with energy_type_key 13: 1, not a row of dim_energy_type',
    ])
    await plantRevisions(gold, [{ ...flow, replacedBy: 'definitive' }])
    await gold.run('UPDATE fact_energy_flow_revision SET replaced_by_batch_key = 8')
    expect(await foundIn('fact_energy_flow_revision')).toEqual([
      'rows with replaced_by_batch_key 8: 1, not a row of load_batch',
    ])
  })

  it('finds a quarantined value of no batch', async () => {
    await gold.run(`INSERT INTO quarantine VALUES
      (1, 5, 'row', NULL, NULL, NULL, NULL, 'no_region'), (9, 5, 'row', NULL, NULL, NULL, NULL, 'no_region')`)
    expect(await foundIn('quarantine')).toEqual(['rows with batch_key 9: 1, not a row of load_batch'])
  })
})
