/** Every trap of fixtures/ in one home, loaded in one go: what becomes of each row, and of the others. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrial, type Trial } from './trial.ts'

/** Rows read, blank, loaded, duplicate and quarantined, and values quarantined. */
const READABLE: Readonly<Record<string, readonly number[]>> = {
  'odre-absurd.csv': [7, 0, 7, 0, 0, 6],
  'odre-autumn-2024-10-27.csv': [5, 0, 5, 0, 0, 0],
  'odre-both-steps.csv': [8, 2, 6, 0, 0, 0],
  'odre-conflicting-rows.csv': [4, 0, 2, 0, 2, 0],
  'odre-cons-bom-column-30.csv': [2, 0, 2, 0, 0, 0],
  'odre-cons-commas.csv': [2, 0, 2, 0, 0, 0],
  'odre-cons-no-bom-crlf.csv': [2, 0, 2, 0, 0, 0],
  'odre-cons-other-order-15-columns.csv': [2, 0, 2, 0, 0, 0],
  'odre-cons-quoted.csv': [2, 0, 2, 0, 0, 0],
  'odre-cut-in-a-character.csv': [2, 0, 1, 0, 1, 0],
  'odre-cut-in-a-row.csv': [2, 0, 1, 0, 1, 0],
  'odre-error-inside-200.csv': [3, 0, 2, 0, 1, 0],
  'odre-export-array.json': [3, 1, 2, 0, 0, 0],
  'odre-instants.csv': [8, 0, 2, 0, 6, 0],
  'odre-lost-pages.csv': [6, 0, 5, 1, 0, 0],
  'odre-national-v1.0.json': [1, 0, 1, 0, 0, 0],
  'odre-no-nature-half-hours.csv': [2, 0, 0, 0, 2, 0],
  'odre-no-nature-quarter-hours.csv': [2, 0, 2, 0, 0, 0],
  'odre-no-numbers.csv': [6, 0, 6, 0, 0, 4],
  'odre-one-column-in-kw.csv': [1, 0, 1, 0, 0, 0],
  'odre-outage.csv': [5, 0, 3, 0, 2, 2],
  'odre-region-spellings.csv': [7, 0, 7, 0, 0, 0],
  'odre-region-strangers.csv': [8, 1, 1, 0, 6, 0],
  'odre-spring-11-fields-without-reference.json': [6, 0, 3, 0, 3, 0],
  'odre-spring-11-fields.json': [6, 0, 4, 0, 2, 0],
  'odre-spring-consolidated-equal-twins.csv': [5, 0, 3, 0, 2, 0],
  'odre-spring-real-time-different-twins.csv': [6, 0, 4, 0, 2, 0],
  'odre-stray-quarter.csv': [6, 0, 5, 0, 1, 0],
  'odre-stray-records.json': [8, 0, 4, 0, 4, 2],
  'odre-tr-2020-65-columns.csv': [2, 0, 2, 0, 0, 0],
  'odre-unknown-columns.csv': [2, 0, 2, 0, 0, 0],
  'odre-unknown-vintage.csv': [2, 0, 1, 0, 1, 0],
  'odre-unpaired-quote.csv': [3, 0, 3, 0, 0, 1],
  'odre-v1.0-records.json': [3, 0, 2, 0, 1, 0],
  'odre-v2.1-envelope.json': [3, 1, 2, 0, 0, 0],
  'rte-13-columns.xls': [6, 4, 2, 0, 0, 0],
  'rte-2019-two-unnamed-columns.xls': [2, 0, 2, 0, 0, 0],
  'rte-2020-65-columns.xls': [2, 0, 2, 0, 0, 0],
  'rte-autumn-2025-10-26.xls': [12, 0, 12, 0, 0, 0],
  'rte-cut-in-a-row.xls': [2, 0, 1, 0, 1, 0],
  'rte-days-first.xls': [5, 0, 1, 0, 4, 0],
  'rte-national-36-columns.xls': [3, 0, 3, 0, 0, 0],
  'rte-national-40-columns.xls': [1, 0, 1, 0, 0, 0],
  'rte-resaved-utf8-crlf.xls': [2, 0, 2, 0, 0, 0],
  'rte-row-with-too-many-fields.xls': [3, 0, 2, 0, 1, 0],
  'rte-spring-2026-03-29.xls': [12, 0, 8, 0, 4, 0],
  'rte.zip': [6, 4, 2, 0, 0, 0],
}

const UNREADABLE: Readonly<Record<string, RegExp>> = {
  'cut.parquet': /^a Parquet file without its end; expected an éCO2mix publication/,
  'empty.csv': /^an empty file; expected/,
  'maintenance-page.csv': /^an HTML or XML page; expected/,
  'odre-duplicated-column.csv': /^columns Consommation \(MW\) and Consommation: both are consumption_mw$/,
  'odre-header-in-kw.csv': /^text that begins "Code INSEE région;.*…"; expected/,
  'odre-truncated.json': /Malformed JSON in file "odre-truncated\.json", at byte \d+.*unexpected end of data/,
  'other-data.csv': /^text that begins "timestamp,Consommation,tmp2m"; expected/,
  'workbook.xls': /^a binary Excel workbook; expected/,
  'workbook.xlsx': /^an Excel workbook; expected/,
}

const UNKNOWN_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'odre-one-column-in-kw.csv': ['Solaire (kW)'],
  'odre-stray-records.json': ['error'],
  'odre-unknown-columns.csv': ['Hydrogène (MW)', 'Commentaire'],
}

describe('publications with quirks, loaded together', () => {
  const fixtures = readdirSync(join(import.meta.dirname, 'fixtures')).filter(
    name => name !== 'README.md' && !name.startsWith('.'),
  )
  let trial: Trial

  beforeAll(async () => {
    trial = await openTrial()
    for (const fixture of fixtures) await trial.receive(fixture)
    await trial.update()
  })
  afterAll(() => trial.close())

  it('are all expected here', () => {
    expect(fixtures).toEqual([...Object.keys(READABLE), ...Object.keys(UNREADABLE)].toSorted())
  })

  it.each(Object.entries(READABLE))('lose no row of %s', async (fixture, counts) => {
    const load = await trial.loadOf(fixture)
    const { rows_read, rows_blank, rows_loaded, rows_duplicate, rows_quarantined } = load
    expect(load.error).toBeNull()
    expect([
      rows_read,
      rows_blank,
      rows_loaded,
      rows_duplicate,
      rows_quarantined,
      load.values_quarantined,
    ]).toEqual(counts)
    expect(rows_blank + rows_loaded + rows_duplicate + rows_quarantined).toBe(rows_read)
    expect(load.dataset).toBe(fixture.includes('national') ? 'eco2mix_national' : 'eco2mix_regional')
    expect(load.unknown_columns).toEqual(UNKNOWN_COLUMNS[fixture] ?? [])
  })

  it.each(Object.entries(UNREADABLE))('set %s aside, saying why', async (fixture, reason) => {
    const load = await trial.loadOf(fixture)
    expect(load).toMatchObject({ dataset: 'unreadable', rows_read: 0, partitions: [] })
    expect(load.error).toMatch(reason)
  })

  it('keep every refused row and value with its address in bronze', async () => {
    const refused = await trial.quarantine()
    const sum = (index: number) =>
      Object.values(READABLE).reduce((total, counts) => total + (counts[index] ?? 0), 0)
    expect(refused.filter(({ scope }) => scope === 'row')).toHaveLength(sum(4))
    expect(refused.filter(({ scope }) => scope === 'value')).toHaveLength(sum(5))
    expect(refused.every(({ source_row }) => source_row >= 1)).toBe(true)
  })
})
