import { beforeAll, expect, it } from 'vitest'
import type { DuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { plantedHome } from '../forecasting/planted-home.ts'
import type { Home } from '../home.ts'
import { goldRows } from '../temporary-home.ts'
import { forecastStep, nightStep } from './forecast-step.ts'
import { withLease } from './lease.ts'

let home: Home<DuckDbWarehouse>
beforeAll(async () => {
  home = await plantedHome({ from: '2024-04-01T00:00Z', to: '2024-06-12T00:00Z' })
})

const at = (time: string) => ({ home, now: () => new Date(`2024-06-10T${time}Z`) })
const issues = () => home.lake.list('gold/forecasting/issues/')
const HELD = { key: 'gold/leases/forecasts.json', holder: 'another process' }

it('fits nothing itself: an update comes every quarter of an hour', async () => {
  expect(await forecastStep(at('20:05:00'))).toMatchObject({ outcome: 'none' })
  expect(await home.lake.list('gold/forecasting/')).toEqual([])
})

it('leaves it to another process that is at it', async () => {
  const { now } = at('20:10:00')
  await withLease(home.lake, { ...HELD, key: 'gold/leases/night.json', now }, 0, async () => {
    expect(await nightStep(at('20:10:00'), () => undefined)).toBeUndefined()
  })
  expect(await home.lake.list('gold/forecasting/')).toEqual([])
  await nightStep(at('20:06:00'), () => undefined)
  await withLease(home.lake, { ...HELD, now }, 0, async () => {
    expect(await forecastStep(at('20:10:00'))).toBeUndefined()
  })
  expect(await issues()).toEqual([])
})

it('forecasts at once where a night has fitted, then each hour once its moment has come', async () => {
  const outcomes: (string | undefined)[] = []
  for (const time of ['20:10:00', '20:27:30', '20:59:59', '21:10:00', '21:26:59', '21:27:00', '21:40:00'])
    outcomes.push((await forecastStep(at(time)))?.outcome)
  const nothing = undefined
  expect(outcomes).toEqual(['issued', nothing, nothing, nothing, nothing, 'issued', nothing])
  expect((await issues()).map(key => key.slice(-'10/20.parquet'.length))).toEqual([
    '10/20.parquet',
    '10/21.parquet',
  ])
})

it('stores in gold what a step that was killed left in the ledger', async () => {
  const count = () => goldRows(home, 'SELECT count(*) AS n FROM forecast')
  const whole = await count()
  await home.warehouse.write(connection => connection.run('DELETE FROM forecast'))
  expect(await forecastStep(at('21:41:00'))).toBeUndefined()
  expect(await count()).toEqual(whole)
})
