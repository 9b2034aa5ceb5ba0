/**
 * Proof on September 2017 in two vintages (the consolidated files are converted, see september-2017.ts): the
 * better one wins, what it replaced stays in the revision table, and the order of loading leaves no trace.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Home } from '../home.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, goldState, type Row, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import {
  LOAD,
  REAL_TIME,
  type Region,
  readRegion,
  regionalFiles,
  writeConsolidated,
} from './september-2017.ts'

/** Mean absolute difference of the half-hours in both vintages, relative to mean demand. */
function difference({ realTime, consolidated }: Region): number {
  const both = [...consolidated].filter(([at]) => realTime.has(at))
  const moved = both.reduce((sum, [at, mw]) => sum + Math.abs(mw - (realTime.get(at) ?? 0)), 0)
  return moved / both.reduce((sum, [, mw]) => sum + mw, 0)
}

describeReal('September 2017, real-time and consolidated', [REAL_TIME, LOAD], () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-converted-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const usual = temporaryHome()
  const reversed = temporaryHome()
  const late = temporaryHome()
  const [OCTOBER, DECEMBER] = ['2017-10-14T00:00:00Z', '2017-12-01T00:00:00Z']
  let regions: readonly Region[]

  const loadRealTime = async (home: Home, at: string) => {
    await receive(home, [realPath(REAL_TIME, 'eCO2mix_RTE_*_En-cours-TR.xls')], at)
    return bringUpToDate(home)
  }
  const loadConsolidated = async (home: Home, at: string) => {
    await receive(home, [folder], at)
    return bringUpToDate(home)
  }

  beforeAll(async () => {
    regions = regionalFiles().map(readRegion)
    for (const region of regions) writeConsolidated(folder, region)
    await loadRealTime(usual, OCTOBER)
    await loadConsolidated(usual, DECEMBER)
    await loadConsolidated(reversed, OCTOBER)
    await loadRealTime(reversed, DECEMBER)
    await loadConsolidated(late, DECEMBER)
    await loadRealTime(late, OCTOBER)
  }, LOAD_TIMEOUT_MS)

  it('has one vintage in September: consolidated, half-hourly, for every region', async () => {
    const facts = await goldRows(
      usual,
      `SELECT vintage_code, step_minutes, count(DISTINCT region_key) AS regions, count(*) AS rows
       FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE local_year = 2017 AND local_month = 9 AND energy_type_code = 'demand' GROUP BY ALL`,
    )
    expect(facts).toEqual([
      { vintage_code: 'consolidated', step_minutes: 30, regions: 12, rows: 12 * 30 * 48 },
    ])
  })

  it('keeps every real-time demand of September in the revision table, replaced by the consolidated one', async () => {
    const [revisions] = await goldRows(
      usual,
      `SELECT count(*) AS rows, CAST(sum(consumption_mw) AS DOUBLE) AS mw, list(DISTINCT replaced_by_vintage_code) = ['consolidated'] AS is_by_consolidated
       FROM fact_energy_flow_revision JOIN dim_time USING (time_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE vintage_code = 'real-time' AND local_month = 9 AND energy_type_code = 'demand'`,
    )
    const published = regions.flatMap(({ realTime }) =>
      [...realTime].filter(([at]) => at.startsWith('2017-09')).map(([, mw]) => mw),
    )
    const mw = published.reduce((sum, value) => sum + value, 0)
    expect(revisions).toEqual({ rows: published.length, mw, is_by_consolidated: true })
  })

  it('tells how far each region was revised: 3.8 to 5.7 % of its demand, Centre 8.1 %, Occitanie 12.9 %', async () => {
    const rows = await goldRows(
      usual,
      `SELECT region_code, CAST(sum(abs(f.consumption_mw - r.consumption_mw)) / sum(f.consumption_mw) AS DOUBLE) AS difference
       FROM fact_energy_flow f JOIN fact_energy_flow_revision r USING (region_key, time_key, energy_type_key)
       JOIN dim_region USING (region_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE f.vintage_code = 'consolidated' AND r.vintage_code = 'real-time' AND energy_type_code = 'demand'
       GROUP BY region_code ORDER BY difference`,
    )
    const found = rows.map(row => Number(row.difference))
    const published = regions.map(difference).sort((a, b) => a - b)
    for (const [index, ratio] of published.entries()) expect(found[index]).toBeCloseTo(ratio, 9)
    expect(rows.map(row => row.region_code).slice(-2)).toEqual(['24', '76'])
    expect(found.map(ratio => (100 * ratio).toFixed(1))).toEqual([
      '3.8',
      '4.3',
      '4.3',
      '4.5',
      '4.7',
      '4.7',
      '5.1',
      '5.2',
      '5.5',
      '5.7',
      '8.1',
      '12.9',
    ])
  })

  it('ends in the same facts and revisions when the consolidated files are loaded first', async () => {
    const facts = `SELECT count(*) AS rows, CAST(sum(hash(f)) AS VARCHAR) AS hash FROM (SELECT * EXCLUDE (first_seen_at) FROM fact_energy_flow) f`
    const revisions = `SELECT count(*) AS rows, CAST(sum(hash(r)) AS VARCHAR) AS hash FROM (SELECT * EXCLUDE (first_seen_at, replaced_at) FROM fact_energy_flow_revision) r`
    const factsOf = async (home: Home): Promise<Row[]> => [
      ...(await goldRows(home, facts)),
      ...(await goldRows(home, revisions)),
    ]
    expect(await factsOf(reversed)).toEqual(await factsOf(usual))
  })

  it('ends in the same gold to the letter when files received earlier are loaded later', async () => {
    expect(await goldState(late)).toEqual(await goldState(usual))
  })
})
