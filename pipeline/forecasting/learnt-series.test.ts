import { expect, it } from 'vitest'
import { surroundingsOf } from './features.ts'
import { learnSeries } from './learnt-series.ts'
import { plantedHistory } from './planted-history.ts'

it('learns nothing where all of the history lies ahead', async () => {
  // A try-out of eight weeks begins before a history of seven.
  const around = surroundingsOf(plantedHistory({ from: '2017-02-01', days: 54 }))
  expect(await learnSeries(around, 'consumption', -2 * 48)).toBeNull()
  expect(await learnSeries(around, 'consumption', 0)).toBeNull()
  expect(await learnSeries(around, 'consumption', 50 * 48)).not.toBeNull()
})
