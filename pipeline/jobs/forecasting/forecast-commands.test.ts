/** `grid forecast …` as a person uses it: a process of its own, its words and its exit code. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, parisDateTime } from '../../catalog/paris-calendar.ts'
import type { Home } from '../home.ts'
import { plantedHome } from './planted-home.ts'

/** The command line has the clock of the machine. */
const NOW = Date.now()
const daysAgo = (days: number) => `${new Date(NOW - days * 86_400_000).toISOString().slice(0, 14)}00Z`
const localDay = (days: number) => addDays(parisDateTime(Math.floor(NOW / 1000)).local_date, -days)

function forecast({ path }: Home, ...words: string[]) {
  const program = join(import.meta.dirname, '../grid.ts')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--home', path, 'forecast', ...words],
    {
      encoding: 'utf8',
    },
  )
  return { status, stdout, stderr }
}

async function closedHome(from: string): Promise<Home> {
  const home = await plantedHome({ from, to: daysAgo(0) })
  await home.warehouse.close()
  return home
}

describe('on a short history', () => {
  let home: Home
  beforeAll(async () => {
    home = await closedHome(daysAgo(10))
  })

  it.each([
    ['fit', /^models: not fitted: history since \d{4}-\d\d-\d\d is too short: /],
    ['issue', /^forecasts: not issued: history since .* is too short: /],
    ['norms', /^norms: none made: a norm needs a year of history/],
    ['show', /^nothing has been forecast yet: grid forecast issue\n$/],
  ])('%s says what is lacking, with exit code 5', (verb, words) => {
    const { status, stdout } = forecast(home, verb)
    expect(stdout).toMatch(words)
    expect(status).toBe(5)
  })

  it('score has no day to score, which is no failure', () => {
    expect(forecast(home, 'score')).toMatchObject({ status: 0, stdout: 'scores: no day is due\n' })
  })

  it.each([
    [['backtest', '--from', '2026-01-01'], '--to'],
    [['backtest', '--from', '2001-01-01', '--to', '2001-02-01'], 'where the history begins'],
    [['backtest', '--from', localDay(2), '--to', localDay(5)], 'the first before the second'],
    [
      ['backtest', '--from', localDay(5), '--to', localDay(2), '--region', '94'],
      '--region 94: expected one of 11, ',
    ],
    [
      ['backtest', '--from', localDay(5), '--to', localDay(2), '--every', '0'],
      '--every 0: expected a whole number',
    ],
    [['show', '--region', 'Corse'], '--region Corse: expected one of '],
  ])('does not understand %j', (words, fault) => {
    const { status, stderr } = forecast(home, ...words)
    expect(stderr).toContain(fault)
    expect(status).toBe(2)
  })
})

describe('on a long one', () => {
  let home: Home
  beforeAll(async () => {
    home = await closedHome(daysAgo(75))
  })

  it('issues, once an hour, and shows what it issued', () => {
    const issued = forecast(home, 'issue')
    expect(issued.stdout).toMatch(/^forecasts: \d{4}-\d\d-\d\dT\d\dh issued, 1152 half-hours/)
    expect(issued.status).toBe(0)
    const { status, stdout } = forecast(home, 'show', '--region', '53')
    expect(stdout).toMatch(
      /^53: issued .*\nfrom +consumption +wind +solar +residual_load\n\d{4}-\d\d-\d\d \d\d:\d0 +\d+ \(/,
    )
    expect(stdout).toContain('no day of the last 30 is scored yet')
    expect(status).toBe(0)
  })

  it('tells how good forecasts of the past would have been, beside naive ones, and writes nothing', async () => {
    const before = await home.lake.versions('')
    const span = ['--from', localDay(6), '--to', localDay(4), '--region', '53']
    const { status, stdout } = forecast(home, 'backtest', ...span, '--every', '12')
    expect(stdout).toMatch(/^area +quantity +ahead +days +pairs +MAE MW .*skill: d1 +d7 +usual\n/)
    expect(stdout).toMatch(
      /\n53 +consumption +24 to 48 hours +\d+ +\d+ +\d+\.\d +\d+\.\d % +-?\d+\.\d +\d+\.\d % +-?\d\.\d\d/,
    )
    expect(stdout.trimEnd().split('\n')).toHaveLength(1 + 4 * 3)
    expect(status).toBe(0)
    expect(await home.lake.versions('')).toEqual(before)
  })
})
