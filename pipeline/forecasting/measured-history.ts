/** For tests: a warehouse whose regions were measured for a long time, by values that a test can reckon with. */
import { energyTypeKey } from '../catalog/energy-types.ts'
import { REGION_CODES } from '../catalog/regions.ts'
import { seedWithCalendar } from '../gold/queries/norm-fixture.ts'
import { type SeededWarehouse, timeKey } from '../gold/queries/seed.ts'

export interface MeasuredHistory {
  /** ISO instants, half-open. */
  readonly from: string
  readonly to: string
  readonly regionCodes?: readonly string[]
  /** Demand in whole MW, as SQL text over `time_key` (of a half-hour) and `region_key`. Wind is 100, sun 50 MW. */
  readonly demand?: string
  /** Net imports, MW, likewise; null: not published. */
  readonly exchange?: string | null
  /** Condition, likewise: half-hours that were measured. */
  readonly where?: string
}

/** Grows through the years, and differs by region and half-hour. */
const DEMAND =
  '2000 + region_key + time_key % 96 + CAST((CAST(time_key AS BIGINT) * 7919 + region_key) % 500 AS INTEGER)'

export async function measuredHistory(history: MeasuredHistory): Promise<SeededWarehouse> {
  const years = [history.from, history.to].map(instant => Number(instant.slice(0, 4))) as [number, number]
  // The next year, too: a norm may be asked for beyond what was measured.
  const seeded = await seedWithCalendar({ intervals: [] }, [years[0], years[1] + 1])
  await addHistory(seeded, history)
  return seeded
}

export async function addHistory(seeded: SeededWarehouse, history: MeasuredHistory): Promise<void> {
  const { regionCodes = REGION_CODES, demand = DEMAND, exchange = '300', where = 'true' } = history
  const flows = [
    [energyTypeKey('demand'), 'NULL', demand],
    [energyTypeKey('wind'), '100', 'NULL'],
    [energyTypeKey('solar'), '50', 'NULL'],
    ...(exchange === null ? [] : [[energyTypeKey('import'), exchange, 'NULL']]),
  ]
  await seeded.warehouse.write(async connection => {
    for (const [type, production, consumption] of flows)
      await connection.run(`
        INSERT INTO fact_energy_flow
        SELECT region_key, time_key, ${type}, ${production}, ${consumption}, 30, 'consolidated', 'ok',
          TIMESTAMP '2024-01-01 00:00:00', 1, 7, NULL
        FROM (SELECT CAST(unnest(range(${timeKey(history.from)}, ${timeKey(history.to)}, 2)) AS INTEGER) AS time_key) t
        CROSS JOIN (VALUES ${regionCodes.map(code => `(${Number(code)})`).join(', ')}) r(region_key)
        WHERE ${where}
        ORDER BY region_key, time_key`)
  })
}
