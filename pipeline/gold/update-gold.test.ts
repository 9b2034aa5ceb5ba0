/** Gold follows silver: incrementally as from scratch, twice as once, and back to any moment. */
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GoldTrial, openGoldTrial, type PublishedRow } from './trial.ts'
import { updateGold } from './update-gold.ts'

const number = (...values: number[]) => fc.constantFrom('', ...values)
const row = fc.record({
  time: fc.constantFrom('12:00', '12:15', '12:30'),
  nature: fc.constantFrom('temps réel' as const, 'consolidées' as const, 'définitives' as const),
  Consommation: number(2000, 2005, 400),
  Thermique: number(50, -5),
  Eolien: number(300, 9_999_999),
  'Ech. physiques': number(7, -7),
})
const publications = fc.array(
  fc.uniqueArray(row, {
    minLength: 1,
    maxLength: 4,
    selector: ({ time, nature }) => time + nature,
  }),
  { minLength: 2, maxLength: 5 },
)

const UNIQUE = {
  fact_energy_flow: 'region_key, time_key, energy_type_key',
  fact_energy_flow_revision:
    'region_key, time_key, energy_type_key, first_seen_at, vintage_code, step_minutes',
}
const VALUES =
  'region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code, first_seen_at, batch_key, source_row'

/** Facts as they stood at a moment. */
const asOf = (moment: string) => `
  SELECT CAST(row(${VALUES}) AS VARCHAR) AS line FROM (
    SELECT ${VALUES}, NULL AS replaced_at FROM fact_energy_flow UNION ALL SELECT ${VALUES}, replaced_at FROM fact_energy_flow_revision)
  WHERE first_seen_at <= TIMESTAMP '${moment}' AND (replaced_at IS NULL OR replaced_at > TIMESTAMP '${moment}') ORDER BY line`

const momentOf = (index: number) => `2026-06-02 1${index}:00:00`
const fetchedAt = (index: number) => `${momentOf(index).replace(' ', 'T')}Z`

async function inTrial(work: (trial: GoldTrial) => Promise<void>): Promise<void> {
  const trial = await openGoldTrial()
  try {
    await work(trial)
  } finally {
    await trial.close()
  }
}

async function doubles(trial: GoldTrial): Promise<readonly unknown[]> {
  const found = await Promise.all(
    Object.entries(UNIQUE).map(([table, key]) =>
      trial.goldRows(
        `SELECT '${table}' AS in_table, ${key} FROM ${table} GROUP BY ${key} HAVING count(*) > 1`,
      ),
    ),
  )
  return found.flat()
}

describe('whatever is published', () => {
  it('gold loaded step by step is that made from scratch, and the past can be read back from it', async () => {
    await fc.assert(
      fc.asyncProperty(publications, published =>
        inTrial(async trial => {
          const stood: unknown[] = []
          for (const [index, rows] of published.entries()) {
            await trial.publish(rows, fetchedAt(index))
            await trial.updateAll()
            stood.push(await trial.goldRows(asOf('2999-01-01 00:00:00')))
          }
          expect(await trial.tables()).toEqual(await trial.fromScratch())
          expect(await doubles(trial)).toEqual([])
          for (const [index, state] of stood.entries()) {
            expect(await trial.goldRows(asOf(momentOf(index))), `as of ${momentOf(index)}`).toEqual(state)
          }
        }),
      ),
      { numRuns: 6 },
    )
  }, 180_000)

  it('the order in which it is loaded leaves no trace', async () => {
    const shuffled = publications.chain(published =>
      fc.tuple(
        fc.constant(published),
        fc.shuffledSubarray([...published.keys()], { minLength: published.length }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, ([published, order]) =>
        inTrial(async trial => {
          for (const index of order) {
            await trial.publish(published[index] ?? [], fetchedAt(index))
            await trial.updateAll()
          }
          expect(await trial.tables()).toEqual(await trial.fromScratch())
          expect(await doubles(trial)).toEqual([])
        }),
      ),
      { numRuns: 6 },
    )
  }, 180_000)
})

describe('an update', () => {
  let trial: GoldTrial
  beforeEach(async () => {
    trial = await openGoldTrial()
    await trial.publish([
      { time: '12:00', Consommation: 2000, Eolien: '12 MW' },
      { time: '12:15', Consommation: 'x', Eolien: 300 },
    ])
    await trial.updateAll()
  })
  afterEach(() => trial.close())

  it('without news changes nothing', async () => {
    const before = await trial.tables()
    const unchanged = {
      batches: 0,
      facts_inserted: 0,
      facts_deleted: 0,
      revisions_inserted: 0,
      revisions_deleted: 0,
      weather_inserted: 0,
      weather_deleted: 0,
      temperatures_changed: 0,
    }
    expect(await trial.updateAll()).toEqual(unchanged)
    expect(await trial.tables()).toEqual(before)
  })

  it('touches only the facts that the news are about', async () => {
    const revised: PublishedRow[] = [
      { time: '12:00', Consommation: 2001, Eolien: '' },
      { time: '12:15', Consommation: '', Eolien: 300 },
    ]
    await trial.publish(revised)
    expect(await trial.updateAll()).toMatchObject({
      batches: 1,
      facts_inserted: 1,
      facts_deleted: 1,
      revisions_inserted: 1,
      revisions_deleted: 0,
    })
  })

  it('keeps every refused row and value with the batch it came in', async () => {
    await trial.receive('odre-error-inside-200.csv')
    await trial.updateAll()
    const rows = await trial.goldRows(`
      SELECT file_name, source_row, scope, column_name, raw_value, reason_code
      FROM quarantine JOIN load_batch USING (batch_key) ORDER BY file_name, source_row`)
    expect(rows.map(Object.values)).toEqual([
      ['1.csv', 1, 'value', 'wind_mw', '12 MW', 'not_a_number'],
      ['1.csv', 2, 'value', 'consumption_mw', 'x', 'not_a_number'],
      [
        'odre-error-inside-200.csv',
        3,
        'row',
        null,
        expect.stringContaining('Streaming interrupted'),
        'malformed_row',
      ],
    ])
  })

  it('records publications that could not be read, too', async () => {
    await trial.receive('maintenance-page.csv')
    await trial.receive('rte-national-40-columns.xls')
    expect((await trial.updateAll()).batches).toBe(2)
    const rows = await trial.goldRows(
      `SELECT file_name, dataset, rows_loaded, error IS NULL AS is_read FROM load_batch ORDER BY file_name`,
    )
    expect(rows.map(Object.values)).toEqual([
      ['1.csv', 'eco2mix_regional', 2, true],
      ['maintenance-page.csv', 'unreadable', 0, false],
      ['rte-national-40-columns.xls', 'eco2mix_national', 1, true],
    ])
  })

  it('that fails in its checks leaves gold as it was', async () => {
    const before = await trial.tables()
    await trial.publish([{ time: '12:00', Consommation: 2001, Eolien: 310 }])
    await expect(trial.updateAll(async () => Promise.reject(new Error('the gate is shut')))).rejects.toThrow(
      'the gate is shut',
    )
    expect(await trial.tables()).toEqual(before)
    expect((await trial.updateAll()).facts_inserted).toBe(2)
  })
})

describe('a flow of no known step', () => {
  let trial: GoldTrial
  beforeEach(async () => {
    trial = await openGoldTrial()
  })
  afterEach(() => trial.close())

  const publishSpoilt = async () => {
    await trial.publish([{ time: '12:15', Consommation: 2000, Eolien: 310 }], fetchedAt(1))
    await trial.update()
    await spoilSilver(
      trial,
      '* REPLACE (CASE WHEN minute(interval_start_utc) = 15 THEN 20 ELSE step_minutes END AS step_minutes)',
    )
    await expect(updateGold(trial.warehouse, trial.lake, async () => undefined)).rejects.toThrow(
      'found 6 with step_minutes > 15 AND step_minutes < 30, among them region 53',
    )
  }

  it('fails a first load', publishSpoilt)

  it('fails a later one and leaves gold as it was', async () => {
    await trial.publish([{ time: '12:00', Consommation: 2000, Eolien: 300 }], fetchedAt(0))
    await trial.updateAll()
    const before = await trial.tables()
    await publishSpoilt()
    expect(await trial.tables()).toEqual(before)
  })
})

/** Put other values into the rows of silver than the publications have. */
async function spoilSilver(trial: GoldTrial, columns: string): Promise<void> {
  const file = await trial.lake.localPath('silver/eco2mix_regional/year=2026/month=6/part.parquet')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    `CREATE TABLE silver AS SELECT ${columns} FROM read_parquet('${file}', hive_partitioning = false)`,
  )
  await connection.run(`COPY silver TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
}
