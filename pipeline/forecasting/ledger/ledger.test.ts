/** The ledger on a lake on disk: what is written once stays, and is read back as it was. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { ObjectNotFoundError, type ObjectStore } from '../../lake/object-store.ts'
import type { ModelCard } from '../model-card.ts'
import { isIssued, issuedHours, newestIssuedHour, readIssues, recordIssue } from './issues.ts'
import { recordedIssue } from './issues-fixture.ts'
import { readModelCard, recordModelCard } from './model-cards.ts'
import { type DayScores, readScores, recordScores, scoredDays } from './scores.ts'

let folder: string
let lake: ObjectStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-ledger-'))
  lake = openLocalDisk(folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

const SMALL = { areas: ['53', 'FR'], quantities: ['consumption', 'wind'], halfHours: 4 } as const
const small = (issuedAt: string) => recordedIssue(issuedAt, SMALL)

describe('issues', () => {
  it('come back as they were said, to the kW', async () => {
    const issue = recordedIssue('2026-06-01T09:27:04.512Z', { is_simulated: true })
    const rows = issue.rows.map(row => ({ ...row, p50_mw: row.p50_mw + 0.0004 }))
    expect(await recordIssue(lake, { ...issue, rows })).toBe('issued')
    expect(await lake.list('')).toEqual(['gold/forecasting/issues/2026/06/01/09.parquet'])
    const [read] = await Array.fromAsync(readIssues(lake, [new Date('2026-06-01T09:00Z')]))
    expect(read?.rows).toHaveLength(13 * 4 * 96)
    const key = (row: { area_code: string; quantity_code: string; time_key: number }) =>
      `${row.area_code} ${row.quantity_code} ${row.time_key}`
    const sorted = issue.rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    expect(read).toEqual({ ...issue, rows: sorted })
  })

  it('are made once an hour: what was said first stands', async () => {
    await recordIssue(lake, small('2026-06-01T09:27:00Z'))
    expect(await recordIssue(lake, small('2026-06-01T09:59:59Z'))).toBe('issued already')
    expect(await recordIssue(lake, small('2026-06-01T10:00:00Z'))).toBe('issued')
    const hours = await issuedHours(lake, new Date(0), new Date('2026-06-02'))
    const issues = await Array.fromAsync(readIssues(lake, hours))
    expect(issues.map(({ issued_at }) => issued_at.toISOString())).toEqual([
      '2026-06-01T09:27:00.000Z',
      '2026-06-01T10:00:00.000Z',
    ])
  })

  it('make the same bytes of the same rows', async () => {
    const issue = small('2026-06-01T09:27:00Z')
    await recordIssue(lake, issue)
    const [key = ''] = await lake.list('')
    const first = await lake.read(key)
    await lake.remove(key)
    await recordIssue(lake, { ...issue, rows: issue.rows.toReversed() })
    expect(await lake.read(key)).toEqual(first)
  })

  it('are listed by the hour, half-open', async () => {
    for (const at of ['2025-12-31T23:27Z', '2026-01-01T00:27Z', '2026-01-01T02:27Z'])
      await recordIssue(lake, small(at))
    const hoursOf = async (from: string, to: string) =>
      (await issuedHours(lake, new Date(from), new Date(to))).map(hour => hour.toISOString().slice(0, 13))
    expect(await hoursOf('2025-12-31T23:59Z', '2026-01-01T02:00Z')).toEqual([
      '2025-12-31T23',
      '2026-01-01T00',
    ])
    expect(await hoursOf('2026-01-01T01:00Z', '2026-01-01T02:01Z')).toEqual(['2026-01-01T02'])
    expect(await hoursOf('2026-01-02T00:00Z', '2026-01-03T00:00Z')).toEqual([])
    expect(await newestIssuedHour(lake)).toEqual(new Date('2026-01-01T02:00Z'))
    expect(await isIssued(lake, new Date('2026-01-01T02:59Z'))).toBe(true)
    expect(await isIssued(lake, new Date('2026-01-01T03:00Z'))).toBe(false)
  })

  it.each([
    ['2026-03-10T09:50Z', '2026-03-10T09:00Z', 2],
    ['2026-03-10T08:10Z', '2026-03-10T09:00Z', 2],
    ['2026-03-09T23:59Z', '2026-03-10T09:00Z', 1],
    ['2026-03-15T12:00Z', '2026-03-10T09:00Z', 7],
    ['2026-03-18T12:00Z', '2026-03-10T09:00Z', 10],
    ['2026-03-01T12:00Z', '2026-02-28T23:00Z', 3],
    ['2026-01-01T12:00Z', '2026-03-10T09:00Z', 10],
    [undefined, '2026-03-10T09:00Z', 1],
  ])('are looked for by day at %s: the newest is that of %s, in %d lists', async (now, newest, lists) => {
    for (const at of ['2026-02-28T23:27Z', '2026-03-10T08:27Z', '2026-03-10T09:27Z'])
      await lake.create(
        `gold/forecasting/issues/${at.slice(0, 10).replaceAll('-', '/')}/${at.slice(11, 13)}.parquet`,
        new Uint8Array([1]),
      )
    const listed: string[] = []
    const counted = {
      ...lake,
      list(prefix: string) {
        listed.push(prefix)
        return lake.list(prefix)
      },
    }
    const found = await newestIssuedHour(counted, now === undefined ? undefined : new Date(now))
    expect(found).toEqual(new Date(newest))
    expect(listed).toHaveLength(lists)
  })

  it('are read by the half-hours asked for', async () => {
    await recordIssue(lake, small('2026-06-01T09:27:00Z'))
    const from = Date.parse('2026-06-01T10:00Z') / 900_000
    const [issue] = await Array.fromAsync(
      readIssues(lake, [new Date('2026-06-01T09:00Z')], { from, to: from + 4 }),
    )
    expect(new Set(issue?.rows.map(({ time_key }) => time_key))).toEqual(new Set([from, from + 2]))
  })

  it('are not there before the first, and never empty', async () => {
    expect(await newestIssuedHour(lake)).toBeUndefined()
    await expect(Array.fromAsync(readIssues(lake, [new Date('2026-06-01T09:00Z')]))).rejects.toThrow(
      ObjectNotFoundError,
    )
    const empty = { ...small('2026-06-01T09:27:00Z'), rows: [] }
    await expect(recordIssue(lake, empty)).rejects.toThrow(/expected forecasts, got none/)
    expect(await lake.list('')).toEqual([])
  })

  it('refuse what cannot be, and a file that is none of theirs', async () => {
    const issue = small('2026-06-01T09:27:00Z')
    const told = (change: object) =>
      recordIssue(lake, { ...issue, rows: issue.rows.map(row => ({ ...row, ...change })) })
    await expect(told({ p10_mw: Number.NaN })).rejects.toThrow(/p10_mw/)
    await expect(told({ p90_mw: 0 })).rejects.toThrow(/constraint/i)
    await expect(told({ time_key: 4 })).rejects.toThrow(/constraint/i)
    expect(await lake.list('')).toEqual([])
    await lake.create('gold/forecasting/issues/2026/06/01/copy.parquet', new Uint8Array([1]))
    await expect(newestIssuedHour(lake)).rejects.toThrow(/copy\.parquet: expected/)
  })
})

const SCORE = {
  area_code: '53',
  quantity_code: 'wind',
  horizon_code: 'h24_48',
  target_date: '2026-06-01',
  expected_count: 1152,
  pair_count: 1000,
  mean_actual_mw: 300.00049,
  mae_mw: 50.1234,
  rmse_mw: 70,
  mape_ratio: 0.16666666,
  bias_mw: -0.0001,
  pinball_mw: 20,
  covered_count: 800,
  d1_mae_mw: 60,
  d7_mae_mw: 90,
  climatology_mae_mw: 95,
} as const
const DAY: DayScores = {
  target_date: '2026-06-01',
  scored_at: '2026-06-02T03:40:00.000Z',
  is_simulated: false,
  scores: [SCORE],
}

describe('scores', () => {
  it('are written once, to the kW and the ppm', async () => {
    expect(await recordScores(lake, DAY)).toBe('scored')
    expect(await recordScores(lake, { ...DAY, scores: [{ ...SCORE, mae_mw: 1 }] })).toBe('scored already')
    expect(await readScores(lake, '2026-06-01')).toEqual({
      ...DAY,
      scores: [{ ...SCORE, mean_actual_mw: 300, mae_mw: 50.123, mape_ratio: 0.166667, bias_mw: 0 }],
    })
  })

  it('are listed by day; an older file can have none', async () => {
    const empty = { ...DAY, target_date: '2026-06-03', scores: [] }
    await expect(recordScores(lake, empty)).rejects.toThrow(/2026-06-03\.json: expected scores, got none/)
    expect(await scoredDays(lake)).toEqual([])
    await lake.create('gold/forecasting/scores/2026-06-03.json', Buffer.from(JSON.stringify(empty)))
    await recordScores(lake, DAY)
    expect(await scoredDays(lake)).toEqual(['2026-06-01', '2026-06-03'])
    expect((await readScores(lake, '2026-06-03')).scores).toEqual([])
    await expect(readScores(lake, '2026-06-02')).rejects.toThrow(ObjectNotFoundError)
  })

  it('refuse what is no score', async () => {
    const wrong = { ...DAY, scores: [{ ...SCORE, mae_mw: Number.NaN }] }
    await expect(recordScores(lake, wrong)).rejects.toThrow(/mae_mw/)
    expect(await lake.list('')).toEqual([])
  })
})

describe('model cards', () => {
  const card = (fitted_at: string, format = 1) =>
    ({ format, fitted_at, weather_kind: 'forecast', series: [], left_out: [] }) as unknown as ModelCard

  it('come back by the instant they were fitted at', async () => {
    for (const day of ['01', '02', '03']) await recordModelCard(lake, card(`2026-06-${day}T03:40:00.000Z`))
    const fittedBy = async (at: string) => (await readModelCard(lake, new Date(at)))?.fitted_at
    expect(await fittedBy('2026-06-02T03:39:59.999Z')).toBe('2026-06-01T03:40:00.000Z')
    expect(await fittedBy('2026-06-02T03:40:00.000Z')).toBe('2026-06-02T03:40:00.000Z')
    expect(await fittedBy('2027-01-01')).toBe('2026-06-03T03:40:00.000Z')
    expect(await fittedBy('2026-06-01')).toBeUndefined()
  })

  it('are kept as they were first', async () => {
    expect(await recordModelCard(lake, card('2026-06-01T03:40:00.000Z'))).toBe('kept')
    const other = { ...card('2026-06-01T03:40:00.000Z'), weather_kind: 'analysis' } as const
    expect(await recordModelCard(lake, other)).toBe('kept already')
    expect(await readModelCard(lake, new Date('2026-06-01T12:00Z'))).toEqual(card('2026-06-01T03:40:00.000Z'))
    expect(await lake.list('')).toEqual(['gold/forecasting/models/20260601T034000.000Z.json.gz'])
  })

  it('of another format are of no use', async () => {
    await recordModelCard(lake, card('2026-06-01T03:40:00.000Z', 0))
    expect(await readModelCard(lake, new Date('2026-06-02'))).toBeUndefined()
  })
})
