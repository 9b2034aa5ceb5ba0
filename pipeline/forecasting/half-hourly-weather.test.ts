import { describe, expect, it } from 'vitest'
import { halvesOfMeans, meansOfStraight } from './half-hourly-weather.ts'

/** The grid from 10:00 to 13:00; hours from 09:00 on. */
const grid = { firstHalfHour: 20, endHalfHour: 26 }
const hours = (...values: number[]) => Float64Array.from(values)

describe('a quantity that runs straight between hours', () => {
  it('has over a half-hour the value of its middle', () => {
    const means = meansOfStraight(hours(0, 10, 14, 14, 10), 9, grid)
    expect([...means]).toEqual([11, 13, 14, 14, 13, 11])
  })

  it('is not known where an hour beside it is not, nor beyond its ends', () => {
    const means = meansOfStraight(hours(Number.NaN, 10, Number.NaN, 14, 14), 9, grid)
    expect([...means]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 14, 14])
    expect([...meansOfStraight(hours(0, 10), 9, grid)]).toEqual(Array(6).fill(Number.NaN))
  })
})

describe('a quantity known by means of the hour before', () => {
  it('keeps the mean of each hour, and leans towards the neighbour that has more', () => {
    // Stamped 09:00 to 14:00: of 08–09, …, 13–14.
    const halves = halvesOfMeans(hours(0, 0, 20, 100, 100, 20), 9, grid)
    expect([...halves]).toEqual([7.5, 32.5, 90, 110, 110, 90])
    const means = [0, 1, 2].map(hour => ((halves[hour * 2] ?? 0) + (halves[hour * 2 + 1] ?? 0)) / 2)
    expect(means).toEqual([20, 100, 100])
  })

  it('is never below zero: the sun rises within the hour', () => {
    expect([...halvesOfMeans(hours(0, 0, 2, 100, 100, 20), 9, grid)].slice(0, 2)).toEqual([0, 4])
  })

  it('is even where a neighbour is not known, and unknown where the hour is', () => {
    const halves = halvesOfMeans(hours(0, Number.NaN, 20, 100, Number.NaN, 20), 9, grid)
    expect([...halves]).toEqual([20, 20, 100, 100, Number.NaN, Number.NaN])
  })
})
