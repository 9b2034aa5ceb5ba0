import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ForecastQuantity } from '../catalog/forecasting.ts'
import { type ErrorSample, intervalAround, intervalsOf } from './intervals.ts'
import type { IntervalCard } from './model-card.ts'
import { gaussian } from './planted-history.ts'

/** A pair at each lead and slot, so many days long: errors by what they depend on. */
function sample(
  days: number,
  errorOf: (lead: number, slot: number, p50: number) => number,
  seed = 5,
): ErrorSample {
  const gauss = gaussian(seed)
  const cells = Array.from({ length: days * 48 * 6 }, (_, n) => {
    const [lead, slot] = [1 + (n % 99), Math.floor(n / 7) % 48]
    const p50_mw = Math.abs(500 + 300 * gauss())
    return { lead, slot, p50_mw, error_mw: errorOf(lead, slot, p50_mw) }
  })
  return {
    lead: cells.map(cell => cell.lead),
    slot: cells.map(cell => cell.slot),
    p50_mw: cells.map(cell => cell.p50_mw),
    error_mw: cells.map(cell => cell.error_mw),
    day_count: days,
  }
}

function coverage(card: IntervalCard, tried: ErrorSample, which: (at: number) => boolean): number {
  const cells = Array.from(tried.error_mw, (_, at) => at).filter(which)
  const covered = cells.filter(at => {
    const p50 = tried.p50_mw[at] as number
    const { p10, p90 } = intervalAround(card, tried.lead[at] as number, tried.slot[at] as number, p50)
    const actual = p50 + (tried.error_mw[at] as number)
    return actual >= p10 && actual <= p90
  })
  return covered.length / cells.length
}

function cardOf(quantity: ForecastQuantity, errors: ErrorSample): IntervalCard {
  const card = intervalsOf(quantity, errors, 'backtest')
  if (card === null) throw new Error('too few errors')
  return card
}

describe('intervalsOf', () => {
  it('covers eight of ten new errors, whatever their shape, at near and far leads, by day and by night', () => {
    const gauss = gaussian(8)
    // Skewed, wider by day and with the lead.
    const skewed = (lead: number, slot: number) =>
      (Math.exp(gauss()) - 1.2) * (20 + lead) * (slot > 16 ? 2 : 1)
    const card = cardOf('residual_load', sample(56, skewed))
    const tried = sample(200, skewed, 6)
    const parts: ((at: number) => boolean)[] = [
      () => true,
      at => (tried.lead[at] as number) <= 6,
      at => (tried.lead[at] as number) > 74,
      at => (tried.slot[at] as number) < 12,
      at => (tried.slot[at] as number) > 24,
    ]
    for (const part of parts) expect(Math.abs(coverage(card, tried, part) - 0.815)).toBeLessThan(0.035)
  })

  it('is wider to the side that errors lean to', () => {
    const gauss = gaussian(9)
    const card = cardOf(
      'residual_load',
      sample(56, () => Math.exp(gauss())),
    )
    const { p10, p90 } = intervalAround(card, 50, 20, 0)
    expect(p10).toBe(0)
    expect(p90).toBeGreaterThan(3)
  })

  it('follows the level of wind', () => {
    const gauss = gaussian(10)
    const card = cardOf(
      'wind',
      sample(56, (_lead, _slot, p50) => 0.3 * p50 * gauss()),
    )
    const width = (p50: number) => {
      const { p10, p90 } = intervalAround(card, 20, 20, p50)
      return p90 - p10
    }
    expect(width(800)).toBeGreaterThan(3 * width(200))
  })

  it('takes quantiles farther out where fewer days speak', () => {
    const gauss = gaussian(11)
    const errors = sample(56, () => 100 * gauss())
    const width = (day_count: number) => {
      const card = cardOf('residual_load', { ...errors, day_count })
      const { p10, p90 } = intervalAround(card, 20, 20, 0)
      return p90 - p10
    }
    expect(width(10)).toBeGreaterThan(1.08 * width(56))
  })

  it('tells none from few days, or where none lies at some lead', () => {
    const errors = sample(20, () => 1)
    expect(intervalsOf('wind', { ...errors, day_count: 9 }, 'backtest')).toBeNull()
    const near = {
      ...errors,
      error_mw: Array.from(errors.error_mw, (e, at) => ((errors.lead[at] as number) > 74 ? Number.NaN : e)),
    }
    expect(intervalsOf('consumption', near, 'backtest')).toBeNull()
  })

  it('keeps P50 between P10 and P90 for all errors', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('consumption', 'wind', 'solar', 'residual_load'),
        fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 800, maxLength: 1000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 3000, noNaN: true }),
        (quantity, errors, lead, p50) => {
          const bag: ErrorSample = {
            lead: errors.map((_, at) => 1 + (at % 99)),
            slot: errors.map((_, at) => at % 48),
            p50_mw: errors.map((_, at) => at * 10),
            error_mw: errors,
            day_count: 20,
          }
          const { p10, p90 } = intervalAround(cardOf(quantity, bag), lead, 13, p50)
          expect(p10).toBeLessThanOrEqual(p50)
          expect(p90).toBeGreaterThanOrEqual(p50)
        },
      ),
      { numRuns: 40 },
    )
  })
})
