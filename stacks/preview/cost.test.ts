import { describe, expect, it } from 'vitest'
import { estimateCost, type PriceList, readPriceList } from './cost.ts'

const price = (meter: string, amount: number | null, currency = 'EUR') => ({
  meter,
  unit: 'hour',
  price: amount,
  currency,
  product: 'a product',
  name: 'a meter',
  source: 'here',
})
const list: PriceList = {
  kind: 'list',
  date: '2026-08-22',
  sources: [
    { id: 'here', address: 'https://prices.example.test', region: 'francecentral', date: '2026-08-01' },
  ],
  prices: [price('app', 0.1), price('disk', 0.5, 'USD'), price('rare', null)],
}
const use = (meter: string, quantity: number) => ({ meter, quantity, because: 'always there' })

describe('the cost of a month', () => {
  it('is quantity times price, a meter at a time, and a sum for each currency', () => {
    const { lines, totals } = estimateCost([use('app', 700), use('app', 300), use('disk', 10)], list)
    expect(lines).toMatchObject([
      {
        meter: 'app',
        quantity: 1000,
        amount: 100,
        currency: 'EUR',
        region: 'francecentral',
        date: '2026-08-01',
      },
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

  it('takes no price that nobody told', () => {
    const orphan = { ...list, prices: [{ ...price('app', 0.1), source: 'hearsay' }] }
    expect(() => estimateCost([use('app', 1)], orphan)).toThrow(
      'app: its source hearsay is not in the price list',
    )
  })
})

it('reads a price list that says of each price who told it, and of no meter twice', () => {
  const { sources, prices } = readPriceList()
  expect(prices.filter(price => !sources.some(({ id }) => id === price.source))).toEqual([])
  expect(sources.filter(({ id }) => !prices.some(price => price.source === id))).toEqual([])
  expect(new Set(prices.map(({ meter }) => meter)).size).toBe(prices.length)
})
