import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../catalog/regions.ts'
import { createGridModel } from '../grid-model.ts'
import { observeConsolidated, observeRealTime } from '../observation.ts'
import { consolidatedRows, type PublishedRow, realTimeRows, slotsOfDays } from '../published-rows.ts'
import { toOdreCsv } from './odre-csv.ts'
import { toOdreJson } from './odre-json.ts'

const model = createGridModel(1)
const dayOf = (date: string) => Date.parse(date) / 86_400_000
const slotsOf = (date: string) => slotsOfDays(dayOf(date), dayOf(date) + 1)
const regionOf = (code: string) => {
  const region = REGIONS.find(candidate => candidate.region_code === code)
  if (!region) throw new Error(`no region ${code}`)
  return region
}

const FIELDS = `code_insee_region libelle_region nature date heure date_heure consommation thermique nucleaire
  eolien solaire hydraulique pompage bioenergies ech_physiques stockage_batterie destockage_batterie
  tco_thermique tch_thermique tco_nucleaire tch_nucleaire tco_eolien tch_eolien tco_solaire tch_solaire
  tco_hydraulique tch_hydraulique tco_bioenergies tch_bioenergies column_68`.split(/\s+/)

describe("ODRÉ's real-time JSON", () => {
  function recordsOf(code: string, date: string, newestKey = Number.POSITIVE_INFINITY) {
    const observe = observeRealTime(1, model)
    const rows = realTimeRows(regionOf(code), slotsOf(date), key =>
      key > newestKey ? null : observe(code, key),
    )
    const records: Record<string, unknown>[] = JSON.parse(Buffer.from(toOdreJson(rows)).toString('utf8'))
    return records
  }
  const at = (records: Record<string, unknown>[], heure: string) =>
    records.find(record => record.heure === heure) ?? {}

  it('is a bare array of 30 fields in the publisher’s order', () => {
    const records = recordsOf('75', '2026-08-27')
    expect(records).toHaveLength(96)
    for (const record of records) expect(Object.keys(record)).toEqual(FIELDS)
    expect(at(records, '09:45')).toMatchObject({
      code_insee_region: '75',
      libelle_region: 'Nouvelle-Aquitaine',
      nature: 'Données temps réel',
      date: '2026-08-27',
      date_heure: '2026-08-27T07:45:00+00:00',
      column_68: null,
    })
  })

  it('has strings for pumping and batteries, numbers for the rest', () => {
    const record = at(recordsOf('84', '2026-05-12'), '14:00')
    expect(record.pompage).toMatch(/^-\d+$/)
    expect(record.stockage_batterie).toMatch(/^(0|-\d+)$/)
    expect(record.destockage_batterie).toMatch(/^\d+$/)
    expect(record.consommation).toBeTypeOf('number')
  })

  it('computes the shares from its own values, null without capacity', () => {
    const record = at(recordsOf('11', '2026-05-12'), '12:00')
    const share = Math.round((10_000 * Number(record.eolien)) / Number(record.consommation)) / 100
    expect(record.tco_eolien).toBe(share)
    expect(record.tch_eolien).toBe(Math.round((10_000 * Number(record.eolien)) / 146) / 100)
    expect(record).toMatchObject({ nucleaire: 0, tco_nucleaire: 0, tch_nucleaire: null })
  })

  it('shows what is to come as rows of nulls', () => {
    const newestKey = Date.parse('2026-08-27T07:45:00Z') / 900_000
    const future = at(recordsOf('75', '2026-08-27', newestKey), '10:00')
    const measures = FIELDS.slice(6)
    expect(measures.map(field => future[field])).toEqual(measures.map(() => null))
  })

  it('gives the skipped 02:xx of spring the instant of 03:xx and the values of 01:xx', () => {
    const records = recordsOf('11', '2026-03-29')
    expect(records).toHaveLength(96)
    expect(at(records, '02:15').date_heure).toBe('2026-03-29T01:15:00+00:00')
    expect(at(records, '03:15').date_heure).toBe('2026-03-29T01:15:00+00:00')
    expect(at(records, '02:15').consommation).toBe(at(records, '01:15').consommation)
    expect(at(records, '02:15').consommation).not.toBe(at(records, '03:15').consommation)
  })

  it('has nothing for the first 02:xx of autumn', () => {
    const records = recordsOf('11', '2025-10-26')
    const instants = new Set(records.map(record => record.date_heure))
    expect(instants.size).toBe(96)
    expect(instants.has('2025-10-26T00:00:00+00:00')).toBe(false)
    expect(instants.has('2025-10-26T00:45:00+00:00')).toBe(false)
    expect(at(records, '02:00').date_heure).toBe('2025-10-26T01:00:00+00:00')
  })
})

describe("ODRÉ's consolidated CSV", () => {
  const rowsOf = (date: string): PublishedRow[] =>
    consolidatedRows(regionOf('32'), slotsOf(date), observeConsolidated(1, model), '03:30')
  const linesOf = (date: string) =>
    Buffer.from(toOdreCsv(rowsOf(date)))
      .toString('utf8')
      .split('\r\n')

  it('starts with a byte-order mark and 32 labels, and ends each line with CRLF', () => {
    const bytes = toOdreCsv(rowsOf('2026-02-10'))
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [header = '', ...lines] = linesOf('2026-02-10')
    expect(header.split(';')).toHaveLength(32)
    expect(header).toMatch(
      /^\ufeffCode INSEE région;Région;Nature;Date;Heure;Date - Heure;Consommation \(MW\);/,
    )
    expect(header).toMatch(/;TCO Bioénergies \(%\);TCH Bioénergies \(%\);Column 30$/)
    expect(lines.pop()).toBe('')
    expect(lines.map(line => line.split(';').length)).toEqual(Array(48).fill(32))
  })

  it('has half hours only, with local stamps', () => {
    const lines = linesOf('2026-02-10').slice(1, -1)
    expect(
      lines.every(line => /^32;Hauts-de-France;Données consolidées;2026-02-10;\d\d:[03]0;/.test(line)),
    ).toBe(true)
    expect(lines[1]).toContain(';00:30;2026-02-10T00:30:00+01:00;')
  })

  it('shows the spring twins side by side with equal values', () => {
    const lines = linesOf('2026-03-29').slice(1, -1)
    const twins = lines.filter(line => line.includes('T03:00:00+02:00')).map(line => line.split(';'))
    expect(twins.map(fields => fields[4])).toEqual(['02:00', '03:00'])
    expect(twins[0]?.slice(5)).toEqual(twins[1]?.slice(5))
    expect(lines).toHaveLength(48)
  })
})
