/** What a month costs at list prices: only what the price list knows; what it does not know is said, not guessed. */
import { z } from 'zod'
import type { Consumption } from './consumption.ts'
import priceList from './price-list.json' with { type: 'json' }

/** Who told prices of which region, and when. */
const Source = z.object({
  id: z.string(),
  address: z.url({ protocol: /^https$/ }),
  region: z.string(),
  date: z.iso.date(),
})

export const PriceList = z.object({
  kind: z.string(),
  /** When it was put together: what it says of a region on a day, its source says. */
  date: z.iso.date(),
  sources: z.array(Source),
  prices: z.array(
    z.object({
      meter: z.string(),
      unit: z.string(),
      /** Null: not known here. */
      price: z.number().nonnegative().nullable(),
      currency: z.string().length(3),
      product: z.string(),
      name: z.string(),
      /** The id of one of the sources. */
      source: z.string(),
    }),
  ),
})
export type PriceList = z.output<typeof PriceList>

export interface CostLine extends Consumption {
  readonly unit: string
  readonly currency: string
  /** Null: not estimated. */
  readonly amount: number | null
  /** Where and when it was the price. */
  readonly region: string
  readonly date: string
}

export interface CostEstimate {
  readonly lines: readonly CostLine[]
  readonly totals: readonly { readonly currency: string; readonly amount: number }[]
  readonly notEstimated: readonly string[]
}

export const readPriceList = () => PriceList.parse(priceList)

/** @throws Error when something is used whose meter is not in the list, known or not. */
export function estimateCost(consumption: readonly Consumption[], list: PriceList): CostEstimate {
  const meters = Map.groupBy(consumption, ({ meter }) => meter)
  const lines = [...meters].map(([meter, uses]) => lineOf(meter, uses, list))
  const known = lines.flatMap(line => (line.amount === null ? [] : [{ ...line, amount: line.amount }]))
  return {
    lines,
    totals: [...Map.groupBy(known, ({ currency }) => currency)].map(([currency, parts]) => ({
      currency,
      amount: parts.reduce((sum, { amount }) => sum + amount, 0),
    })),
    notEstimated: lines.filter(({ amount }) => amount === null).map(({ meter }) => meter),
  }
}

function lineOf(meter: string, uses: readonly Consumption[], list: PriceList): CostLine {
  const price = list.prices.find(candidate => candidate.meter === meter)
  if (!price)
    throw new Error(`${meter}: not in the price list of ${list.date}; add it, with price null if unknown`)
  const source = list.sources.find(({ id }) => id === price.source)
  if (!source)
    throw new Error(`${meter}: its source ${price.source} is not in the price list of ${list.date}`)
  const quantity = uses.reduce((sum, use) => sum + use.quantity, 0)
  return {
    meter,
    quantity,
    because: [...new Set(uses.map(use => use.because))].join('; '),
    unit: price.unit,
    currency: price.currency,
    amount: price.price === null ? null : quantity * price.price,
    region: source.region,
    date: source.date,
  }
}
