import { describe, expect, it } from 'vitest'
import { estimateCost, type PriceList, readPriceList } from './cost.ts'

const price = (meter: string, amount: number | null, currency = 'EUR') => ({
  meter,
  unit: 'hour',
  price: amount,
  currency,
  product: 'a product',
  name: 'a meter',
})
const list: PriceList = {
  region: 'francecentral',
  kind: 'list',
  source: 'a place',
  date: '2026-08-22',
  prices: [price('app', 0.1), price('disk', 0.5, 'USD'), price('rare', null)],
}
const use = (meter: string, quantity: number) => ({ meter, quantity, because: 'always there' })

describe('the cost of a month', () => {
  it('is quantity times price, a meter at a time, and a sum for each currency', () => {
    const { lines, totals } = estimateCost([use('app', 700), use('app', 300), use('disk', 10)], list)
    expect(lines).toMatchObject([
      { meter: 'app', quantity: 1000, amount: 100, currency: 'EUR' },
      { meter: 'disk', quantity: 10, amount: 5, currency: 'USD' },
    ])
    expect(totals).toEqual([
      { currency: 'EUR', amount: 100 },
      { currency: 'USD', amount: 5 },
    ])
  })

  it('is not guessed where the price is not known', () => {
    const { lines, totals, notEstimated } = estimateCost([use('rare', 5)], list)
    expect(lines).toMatchObject([{ meter: 'rare', amount: null }])
    expect(totals).toEqual([])
    expect(notEstimated).toEqual(['rare'])
  })

  it('does not leave out a meter in silence', () => {
    expect(() => estimateCost([use('new', 1)], list)).toThrow('new: not in the price list of 2026-08-22')
  })
})

it('reads a price list that says its source, its date and no meter twice', () => {
  const { source, prices } = readPriceList()
  expect(source).toMatch(/^https:/)
  expect(new Set(prices.map(({ meter }) => meter)).size).toBe(prices.length)
})
