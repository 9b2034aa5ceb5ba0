/** Facts follow the versions of their region, and every query adds versions up as one region. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { readBalance } from './queries/balance.ts'
import { readLineage } from './queries/lineage.ts'
import { readMix } from './queries/mix.ts'
import { readRegions } from './queries/regions.ts'
import type { Step } from './queries/step.ts'
import { type GoldTrial, openGoldTrial } from './trial.ts'

let trial: GoldTrial
beforeEach(async () => {
  trial = await openGoldTrial()
})
afterEach(() => trial.close())

/** Bretagne with another population than the catalogue's, as a register fetched in the evening of May 31st, UTC: June 1st in Paris. */
const registerOf = (population: number, at = '2026-05-31T22:30:00Z') =>
  trial.receiveAnswer('region-register', {
    text: JSON.stringify([{ type: 'commune-actuelle', region: '53', population }]),
    fetchedAt: at,
  })

/** Quarters of the last hour of May and the first of June in Paris. */
const CSV = [
  'Code INSEE région;Nature;Date;Heure;Consommation (MW)',
  ...['23:00', '23:15', '23:30', '23:45'].map(time => `53;Données temps réel;2026-05-31;${time};2000`),
  ...['00:00', '00:15', '00:30', '00:45'].map(time => `53;Données temps réel;2026-06-01;${time};3000`),
  '',
].join('\n')

const keys = async () =>
  trial.goldRows(`
    SELECT region_key, strftime(min(make_timestamp(time_key * 900000000::BIGINT)), '%dT%H:%M') AS first, count(*) AS facts
    FROM fact_energy_flow WHERE consumption_mw IS NOT NULL GROUP BY region_key ORDER BY region_key`)

const TWO_VERSIONS = [
  { region_key: 53, first: '31T21:00', facts: 4n },
  { region_key: 153, first: '31T22:00', facts: 4n },
]

const receiveFacts = () => trial.receiveBytes('facts.csv', CSV, '2026-05-31T23:10:00Z')

describe('a register with another figure', () => {
  it.each([
    ['before', async () => registerOf(3_500_000), receiveFacts],
    ['after', receiveFacts, async () => registerOf(3_500_000)],
  ])('gives facts the version of their day in Paris when it comes %s them', async (_, first, second) => {
    await first()
    await trial.updateAll()
    await second()
    await trial.updateAll()
    expect(await keys()).toEqual(TWO_VERSIONS)
    expect(await trial.tables()).toEqual(await trial.fromScratch())
  })

  it('fetched late, between two that are known, gives them their places', async () => {
    await receiveFacts()
    await registerOf(3_600_000, '2026-07-01T05:00:00Z')
    await trial.updateAll()
    expect(await keys()).toEqual([{ region_key: 53, first: '31T21:00', facts: 8n }])
    await registerOf(3_500_000)
    await trial.updateAll()
    expect(await keys()).toEqual(TWO_VERSIONS)
    const versions = await trial.goldRows(
      `SELECT region_key, population, valid_from, valid_to, source FROM dim_region WHERE region_code = '53' ORDER BY region_key`,
    )
    expect(versions.map(Object.values)).toEqual([
      [53, 3_449_370, '1900-01-01', '2026-06-01', 'catalogue'],
      [153, 3_500_000, '2026-06-01', '2026-07-01', 'region-register'],
      [253, 3_600_000, '2026-07-01', null, 'region-register'],
    ])
    expect(await trial.tables()).toEqual(await trial.fromScratch())
  })

  it('that says what is known, or can not be believed, opens no version', async () => {
    await registerOf(3_449_370)
    await registerOf(9_999_999, '2026-06-02T05:00:00Z')
    await trial.updateAll()
    expect(await trial.goldRows(`SELECT count(*) AS versions FROM dim_region`)).toEqual([{ versions: 12n }])
  })
})

describe('a region with two versions', () => {
  const DAY = {
    from: Date.parse('2026-05-30T22:00Z') / 900_000,
    to: Date.parse('2026-06-01T22:00Z') / 900_000,
  }
  const request = (step: Step) => ({ range: DAY, step, regionCodes: ['53'], limit: 100 })

  beforeEach(async () => {
    await registerOf(3_500_000)
    await receiveFacts()
    await trial.updateAll()
  })

  it('is one in the list, with its current figures and the whole range of its data', async () => {
    const regions = await trial.inGold(readRegions)
    expect(regions).toHaveLength(12)
    expect(regions.find(({ region_code }) => region_code === '53')).toMatchObject({
      population: 3_500_000,
      first_interval_utc: '2026-05-31T21:00:00.000Z',
      last_interval_utc: '2026-05-31T22:45:00.000Z',
    })
  })

  it.each([
    ['PT15M', 8, 500 + 3 * 500 + 4 * 750],
    ['PT1H', 2, 2000 + 3000],
    ['P1D', 2, 2000 + 3000],
    ['P1Y', 1, 2000 + 3000],
  ] as const)('has one balance and one mix at %s', async (step, count, energy_mwh) => {
    const { rows } = await trial.inGold(engine => readBalance(engine, request(step)))
    expect(rows).toHaveLength(count)
    expect(rows.reduce((sum, row) => sum + (row.consumption_mwh ?? 0), 0)).toBe(energy_mwh)
    const mix = await trial.inGold(engine => readMix(engine, request(step)))
    const demand = mix.rows.filter(({ energy_type }) => energy_type === 'demand')
    expect(demand).toHaveLength(count)
    expect(demand.reduce((sum, row) => sum + (row.consumption_mwh ?? 0), 0)).toBe(energy_mwh)
  })

  it.each(['2026-05-31T21:00Z', '2026-05-31T22:00Z'])('has the passport of its value at %s', async at => {
    const passports = await trial.inGold(engine =>
      readLineage(engine, {
        regionCode: '53',
        energyTypeKey: energyTypeKey('demand'),
        energyTypeCode: 'demand',
        timeKey: Date.parse(at) / 900_000,
      }),
    )
    expect(passports).toMatchObject([{ region_code: '53', file_name: 'facts.csv' }])
  })
})
