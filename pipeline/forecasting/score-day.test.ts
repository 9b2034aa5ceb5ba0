/** Days are scored when they are due, once, of what the ledger said and what is measured. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REGION_CODES } from '../catalog/regions.ts'
import { storedScoreDays } from '../gold/queries/forecast-scores.ts'
import {
  factRows,
  insert,
  type Seed,
  type SeededWarehouse,
  type SeedInterval,
  seedWarehouse,
} from '../gold/queries/seed.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { recordIssue } from './ledger/issues.ts'
import { recordedIssue } from './ledger/issues-fixture.ts'
import { readScores, scoredDays } from './ledger/scores.ts'
import { storeFromLedger } from './ledger/store-in-gold.ts'
import { readPastErrors } from './past-errors.ts'
import { scoreDay, scoreDueDays } from './score-day.ts'

let folder: string
let lake: ObjectStore
let seeded: SeededWarehouse | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-scores-'))
  lake = openLocalDisk(folder)
})
afterEach(async () => {
  await seeded?.remove()
  seeded = undefined
  rmSync(folder, { recursive: true })
})

/** 27 October has 25 hours in Paris, 50 half-hours. */
const DAY = '2024-10-27'
const START = Date.parse('2024-10-26T22:00Z')
const HALF_HOUR_MS = 1_800_000

/** All regions alike; a half-hour is what `mw` gives for it, null: not known. */
function measured(
  mw: (halfHour: number, region: string) => number | null,
  halfHours = 50,
): readonly SeedInterval[] {
  return REGION_CODES.flatMap(region =>
    Array.from({ length: halfHours }, (_, index) => {
      const demand = mw(index, region)
      const at = new Date(START + index * HALF_HOUR_MS).toISOString()
      return { region, at, step: 30, mw: { demand, wind: demand === null ? null : 100, solar: 50 } } as const
    }),
  )
}

async function open(intervals: Seed['intervals']) {
  seeded = await seedWarehouse({ intervals, years: [] })
  return { lake, warehouse: seeded.warehouse }
}

const issueAt = (at: string) => recordIssue(lake, recordedIssue(at))
const AFTER = new Date('2024-10-28T03:40:00.000Z')
const MORE_THAN_FOUR_DAYS_AFTER = new Date('2024-10-31T23:00:00Z')

describe('scoring a day', () => {
  it('holds every issue that tells of it against what was measured, for all areas and quantities', async () => {
    const context = await open(measured(() => 2000))
    await issueAt('2024-10-24T21:27:00Z')
    await issueAt('2024-10-25T12:27:00Z')
    await issueAt('2024-10-27T12:27:00Z')
    expect(await scoreDay(context, DAY, AFTER)).toEqual({ outcome: 'scored', issues: 2, scores: 12 * 13 })
    const { target_date, scored_at, is_simulated, scores } = await readScores(lake, DAY)
    expect({ target_date, scored_at, is_simulated }).toEqual({
      target_date: DAY,
      scored_at: AFTER.toISOString(),
      is_simulated: false,
    })
    const of = (area: string, quantity: string) =>
      scores.filter(({ area_code, quantity_code }) => area_code === area && quantity_code === quantity)
    const consumption = of('53', 'consumption')
    expect(consumption.map(({ horizon_code, pair_count }) => [horizon_code, pair_count])).toEqual(
      expect.arrayContaining([
        ['h00_06', 12],
        ['h06_24', 9],
      ]),
    )
    const near = consumption.find(({ horizon_code }) => horizon_code === 'h00_06')
    // P50 of the first twelve half-hours is 1700 to 1711: 294.5 MW less than measured on average, far below P90.
    expect(near).toMatchObject({
      expected_count: 300,
      mean_actual_mw: 2000,
      mae_mw: 294.5,
      bias_mw: -294.5,
      covered_count: 0,
      d1_mae_mw: 293.5,
      d7_mae_mw: 296.5,
      climatology_mae_mw: 291.5,
    })
    expect(of('53', 'residual_load')[0]?.mean_actual_mw).toBe(1850)
    expect(of('FR', 'consumption')[0]?.mean_actual_mw).toBe(24_000)
    expect(of('FR', 'wind')[0]?.mean_actual_mw).toBe(1200)
  })

  it('leaves out what is not measured, in the country as soon as one region is not', async () => {
    const context = await open(
      measured((halfHour, region) => (halfHour === 30 && region === '53' ? null : 2000)),
    )
    await issueAt('2024-10-27T12:27:00Z')
    await scoreDay(context, DAY, AFTER)
    const { scores } = await readScores(lake, DAY)
    const pairs = (area: string) =>
      scores
        .filter(({ area_code, quantity_code }) => area_code === area && quantity_code === 'consumption')
        .reduce((sum, { pair_count }) => sum + pair_count, 0)
    // From 12:30 to 23:00 there are 21 half-hours.
    expect([pairs('24'), pairs('53'), pairs('FR')]).toEqual([21, 20, 20])
  })

  it('twice changes nothing, whatever is measured since', async () => {
    const context = await open(measured(() => 2000))
    await issueAt('2024-10-27T12:27:00Z')
    await scoreDay(context, DAY, AFTER)
    const first = await readScores(lake, DAY)
    await context.warehouse.write(connection =>
      connection.run('UPDATE fact_energy_flow SET consumption_mw = 1 WHERE energy_type_key = 1'),
    )
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toEqual({ outcome: 'scored already' })
    expect(await readScores(lake, DAY)).toEqual(first)
  })

  it.each([
    ['is not over', '2024-10-27T22:59:59.999Z', 'not over'],
    ['is over', '2024-10-27T23:00:00Z', 'scored'],
  ])('that %s at %s: %s', async (_, now, outcome) => {
    const context = await open(measured(() => 2000))
    await issueAt('2024-10-27T12:27:00Z')
    expect(await scoreDay(context, DAY, new Date(now))).toMatchObject({ outcome })
  })

  it('waits until every region is measured, four days at most', async () => {
    // 47 of 50 half-hours are 94 %.
    const context = await open(
      measured((halfHour, region) => (region === '84' && halfHour < 3 ? null : 2000)),
    )
    await issueAt('2024-10-27T12:27:00Z')
    const waiting = { outcome: 'not measured', region_code: '84', measured_ratio: 0.94 }
    expect(await scoreDay(context, DAY, AFTER)).toEqual(waiting)
    expect(await scoreDay(context, DAY, new Date('2024-10-31T22:59:59Z'))).toEqual(waiting)
    expect(await scoredDays(lake)).toEqual([])
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toMatchObject({ outcome: 'scored' })
  })

  it.each(['wind', 'solar'] as const)('waits for the %s of a region as well', async quantity => {
    const context = await open(
      measured(() => 2000).map(interval =>
        interval.region === '84' ? { ...interval, mw: { ...interval.mw, [quantity]: null } } : interval,
      ),
    )
    await issueAt('2024-10-27T12:27:00Z')
    const waiting = { outcome: 'not measured', region_code: '84', measured_ratio: 0 }
    expect(await scoreDay(context, DAY, AFTER)).toEqual(waiting)
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toMatchObject({ outcome: 'scored' })
  })

  it('is content with 95 %', async () => {
    const context = await open(
      measured((halfHour, region) => (region === '84' && halfHour < 2 ? null : 2000)),
    )
    await issueAt('2024-10-27T12:27:00Z')
    expect(await scoreDay(context, DAY, AFTER)).toMatchObject({ outcome: 'scored' })
  })

  it('scores nothing that nobody forecast or measured, and what is measured late', async () => {
    const context = await open([])
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toEqual({ outcome: 'not forecast' })
    await issueAt('2024-10-24T21:27:00Z')
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toEqual({ outcome: 'not forecast' })
    await issueAt('2024-10-27T12:27:00Z')
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toEqual({ outcome: 'nothing to compare' })
    expect(await lake.list('gold/forecasting/scores/')).toEqual([])
    await context.warehouse.write(async connection => {
      for (const interval of measured(() => 2000))
        await connection.run(
          insert(
            'fact_energy_flow',
            factRows(interval).map(row => [...row, null]),
          ),
        )
    })
    expect(await scoreDay(context, DAY, MORE_THAN_FOUR_DAYS_AFTER)).toMatchObject({ outcome: 'scored' })
    expect(await scoredDays(lake)).toEqual([DAY])
  })
})

describe('the days that are due', () => {
  it('are those missed as well, each told once, and go into gold', async () => {
    const context = await open(measured(() => 2000, 50 + 48))
    await issueAt('2024-10-27T12:27:00Z')
    const afterTwoDays = new Date('2024-10-29T03:40:00Z')
    const outcomes = await scoreDueDays(context, afterTwoDays)
    expect(outcomes.map(({ target_date, outcome }) => [target_date, outcome])).toEqual([
      ['2024-10-27', 'scored'],
      ['2024-10-28', 'scored'],
    ])
    expect(await scoreDueDays(context, afterTwoDays)).toEqual([])
    // Killed before gold had them: the next run has nothing to score, and stores them.
    expect(await storedScoreDays(context.warehouse)).toEqual([])
    expect(await storeFromLedger(lake, context.warehouse)).toMatchObject({ scores_stored: (8 + 8) * 13 })
    expect(await storedScoreDays(context.warehouse)).toEqual(['2024-10-27', '2024-10-28'])
  })
})

describe('past errors', () => {
  it('are what four issues a day said and what was measured by then', async () => {
    const context = await open(measured(halfHour => 2000 + halfHour))
    for (const at of ['2024-10-27T06:27:00Z', '2024-10-27T07:27:00Z', '2024-10-27T12:27:00Z'])
      await issueAt(at)
    // Rows of the seed are first seen at 06:00 on 1 November.
    expect(await readPastErrors(lake, context.warehouse, new Date('2024-11-01T05:59Z'))).toEqual([])
    const errors = await readPastErrors(lake, context.warehouse, new Date('2024-11-01T07:00Z'))
    expect(errors).toHaveLength(13 * 4)
    const bretagne = errors.find(({ area_code }) => area_code === '53')
    // From 06:30 and from 12:30 to 23:00.
    expect(bretagne?.time_key).toHaveLength(33 + 21)
    const first = START / HALF_HOUR_MS + 17
    expect([bretagne?.time_key[0], bretagne?.horizon_minutes[0]]).toEqual([first * 2, 3])
    expect([bretagne?.p50_mw[0], bretagne?.actual_mw[0]]).toEqual([1700, 2017])
  })

  it('are none where nothing was issued', async () => {
    const context = await open([])
    expect(await readPastErrors(lake, context.warehouse, AFTER)).toEqual([])
  })
})
