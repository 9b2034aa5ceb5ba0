import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../catalog/regions.ts'
import { createGridModel } from '../grid-model.ts'
import { observeConsolidated, observeRealTime } from '../observation.ts'
import { consolidatedRows, realTimeRows, slotsOfDays } from '../published-rows.ts'
import { rteFileName, toRteTsv, toRteZip } from './rte-tsv.ts'

const model = createGridModel(1)
const dayOf = (date: string) => Date.parse(date) / 86_400_000
const slotsOf = (date: string) => slotsOfDays(dayOf(date), dayOf(date) + 1)
const regionOf = (code: string) => {
  const region = REGIONS.find(candidate => candidate.region_code === code)
  if (!region) throw new Error(`no region ${code}`)
  return region
}

function consolidatedFile(code: string, date: string): Uint8Array {
  const rows = consolidatedRows(regionOf(code), slotsOf(date), observeConsolidated(1, model), '01:30')
  return toRteTsv('Données consolidées', rows)
}

function realTimeFile(code: string, date: string, newestKey: number): Uint8Array {
  const observe = observeRealTime(1, model)
  const rows = realTimeRows(regionOf(code), slotsOf(date), key =>
    key > newestKey ? null : observe(code, key),
  )
  return toRteTsv('Données temps réel', rows)
}

const linesOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').split('\n')
const fieldsOf = (bytes: Uint8Array, heure: string) =>
  linesOf(bytes)
    .find(line => line.includes(`\t${heure}\t`))
    ?.split('\t')

describe("RTE's flat file", () => {
  const file = consolidatedFile('84', '2026-02-10')

  it('is Latin-1: an é is the one byte E9', () => {
    expect(file.indexOf(0xe9)).toBe(1)
    expect(Buffer.from(file).toString('utf8')).toContain('�')
    expect(linesOf(file)[0]).toBe(
      'Périmètre\tNature\tDate\tHeures\tConsommation\tThermique\tNucléaire\tEolien\tSolaire\tHydraulique\tPompage\tBioénergies\tEch. physiques',
    )
  })

  it('has 96 rows a day, each with one field more than the header, then a disclaimer and an empty line', () => {
    const lines = linesOf(file)
    expect(lines).toHaveLength(1 + 96 + 1 + 1 + 1)
    expect(lines.slice(1, 97).map(line => line.split('\t').length)).toEqual(Array(96).fill(14))
    expect(lines.slice(1, 97).every(line => line.endsWith('\t'))).toBe(true)
    expect(lines[97]).toMatch(/^RTE ne pourra être tenu responsable de l'usage .* imprécises\.$/)
    expect(lines.slice(98)).toEqual(['', ''])
  })

  it('leaves :15 and :45 blank when consolidated', () => {
    expect(fieldsOf(file, '08:15')).toEqual(
      ['Auvergne-Rhône-Alpes', 'Données consolidées', '2026-02-10', '08:15'].concat(Array(10).fill('')),
    )
    const values = fieldsOf(file, '08:30')?.slice(4, 13) ?? []
    expect(values.map(value => /^-?\d+$/.test(value))).toEqual(Array(9).fill(true))
  })

  it('keeps the balance over the columns it has', () => {
    for (const line of linesOf(consolidatedFile('75', '2026-05-12')).slice(1, 97)) {
      const [demand = 0, ...supplies] = line
        .split('\t')
        .slice(4, 13)
        .map(value => (value === '-' ? 0 : Number(value)))
      expect(Math.abs(demand - supplies.reduce((sum, value) => sum + value, 0))).toBeLessThanOrEqual(2)
    }
  })

  it('writes - where a region has no reactors or no pumps', () => {
    const [, , , , , , nuclear, , , , pumping] = fieldsOf(consolidatedFile('11', '2026-02-10'), '12:00') ?? []
    expect([nuclear, pumping]).toEqual(['-', '-'])
  })

  it('has values every quarter of an hour in real time, and blanks for what is to come', () => {
    const newestKey = Date.parse('2026-02-10T10:45:00Z') / 900_000
    const live = realTimeFile('53', '2026-02-10', newestKey)
    const filled = linesOf(live).filter(line => /\tDonnées temps réel\t.*\t\d\d:\d\d\t\d/.test(line))
    expect(filled).toHaveLength(48)
    expect(fieldsOf(live, '12:00')?.slice(4).join('')).toBe('')
  })

  it('repeats 01:xx at the skipped 02:xx in real time', () => {
    const live = realTimeFile('11', '2026-03-29', Number.POSITIVE_INFINITY)
    for (const minutes of ['00', '15', '30', '45']) {
      const twin = fieldsOf(live, `02:${minutes}`)?.slice(4)
      expect(twin).toEqual(fieldsOf(live, `01:${minutes}`)?.slice(4))
      expect(twin).not.toEqual(fieldsOf(live, `03:${minutes}`)?.slice(4))
    }
  })

  it('repeats 03:00 and 01:30 at the skipped half hours when consolidated', () => {
    const settled = consolidatedFile('53', '2026-03-29')
    expect(fieldsOf(settled, '02:00')?.slice(4)).toEqual(fieldsOf(settled, '03:00')?.slice(4))
    expect(fieldsOf(settled, '02:30')?.slice(4)).toEqual(fieldsOf(settled, '01:30')?.slice(4))
  })

  it('is named as RTE names it, and says SIMULATED', () => {
    const name = rteFileName('53', 'Données consolidées', 'xls')
    expect(name).toBe('SIMULATED_eCO2mix_RTE_Bretagne_En-cours-Consolide.xls')
    expect(rteFileName('24', 'Données temps réel', 'zip')).toBe(
      'SIMULATED_eCO2mix_RTE_Centre-Val-de-Loire_En-cours-TR.zip',
    )
  })

  it('comes alone in its zip', () => {
    const zip = toRteZip('a.xls', file, '2026-02-11')
    const entries = unzipSync(zip)
    expect(Object.keys(entries)).toEqual(['a.xls'])
    expect(strFromU8(entries['a.xls'] ?? new Uint8Array(), true)).toBe(Buffer.from(file).toString('latin1'))
  })
})
