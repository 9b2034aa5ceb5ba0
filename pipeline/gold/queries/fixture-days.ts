/** A seeded world for tests: two days of clock change, half-hourly and quarter-hourly regions, oddities. */
import type { Seed, SeedInterval } from './seed.ts'

/** Start instants from `from` to `to`, exclusive. */
function starts(from: string, to: string, stepMinutes: number): string[] {
  const first = Date.parse(from)
  const count = (Date.parse(to) - first) / (stepMinutes * 60_000)
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * stepMinutes * 60_000).toISOString(),
  )
}

/** Each value differs from its neighbours, so that a wrong interval changes a sum. */
const bretagne = (at: string, index: number): SeedInterval => ({
  region: '53',
  at,
  step: 30,
  vintage: 'consolidated',
  mw: {
    demand: 2000 + index,
    thermal: index % 8 === 0 ? -27 : 100 + index,
    wind: 300.5,
    solar: 0,
    hydro: 20,
    bioenergy: 60,
    pumping: 5,
    exchange: index % 3 === 0 ? -40 : 1500 + index,
  },
})

const centre = (at: string, index: number): SeedInterval => ({
  region: '24',
  at,
  step: 15,
  mw: {
    demand: 1800 + index,
    // Not published for one hour: the production of the region is unknown then.
    nuclear: index >= 8 && index < 12 ? null : 6000 + index,
    wind: 500,
    solar: 10,
    hydro: 8,
    bioenergy: 40,
    thermal: 15,
    exchange: -4000 - index,
  },
})

export const SPRING = { from: '2024-03-30T23:00:00Z', to: '2024-03-31T22:00:00Z' }
export const AUTUMN = { from: '2024-10-26T22:00:00Z', to: '2024-10-27T23:00:00Z' }

export const DAYS: Seed = {
  intervals: [SPRING, AUTUMN].flatMap(({ from, to }) => [
    ...starts(from, to, 30).map(bretagne),
    ...starts(from, to, 15).map(centre),
  ]),
}
