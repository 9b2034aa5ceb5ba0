import { expect, it } from 'vitest'
import type { AreaHistory } from '../../forecasting/area-history.ts'
import { fitModels } from '../../forecasting/fit-models.ts'
import { readHistories } from '../../forecasting/read-history.ts'
import { fitBeside } from './fit-beside.ts'
import { plantedHome } from './planted-home.ts'

const NEVER = new AbortController().signal
const fitting = { fittedAt: new Date('2024-06-10T03:40:00Z'), weatherKind: 'analysis' } as const

it('gives the card that this thread would give, tells its progress, and stops when asked to', async () => {
  const home = await plantedHome({ from: '2024-04-01T00:00Z', to: '2024-06-10T00:00Z' })
  const [first, last] = ['2024-04-01T00:00Z', '2024-06-12T00:00Z'].map(at => Date.parse(at) / 1_800_000)
  const histories = await readHistories(home.warehouse, {
    firstHalfHour: first ?? Number.NaN,
    endHalfHour: last ?? Number.NaN,
  })
  const one = histories.filter(({ area_code }) => area_code === '53')
  const stopping = new AbortController()
  const stopped = fitBeside(stopping.signal)(one, fitting)
  stopping.abort(new Error('asked to stop'))
  await expect(stopped).rejects.toThrow('asked to stop')

  const told: string[] = []
  const card = await fitBeside(NEVER)(one, {
    ...fitting,
    onProgress: ({ done, total }) => void told.push(`${done} of ${total}`),
  })
  expect(told).toEqual(['1 of 3', '2 of 3', '3 of 3'])
  expect(card).toEqual(await fitModels(one, fitting))
})

it('fails as this thread would', async () => {
  const empty = new Float64Array(0)
  const history: AreaHistory = {
    area_code: '94',
    first_half_hour: 0,
    consumption_mw: empty,
    wind_mw: empty,
    solar_mw: empty,
    temperature_celsius: empty,
    wind_speed_100m_m_s: empty,
    solar_irradiance_w_m2: empty,
    cloud_cover_percent: empty,
  }
  await expect(fitBeside(NEVER)([history], fitting)).rejects.toThrow('history of 94: expected a region')
})
