import { expect, it } from 'vitest'
import { FEEDS } from './feeds.ts'
import { schedulePeriodMinutes } from './schedule.ts'

it.each([
  ['0 5/15 * * * *', 15],
  ['0 * * * * *', 1],
  ['0 10 * * * *', 60],
  ['0 0 2/6 * * *', 360],
  ['0 30 4 * * *', 1440],
  ['0 0 5 * * 1', 7 * 1440],
  ['0 0 5 1 * *', 31 * 1440],
  ['0 0 5 1 1 *', 366 * 1440],
])('%s comes round every %i minutes', (schedule, minutes) => {
  expect(schedulePeriodMinutes(schedule)).toBe(minutes)
})

it('knows the period of every feed', () => {
  const periods = FEEDS.flatMap(({ schedule }) =>
    schedule === null ? [] : [schedulePeriodMinutes(schedule)],
  )
  expect(periods.filter(period => !(period >= 15))).toEqual([])
})

it('refuses what is no schedule', () => {
  expect(() => schedulePeriodMinutes('5 4 * * *')).toThrow('schedule 5 4 * * *: expected six fields')
})
