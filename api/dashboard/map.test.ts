import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ENERGY_TYPES } from '../../pipeline/catalog/energy-types.ts'
import { REGION_CODES } from '../../pipeline/catalog/regions.ts'
import { readHash, writeHash } from './page/address.js'
import { EXCHANGE_CLASSES, exchangeClass, exchangeRatio } from './page/exchange-scale.js'
import { STACK_ORDER } from './page/mix-series.js'
import { rangeQuery } from './page/ranges.js'
import { LEVELS } from './page/tension-scale.js'
import { TILES } from './page/tile-map.js'

const css = readFileSync(join(import.meta.dirname, 'page', 'page.css'), 'utf8')

/** The custom properties of the light and of the dark theme. */
const [light = new Map(), dark = new Map()] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, block = '']) =>
    new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex])),
)

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(start => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(theme: ReadonlyMap<string, string>, ink: string, ground: string): number {
  const [low = 0, high = 0] = [ink, ground]
    .map(name => luminance(theme.get(name) ?? ''))
    .sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('the colour of a region', () => {
  it.each([
    [-4, 'export-3'],
    [-1, 'export-3'],
    [-0.6, 'export-2'],
    [-0.1, 'export-1'],
    [-0.09, 'even'],
    [0, 'even'],
    [0.3, 'import-1'],
    [0.87, 'import-2'],
    [1.2, 'import-3'],
    [null, 'unknown'],
  ])('%d of demand is %s', (ratio, expected) => {
    expect(exchangeClass(ratio)).toBe(expected)
  })

  it('is unknown, not even, when a value is missing', () => {
    expect(exchangeRatio({ net_exchange_mw: null, consumption_mw: 100 })).toBeNull()
    expect(exchangeRatio({ net_exchange_mw: 5, consumption_mw: null })).toBeNull()
    expect(exchangeRatio(undefined)).toBeNull()
    expect(exchangeRatio({ net_exchange_mw: -25, consumption_mw: 100 })).toBe(-0.25)
  })
})

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme) => {
  it.each([...EXCHANGE_CLASSES, ...LEVELS.map(({ level }) => `level-${level}`), 'unknown'])(
    'writes on a tile %s with contrast AA',
    name => {
      expect(contrast(theme, `${name}-ink`, name)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each([
    ['ink', 'page'],
    ['muted', 'page'],
    ['muted', 'surface'],
    ['accent', 'page'],
    ['accent', 'surface'],
    ['warn-ink', 'surface'],
    ['warn-ink', 'warn-surface'],
    ['simulated-ink', 'simulated-surface'],
  ])('writes %s on %s with contrast AA', (ink, ground) => {
    expect(contrast(theme, ink, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['demand', 'production', 'exchange', 'forecast'])(
    'draws the line of %s with contrast 3 at least',
    name => {
      expect(contrast(theme, name, 'surface')).toBeGreaterThanOrEqual(3)
    },
  )

  it('gives every stacked type a colour of its own', () => {
    const colours = STACK_ORDER.map(type => theme.get(`type-${type}`))
    expect(colours).not.toContain(undefined)
    expect(new Set(colours).size).toBe(STACK_ORDER.length)
  })
})

it('stacks every energy type but demand', () => {
  const codes = ENERGY_TYPES.map(type => type.energy_type_code).filter(code => code !== 'demand')
  expect([...STACK_ORDER].sort()).toEqual(codes.sort())
})

describe('the map', () => {
  it('has one place for each region', () => {
    expect(Object.keys(TILES).sort()).toEqual([...REGION_CODES].sort())
    const places = Object.values(TILES).map(({ column, row }) => `${column} ${row}`)
    expect(new Set(places).size).toBe(12)
  })

  it('keeps true neighbours side by side', () => {
    const touch = (a: keyof typeof TILES, b: keyof typeof TILES) => {
      const across = Math.abs(TILES[a].column - TILES[b].column)
      const down = Math.abs(TILES[a].row - TILES[b].row)
      return down === 0 ? across === 1 : down === 1 && across === 0.5
    }
    const pairs = [
      [53, 52],
      [28, 52],
      [28, 24],
      [11, 24],
      [11, 27],
      [44, 27],
      [32, 11],
      [32, 44],
      [75, 52],
      [75, 24],
      [84, 27],
      [75, 76],
      [84, 76],
      [84, 93],
      [76, 93],
    ] as const
    expect(pairs.filter(([a, b]) => !touch(a, b))).toEqual([])
  })
})

describe('the periods', () => {
  const end = Date.parse('2026-11-22T13:15:00Z')

  it('end where the data ends, on whole steps', () => {
    expect(rangeQuery('24h', end, false)).toEqual({
      from: '2026-11-21T13:15:00.000Z',
      to: '2026-11-22T13:15:00.000Z',
      step: 'PT15M',
    })
    expect(rangeQuery('24h', end, true)).toMatchObject({ to: '2026-11-22T13:00:00.000Z', step: 'PT30M' })
    expect(rangeQuery('7d', end, true)).toEqual({
      from: '2026-11-15T13:00:00.000Z',
      to: '2026-11-22T13:00:00.000Z',
      step: 'PT1H',
    })
  })

  it('are whole local days for the month, also for data of long ago', () => {
    expect(rangeQuery('30d', end, true)).toEqual({ from: '2026-10-23', to: '2026-11-22', step: 'P1D' })
    expect(rangeQuery('30d', Date.parse('2013-12-31T23:00Z'), false)).toMatchObject({ to: '2014-01-01' })
  })
})

describe('the address', () => {
  const usual = { region: null, range: '24h', map: null, quantity: 'consumption' } as const

  it.each([
    ['#region=FR', usual],
    ['#region=53&range=7d', { ...usual, region: '53', range: '7d' }],
    ['#region=FR&range=30d', { ...usual, range: '30d' }],
    ['#region=93&map=exchange&quantity=wind', { ...usual, region: '93', map: 'exchange', quantity: 'wind' }],
    ['#region=FR&map=tension', { ...usual, map: 'tension' }],
  ] as const)('%s holds what is shown', (hash, address) => {
    expect(readHash(hash, REGION_CODES)).toEqual(address)
    expect(writeHash(address)).toBe(hash)
  })

  it.each(['', '#region=99&range=1y&map=heat&quantity=coal'])('%s means what holds unless chosen', hash => {
    expect(readHash(hash, REGION_CODES)).toEqual(usual)
  })
})
