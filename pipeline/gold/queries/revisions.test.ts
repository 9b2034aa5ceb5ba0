import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { energyTypeKey } from '../../catalog/energy-types.ts'
import { type GoldTrial, openGoldTrial, type PublishedRow } from '../trial.ts'
import { type RevisionPosition, type RevisionsRequest, readRevisions } from './revisions.ts'
import { timeKey } from './seed.ts'

const at = (hour: number) => `2026-06-02T${String(hour).padStart(2, '0')}:00:00Z`
const OTHERS = { Thermique: 50, Eolien: 300, Solaire: 0, Hydraulique: 20, Bioénergies: 60 }
const row = (time: string, demand: number, more: Partial<PublishedRow> = {}): PublishedRow => ({
  time,
  Consommation: demand,
  ...OTHERS,
  ...more,
})
const CONSOLIDATED = { nature: 'consolidées' as const }

let trial: GoldTrial
beforeAll(async () => {
  trial = await openGoldTrial()
  // Two quarters, then the second one anew, with the exchange turned round; wind comes late.
  await trial.publish(
    [row('12:00', 2000, { 'Ech. physiques': 5, Eolien: '' }), row('12:15', 2010, { 'Ech. physiques': 5 })],
    at(7),
  )
  await trial.publish([row('12:00', 2000), row('12:15', 2013, { 'Ech. physiques': -3 })], at(8))
  // Half-hours take their place, without solar; then quarters of the same vintage.
  await trial.publish(
    [row('12:00', 2006, { ...CONSOLIDATED, Solaire: '' }), row('12:30', 2100, CONSOLIDATED)],
    at(9),
  )
  await trial.publish(
    ['12:00', '12:15', '12:30', '12:45'].map((time, index) => row(time, 2004 + index, CONSOLIDATED)),
    at(10),
  )
  // Real time of what is consolidated already.
  await trial.publish([row('12:30', 1990)], at(11))
  await trial.updateAll()
})
afterAll(() => trial.close())

const ask = (some: Partial<RevisionsRequest> = {}) =>
  trial.warehouse.read(engine =>
    readRevisions(engine, {
      range: { from: timeKey('2026-06-01T00:00:00Z'), to: timeKey('2026-06-02T00:00:00Z') },
      regionCodes: [],
      limit: 1000,
      ...some,
    }),
  )
/** `10:15 15 2010 07→08 real-time = 2013`: interval, step, value, seen, replaced, by what, and the new value. */
const lines = async (energyType: string) =>
  (await ask({ energyTypeKey: energyTypeKey(energyType) })).rows.map(
    value =>
      `${value.interval_start_utc.slice(11, 16)} ${value.step_minutes} ${value.production_mw ?? value.consumption_mw ?? value.quality} ${value.vintage} ` +
      `${value.first_seen_at.slice(11, 13)}→${value.replaced_at.slice(11, 13)} ${value.replaced_by_vintage} ` +
      `${value.new_step_minutes} +${value.new_production_mw} -${value.new_consumption_mw} ${value.new_quality}`,
  )

describe('a value that was replaced', () => {
  it('stands beside what took its place, whatever the steps of both', async () => {
    expect(await lines('demand')).toEqual([
      '10:00 15 2000 real-time 07→09 consolidated 30 +null -2006 ok',
      '10:00 30 2006 consolidated 09→10 consolidated 15 +null -2004.5 ok',
      '10:15 15 2010 real-time 07→08 real-time 15 +null -2013 ok',
      '10:15 15 2013 real-time 08→09 consolidated 30 +null -2006 ok',
      '10:30 30 2100 consolidated 09→10 consolidated 15 +null -2006.5 ok',
      '10:30 15 1990 real-time 11→11 consolidated 15 +null -2006 ok',
    ])
  })

  it('was an import, and is an export now', async () => {
    expect(await lines('import')).toEqual([
      '10:00 15 5 real-time 07→09 consolidated null +null -null null',
      '10:15 15 5 real-time 07→08 real-time 15 +null -3 ok',
    ])
  })

  it('was not there yet', async () => {
    expect((await lines('wind'))[0]).toBe('10:00 15 missing real-time 07→08 real-time 15 +300 -null ok')
  })

  it('has no successor where the better vintage has a hole', async () => {
    expect((await lines('solar')).filter(line => line.startsWith('10:00 15'))).toEqual([
      '10:00 15 0 real-time 07→09 consolidated 30 +null -null missing',
    ])
  })
})

describe('the list', () => {
  it('says everything of a value', async () => {
    const { rows } = await ask({ energyTypeKey: energyTypeKey('demand') })
    expect(rows[2]).toEqual({
      region_code: '53',
      interval_start_utc: '2026-06-01T10:15:00.000Z',
      step_minutes: 15,
      energy_type: 'demand',
      production_mw: null,
      consumption_mw: 2010,
      vintage: 'real-time',
      quality: 'ok',
      first_seen_at: '2026-06-02T07:00:00.000Z',
      replaced_at: '2026-06-02T08:00:00.000Z',
      replaced_by_vintage: 'real-time',
      new_production_mw: null,
      new_consumption_mw: 2013,
      new_step_minutes: 15,
      new_quality: 'ok',
    })
  })

  it('keeps to the regions and the range', async () => {
    const from = timeKey('2026-06-01T10:15:00Z')
    const { rows } = await ask({ range: { from, to: from + 1 }, regionCodes: ['53'] })
    expect(new Set(rows.map(value => value.interval_start_utc.slice(11, 16)))).toEqual(new Set(['10:15']))
    expect((await ask({ regionCodes: ['11'] })).rows).toEqual([])
    expect((await ask({ range: { from: 0, to: from - 96 } })).rows).toEqual([])
  })

  it('comes in pages that join to the whole', async () => {
    const whole = await ask()
    const joined = []
    let after: RevisionPosition | undefined
    do {
      const page = await ask({ limit: 4, after })
      joined.push(...page.rows)
      after = page.hasMore ? page.last : undefined
    } while (after)
    expect(whole.rows.length).toBeGreaterThan(20)
    expect(joined).toEqual(whole.rows)
  })
})
