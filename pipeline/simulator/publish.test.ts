import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isShownAsZeros } from './feed-behaviour.ts'
import { type SimulatedFile, simulatePublications, simulateUpdate } from './publish.ts'

const now = new Date('2026-08-27T09:50:00Z')
const digest = ({ name, bytes, fetchedAt }: SimulatedFile) =>
  `${name} ${fetchedAt.toISOString()} ${createHash('sha256').update(bytes).digest('hex')}`

type Row = Record<string, unknown>
function rowsOf({ bytes }: SimulatedFile): Row[] {
  const rows: Row[] = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return rows
}

const files = [...simulatePublications({ seed: 1, now })]
const fileOf = (name: string) => {
  const file = files.find(candidate => candidate.name === name)
  if (!file) throw new Error(`no file ${name}`)
  return file
}
const tsvOf = (name: string) =>
  Buffer.from(fileOf(name).bytes)
    .toString('latin1')
    .split('\n')
    .slice(1, -3)
    .map(line => line.split('\t'))

describe('simulated publications', () => {
  it('are the same bytes for the same seed and clock, others for another seed', () => {
    expect([...simulatePublications({ seed: 1, now })].map(digest)).toEqual(files.map(digest))
    const other = simulateUpdate({ seed: 2, now })
    expect(digest(other)).not.toBe(digest(simulateUpdate({ seed: 1, now })))
  })

  it('are labelled in their names and were fetched before now', () => {
    expect(files).toHaveLength(25)
    expect(new Set(files.map(file => file.name)).size).toBe(25)
    for (const file of files) {
      expect(file.name).toContain('SIMULATED')
      expect(file.fetchedAt.getTime()).toBeLessThanOrEqual(now.getTime())
    }
  })

  it('are consolidated up to 30 days ago and live since, with four days of both', () => {
    const settled = tsvOf('SIMULATED_eCO2mix_RTE_Bretagne_En-cours-Consolide.xls')
    const live = tsvOf('SIMULATED_eCO2mix_RTE_Bretagne_En-cours-TR.xls')
    expect([settled[0]?.[2], settled.at(-1)?.[2]]).toEqual(['2026-06-28', '2026-07-27'])
    expect([live[0]?.[2], live.at(-1)?.[2]]).toEqual(['2026-07-24', '2026-08-26'])

    const at = (rows: string[][]) => rows.find(row => row[2] === '2026-07-25' && row[3] === '19:00')
    const [first, later] = [Number(at(live)?.[4]), Number(at(settled)?.[4])]
    expect(first).not.toBe(later)
    expect(Math.abs(first / later - 1)).toBeLessThan(0.25)
  })

  it('cover every slot of the window but for the lag of the publisher', () => {
    const keys = new Set<string>()
    for (const code of ['Consolide', 'TR']) {
      for (const row of tsvOf(`SIMULATED_eCO2mix_RTE_Bretagne_En-cours-${code}.xls`)) {
        if (row[4] !== '' && row[3]?.endsWith('00')) keys.add(`${row[2]}T${row[3]}`)
      }
    }
    const update = rowsOf(fileOf('SIMULATED_eco2mix-regional-tr_20260827T0845Z.json'))
    for (const row of update) {
      if (row.code_insee_region !== '53' || row.consommation === null) continue
      if (String(row.heure).endsWith('00')) keys.add(`${row.date}T${row.heure}`)
    }
    // 59 whole days and 11 hours of today: 00:00 to 10:00 Paris time.
    expect(keys.size).toBe(60 * 24 + 11)
  })

  it('leave out what a short window has no room for', () => {
    const names = [...simulatePublications({ seed: 1, now, days: 5 })].map(file => file.name)
    expect(names.some(name => name.includes('Consolide'))).toBe(false)
    expect(names).toHaveLength(13)
  })
})

describe('the newest update', () => {
  const update = rowsOf(simulateUpdate({ seed: 1, now }))

  it('has all regions for yesterday and today, with nulls to the end of the local day', () => {
    expect(update).toHaveLength(12 * 2 * 96)
    const valued = update.filter(row => row.consommation !== null)
    expect(valued.at(-1)).toMatchObject({ date_heure: '2026-08-27T08:45:00+00:00' })
    expect(update.at(-1)).toMatchObject({
      date: '2026-08-27',
      heure: '23:45',
      consommation: null,
      pompage: null,
    })
    expect(valued).toHaveLength(12 * (96 + 44))
  })

  it('does not change until the next hour arrives, then adds four slots and changes none', () => {
    const later = simulateUpdate({ seed: 1, now: new Date('2026-08-27T10:10:00Z') })
    const same = simulateUpdate({ seed: 1, now: new Date('2026-08-27T09:20:00Z') })
    expect(Buffer.from(same.bytes).equals(simulateUpdate({ seed: 1, now }).bytes)).toBe(true)

    const byKey = new Map(rowsOf(later).map(row => [`${row.code_insee_region} ${row.date_heure}`, row]))
    const changed = update.filter(
      row => JSON.stringify(row) !== JSON.stringify(byKey.get(`${row.code_insee_region} ${row.date_heure}`)),
    )
    expect(changed).toHaveLength(12 * 4)
    expect(changed.every(row => row.consommation === null)).toBe(true)
  })

  it('agrees with the flat files where both have a slot', () => {
    const live = tsvOf('SIMULATED_eCO2mix_RTE_Bretagne_En-cours-TR.xls')
    const shared = live.filter(row => row[2] === '2026-08-26' && Number(row[4]) > 0)
    expect(shared.length).toBeGreaterThan(12)
    for (const row of shared) {
      const twin = update.find(
        other => other.code_insee_region === '53' && other.date === row[2] && other.heure === row[3],
      )
      expect([String(twin?.consommation), String(twin?.ech_physiques)]).toEqual([row[4], row[12]])
    }
  })

  it('shows an outage as zeros for all regions, and repairs it', () => {
    const june = Date.parse('2026-06-01T00:00:00Z') / 900_000
    const slots = Array.from({ length: 60 * 96 }, (_, index) => june + index)
    const broken = slots.find(key => isShownAsZeros(1, key, (key + 5) * 900))
    if (!broken) throw new Error('no outage in two months')
    const seen = new Date((broken + 7) * 900_000)
    const updateAt = (moment: Date) => rowsOf(simulateUpdate({ seed: 1, now: moment }))
    const zeros = updateAt(seen).filter(row => row.consommation === 0)
    expect(zeros.length).toBeGreaterThan(0)
    expect(zeros.length % 12).toBe(0)
    expect(zeros[0]).toMatchObject({ nucleaire: 0, pompage: '0', ech_physiques: 0, tco_nucleaire: null })

    const instants = new Set(zeros.map(row => row.date_heure))
    const nextDay = updateAt(new Date(seen.getTime() + 24 * 3_600_000))
    const repaired = nextDay.filter(row => instants.has(row.date_heure))
    expect(repaired).toHaveLength(zeros.length)
    expect(repaired.every(row => Number(row.consommation) > 0)).toBe(true)
  })
})
