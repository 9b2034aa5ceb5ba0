import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeEach, describe, expect, it } from 'vitest'
import { parisDateTime } from '../catalog/paris-calendar.ts'
import type { TimeKeys } from '../gold/silver-rows.ts'
import { openGold, type PlantedFlow, plant, quiet, series } from './planted-gold.ts'
import { runChecks } from './run-checks.ts'

const QUARTER_MS = 900_000
const keyOf = (iso: string): number => Date.parse(iso) / QUARTER_MS
const isoOf = (key: number): string => new Date(key * QUARTER_MS).toISOString()

let gold: DuckDBConnection
beforeEach(async () => {
  gold = await openGold()
  return () => gold.closeSync()
})

/** Demand, wind and the import that balances them, of two regions. */
function flows(from: string, to: string): PlantedFlow[] {
  const count = (keyOf(to) - keyOf(from)) / 2
  return ['28', '53'].flatMap(region => {
    const first = { region, at: from, step: 30 } as const
    const [demand, wind] = [quiet(3000, count), quiet(300, count)]
    const imported = demand.map((mw, index) => mw - (wind[index] ?? 0))
    return [
      ...series({ ...first, type: 'demand' }, demand),
      ...series({ ...first, type: 'wind' }, wind),
      ...series({ ...first, type: 'import' }, imported),
    ]
  })
}

/** What looking at everything finds, without any trace of the look. */
async function foundInAll() {
  await gold.run('BEGIN TRANSACTION')
  const results = await runChecks(gold)
  await gold.run('ROLLBACK')
  return results
}

/** The months of 2024 that each period has of which something is remembered, in order. */
async function periodsKept(): Promise<readonly string[]> {
  const reader = await gold.runAndReadAll(
    'SELECT DISTINCT start_key, end_key - 1 FROM quality.period_outcome ORDER BY ALL',
  )
  return reader.getRowsJS().map(keys => {
    const [first, last] = keys.map(key => parisDateTime(Number(key) * 900).local_date.slice(5, 7))
    return first === last ? `${first}` : `${first}–${last}`
  })
}

const foundAfter = (...times: TimeKeys[]) => runChecks(gold, { batches: 0, times })

describe('the checks of a change', () => {
  it('find what those of everything find, wherever something changed', { timeout: 240_000 }, async () => {
    await plant(gold, flows('2024-02-20T00:00Z', '2024-04-10T00:00Z'))
    await runChecks(gold)
    const random = randomOf(7)
    // Around midnight of the first of March and of April in Paris, with the day on which the clock changes.
    const places = ['2024-02-29T23:00Z', '2024-03-31T22:00Z', '2024-03-31T01:00Z', '2024-03-15T12:00Z'].map(
      keyOf,
    )
    let findings = 0
    for (let step = 0; step < 12; step++) {
      const place = places[step % places.length] ?? 0
      const first = place - 2 * Math.floor(random() * 8)
      const times = { first, last: first + 2 * Math.floor(1 + random() * 10) }
      const within = `time_key BETWEEN ${times.first} AND ${times.last} AND region_key = ${random() < 0.5 ? 28 : 53}`
      const faults = [
        `UPDATE fact_energy_flow SET consumption_mw = 3333 WHERE energy_type_key = 1 AND ${within}`,
        `UPDATE fact_energy_flow SET production_mw = production_mw + 900 WHERE energy_type_key = 4 AND ${within}`,
        `UPDATE fact_energy_flow SET step_minutes = 60 WHERE ${within}`,
        `DELETE FROM fact_energy_flow WHERE ${within}`,
        `UPDATE fact_energy_flow SET production_mw = 30000 WHERE energy_type_key = 4 AND ${within}`,
      ]
      await gold.run(faults[Math.floor(random() * faults.length)] ?? '')
      const found = await foundAfter(times)
      expect(found, `step ${step}, ${isoOf(times.first)}`).toEqual(await foundInAll())
      findings += found.reduce((sum, { violation_count }) => sum + violation_count, 0)
    }
    expect(findings).toBeGreaterThan(100)
  })

  it('find the days between what was there and what came long after', async () => {
    await plant(gold, flows('2024-01-31T23:00Z', '2024-02-10T23:00Z'))
    await runChecks(gold)
    await plant(gold, flows('2024-06-01T22:00Z', '2024-06-02T22:00Z'))
    const found = await foundAfter({ first: keyOf('2024-06-01T22:00Z'), last: keyOf('2024-06-02T21:30Z') })
    const completeness = found.find(({ check_name }) => check_name === 'completeness')
    // 2024-02-11 to 2024-06-01, of two regions.
    expect(completeness?.violation_count).toBe(2 * 112)
    expect(completeness?.sample[0]).toMatchObject({ region_code: '28', local_date: '2024-02-11' })
    expect(found).toEqual(await foundInAll())

    await gold.run(`DELETE FROM fact_energy_flow WHERE time_key >= ${keyOf('2024-06-01T22:00Z')}`)
    const less = await foundAfter({ first: keyOf('2024-06-01T22:00Z'), last: keyOf('2024-06-02T21:30Z') })
    expect(less.filter(({ passed }) => !passed)).toEqual([])
    expect(less).toEqual(await foundInAll())
  })

  it('look once at months on end without a row, and part them where rows come', async () => {
    const arrivals = [
      ['2024-11-20T00:00Z', '2024-11-21T00:00Z', ['01', '02–10', '11']],
      ['2024-06-10T00:00Z', '2024-06-11T00:00Z', ['01', '02–05', '06', '07–10', '11']],
      // Across midnight of the first of August in Paris.
      ['2024-07-31T20:00Z', '2024-08-01T03:00Z', ['01', '02–05', '06', '07', '08', '09–10', '11']],
      // Within a day of the month before.
      ['2024-05-01T00:00Z', '2024-05-01T01:00Z', ['01', '02–04', '05', '06', '07', '08', '09–10', '11']],
    ] as const
    await plant(gold, flows('2024-01-10T00:00Z', '2024-01-11T00:00Z'))
    await runChecks(gold)
    for (const [from, to, periods] of arrivals) {
      await plant(gold, flows(from, to))
      const found = await foundAfter({ first: keyOf(from), last: keyOf(to) - 2 })
      expect(await periodsKept(), from).toEqual(periods)
      expect(found, from).toEqual(await foundInAll())
    }
    await gold.run(`DELETE FROM fact_energy_flow WHERE time_key >= ${keyOf('2024-06-01T00:00Z')}`)
    const less = await foundAfter({ first: keyOf('2024-06-01T00:00Z'), last: keyOf('2024-11-21T00:00Z') })
    expect(less).toEqual(await foundInAll())
    expect(await periodsKept()).toEqual(['01', '02–04', '05', '06–11'])
  })

  it('look no further than a day around it', async () => {
    await plant(gold, flows('2024-02-20T00:00Z', '2024-04-10T00:00Z'))
    await runChecks(gold)
    // Nobody tells of this one: it is where no change was.
    await gold.run(
      `UPDATE fact_energy_flow SET production_mw = 30000 WHERE energy_type_key = 4 AND time_key = ${keyOf('2024-02-25T12:00Z')}`,
    )
    const time = keyOf('2024-04-05T12:00Z')
    const unseen = await foundAfter({ first: time, last: time })
    expect(unseen.filter(({ passed }) => !passed)).toEqual([])
    const seen = await foundAfter({ first: keyOf('2024-02-25T12:00Z'), last: keyOf('2024-02-25T12:00Z') })
    expect(seen.filter(({ passed }) => !passed).length).toBeGreaterThan(0)
  })

  it.each([
    [
      'batches were loaded without them',
      `INSERT INTO load_batch SELECT * REPLACE (2 AS batch_key, 'x' AS bronze_sha256) FROM load_batch`,
    ],
    ['other rules were asked', `UPDATE quality.asked SET rules = 'others'`],
    ['nothing is remembered', 'DROP SCHEMA quality CASCADE'],
  ])('look everywhere when %s', async (_, since) => {
    await plant(gold, flows('2024-02-20T00:00Z', '2024-04-10T00:00Z'))
    await runChecks(gold)
    await gold.run(
      `UPDATE fact_energy_flow SET production_mw = 30000 WHERE energy_type_key = 4 AND time_key = ${keyOf('2024-02-25T12:00Z')}`,
    )
    await gold.run(since)
    const time = keyOf('2024-04-05T12:00Z')
    const found = await foundAfter({ first: time, last: time })
    expect(found.filter(({ passed }) => !passed).length).toBeGreaterThan(0)
    expect(found).toEqual(await foundInAll())
  })
})

/** Numbers from 0 to 1, the same ones for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}
