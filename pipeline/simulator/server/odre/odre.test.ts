import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { REGION_CODES } from '../../../catalog/regions.ts'
import { between, DATASETS, type Row, simulatorAt } from '../trial.ts'
import shapes from '../wire-shapes.json' with { type: 'json' }

const NOW = '2026-08-27T09:50:00Z'
const lastDays = between('2026-08-25T00:00:00Z', '2026-08-30T00:00:00Z')
const kindOf = (value: unknown) => (value === null ? 'null' : typeof value)
const keyOf = (row: Row) => `${row.code_insee_region} ${row.date_heure}`
const isValued = (row: Row) => row.consommation !== null
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the wire shape of ODRÉ', () => {
  it.each([
    ['eco2mix-regional-tr', '2026-08-26T10:00:00Z', '2026-08-26T10:15:00Z'],
    ['eco2mix-regional-cons-def', '2026-06-26T10:00:00Z', '2026-06-26T10:30:00Z'],
    ['eco2mix-national-tr', '2026-08-26T10:00:00Z', '2026-08-26T10:15:00Z'],
  ] as const)("of %s has the publisher's fields in their order, with their types", async (id, from, to) => {
    const { rows } = await simulatorAt(NOW)
    const shape: Record<string, string> = shapes[id]
    const found = await rows(id, between(from, to))
    expect(found).toHaveLength(id === 'eco2mix-national-tr' ? 1 : 12)
    for (const row of found) {
      expect(Object.keys(row)).toEqual(Object.keys(shape))
      for (const [name, value] of Object.entries(row)) {
        // A region without power stations of a type has no load factor.
        if (value !== null || !name.startsWith('tch_')) expect(kindOf(value), name).toBe(shape[name])
      }
    }
  })

  it('marks every answer as simulated and states the limits', async () => {
    const { get } = await simulatorAt(NOW)
    const answers = [
      await get(`${DATASETS}/eco2mix-regional-tr/records`),
      await get(`${DATASETS}/nothing/records`),
      await get('/control/faults'),
      await get('/nowhere'),
    ]
    expect(answers.map(answer => answer.headers.get('X-Simulated'))).toEqual(['true', 'true', 'true', 'true'])
    expect(answers.map(answer => answer.status)).toEqual([200, 404, 200, 404])
    expect(answers[0]?.headers.get('X-RateLimit-Limit')).toBe('50000')
    expect(answers[1]?.headers.get('X-RateLimit-Remaining')).toBe('49998')
    expect(Number(answers[0]?.headers.get('X-RateLimit-Reset'))).toBe(Date.parse('2026-09-01') / 1000)
  })

  it('is the same bytes for the same seed, request and clock, packed or not', async () => {
    const path = `${DATASETS}/eco2mix-regional-tr/exports/json?${new URLSearchParams(lastDays)}`
    const bodyOf = async (seed: number, encoding: string) => {
      const { get } = await simulatorAt(NOW, seed)
      const answer = await get(path, { 'Accept-Encoding': encoding })
      expect(answer.headers.get('Content-Encoding')).toBe(encoding === 'gzip' ? 'gzip' : null)
      return digest(await answer.text())
    }
    const first = await bodyOf(1, 'identity')
    expect(await bodyOf(1, 'gzip')).toBe(first)
    expect(await bodyOf(2, 'identity')).not.toBe(first)
  })

  it('is not in the order of time', async () => {
    const { rows } = await simulatorAt(NOW)
    const instants = (await rows('eco2mix-regional-tr', lastDays)).map(row => String(row.date_heure))
    expect(instants).not.toEqual(instants.toSorted())
    expect(instants).not.toEqual(instants.toSorted().toReversed())
  })

  it('prints CSV with labels, a byte-order mark and semicolons when asked to', async () => {
    const { get } = await simulatorAt(NOW)
    const csvOf = async (more: Record<string, string>) => {
      const query = new URLSearchParams({
        ...between('2026-06-26T10:00:00Z', '2026-06-26T10:30:00Z'),
        timezone: 'Europe/Paris',
        ...more,
      })
      const answer = await get(`${DATASETS}/eco2mix-regional-cons-def/exports/csv?${query}`)
      return Buffer.from(await answer.arrayBuffer()).toString('utf8')
    }
    const [head, line] = (await csvOf({ use_labels: 'true' })).split('\r\n')
    expect(head).toMatch(
      /^\ufeffCode INSEE région;Région;Nature;Date;Heure;Date - Heure;Consommation \(MW\);/,
    )
    expect(head).toMatch(/;TCH Bioénergies \(%\);Column 30$/)
    expect(line).toMatch(
      /^\d\d;[^;]+;Données consolidées;2026-06-26;12:00;2026-06-26T12:00:00\+02:00;\d+;.*;$/,
    )
    expect((await csvOf({ with_bom: 'false' })).split(';')[0]).toBe('code_insee_region')
  })
})

describe('queries', () => {
  const day = between('2026-08-26T00:00:00Z', '2026-08-27T00:00:00Z').where
  it.each([
    [{ where: `${day} AND code_insee_region = '11'` }, 96],
    [{ where: `${day} AND code_insee_region IN ('11', "84")` }, 192],
    [{ where: `date_heure > date'2026-08-26' and date_heure <= date'2026-08-26T01:00:00+00:00'` }, 48],
    [{ where: `${day} AND nature = 'Données temps réel' AND libelle_region != 'Bretagne'` }, 96 * 11],
    [{ where: "date_heure >= date'2026-08-27T00:00:00Z' AND consommation IS NOT NULL" }, 12 * 36],
    [{ where: "date_heure >= date'2026-08-27T00:00:00Z' AND consommation IS NULL" }, 12 * 52],
    [{ refine: 'date_heure:2026/08/26' }, 96 * 12],
    [{ refine: 'date_heure:2026/08/26', timezone: 'Europe/Paris' }, 96 * 12],
    [{ where: `${day} AND consommation > 100000` }, 0],
  ])('%o finds %i rows', async (parameters, count) => {
    const { rows } = await simulatorAt(NOW)
    expect(await rows('eco2mix-regional-tr', parameters)).toHaveLength(count)
  })

  it('take days in the time zone asked for, and print instants in it', async () => {
    const { rows } = await simulatorAt(NOW)
    const parameters = { where: "date_heure >= date'2026-08-27'", timezone: 'Europe/Paris' }
    const found = await rows('eco2mix-regional-tr', parameters)
    expect(new Set(found.map(row => row.date))).toEqual(new Set(['2026-08-27']))
    expect(found).toHaveLength(12 * 96)
    expect(String(found[0]?.date_heure)).toMatch(/\+02:00$/)
  })

  it('select columns', async () => {
    const { rows } = await simulatorAt(NOW)
    const [row] = await rows('eco2mix-national-tr', { ...lastDays, select: 'date_heure, prevision_j1' })
    expect(Object.keys(row ?? {})).toEqual(['date_heure', 'prevision_j1'])
  })

  it.each([
    ['exports/json', { where: 'consommation LIKE x' }, 'ODSQLError', 'consommation LIKE x'],
    ['exports/json', { where: "date_heure >= date'soon'" }, 'ODSQLError', 'soon'],
    ['exports/json', { where: "demand = '1'" }, 'ODSQLError', 'Unknown field: demand'],
    ['exports/json', { select: 'demand' }, 'ODSQLError', 'Unknown field: demand'],
    ['exports/json', { timezone: 'Asia/Tokyo' }, 'InvalidRESTParameterError', 'Asia/Tokyo'],
    ['exports/xlsx', {}, 'InvalidFormatError', 'xlsx'],
    ['records', { limit: '101' }, 'InvalidRESTParameterError', '-1 <= limit <= 100'],
    ['records', { limit: 'many' }, 'InvalidRESTParameterError', 'many'],
    ['records', { limit: '100', offset: '9901' }, 'InvalidRESTParameterError', 'offset + limit'],
    ['records', { order_by: 'consommation' }, 'ODSQLError', 'order_by'],
  ])('%s %o is refused in the words of the publisher', async (form, parameters, code, words) => {
    const { get } = await simulatorAt(NOW)
    const answer = await get(`${DATASETS}/eco2mix-regional-tr/${form}?${new URLSearchParams(parameters)}`)
    const body = await answer.json()
    expect(answer.status).toBe(400)
    expect(body).toMatchObject({ error_code: code, message: expect.stringContaining(words) })
  })

  it('come in pages with the count of all rows', async () => {
    const { get } = await simulatorAt(NOW)
    const pageOf = async (parameters: Record<string, string>) => {
      const query = new URLSearchParams({ where: day, ...parameters })
      const answer = await get(`${DATASETS}/eco2mix-regional-tr/records?${query}`)
      const page: { total_count: number; results: Row[] } = await answer.json()
      return page
    }
    const pages = await Promise.all(
      Array.from({ length: 12 }, (_, index) => pageOf({ limit: '100', offset: String(100 * index) })),
    )
    expect(new Set(pages.map(page => page.total_count))).toEqual(new Set([1152]))
    const found = pages.flatMap(page => page.results)
    expect(new Set(found.map(keyOf)).size).toBe(1152)
    expect((await pageOf({})).results).toHaveLength(10)

    const newest = await pageOf({ order_by: 'date_heure desc', limit: '1' })
    expect(newest.results[0]).toMatchObject({ date_heure: '2026-08-26T23:45:00+00:00' })
  })
})

describe('real time', () => {
  it('begins where the consolidated dataset ends', async () => {
    const { rows } = await simulatorAt(NOW)
    const edge = between('2026-07-26T00:00:00Z', '2026-07-30T00:00:00Z')
    const live = await rows('eco2mix-regional-tr', edge)
    const settled = await rows('eco2mix-regional-cons-def', edge)
    const firstLive = live.map(row => String(row.date)).toSorted()[0]
    const lastSettled = settled
      .map(row => String(row.date))
      .toSorted()
      .at(-1)
    expect([lastSettled, firstLive]).toEqual(['2026-07-27', '2026-07-28'])
  })

  it('ends with rows of nulls, to the end of today; the country to the end of tomorrow', async () => {
    const { rows } = await simulatorAt(NOW)
    const regional = await rows('eco2mix-regional-tr', lastDays)
    expect(
      regional
        .map(row => `${row.date} ${row.heure}`)
        .toSorted()
        .at(-1),
    ).toBe('2026-08-27 23:45')
    const empty = regional.find(row => row.heure === '23:45' && row.date === '2026-08-27')
    expect(empty).toMatchObject({ consommation: null, pompage: null, tco_eolien: null })

    const national = await rows('eco2mix-national-tr', lastDays)
    const tomorrow = national.filter(row => row.date === '2026-08-28')
    expect(tomorrow).toHaveLength(96)
    for (const row of tomorrow) {
      expect(row).toMatchObject({ consommation: null, prevision_j: null, taux_co2: null })
      expect(row.prevision_j1).toBeGreaterThan(20_000)
    }
    const tonight = national.find(row => row.date === '2026-08-27' && row.heure === '22:00')
    expect(tonight?.consommation).toBeNull()
    expect(tonight?.prevision_j).toBeGreaterThan(20_000)
  })

  it('comes four slots at a time for all regions, and changes none that was there', async () => {
    const trial = await simulatorAt('2026-08-27T09:20:00Z')
    const before = (await trial.rows('eco2mix-regional-tr', lastDays)).filter(isValued)
    trial.at('2026-08-27T10:10:00Z')
    const after = (await trial.rows('eco2mix-regional-tr', lastDays)).filter(isValued)
    expect(after.length - before.length).toBe(4 * 12)
    const later = new Map(after.map(row => [keyOf(row), row]))
    expect(before.filter(row => JSON.stringify(later.get(keyOf(row))) !== JSON.stringify(row))).toEqual([])
  })

  it('closes the balance of every region within a megawatt', async () => {
    const { rows } = await simulatorAt(NOW)
    const found = (await rows('eco2mix-regional-tr', lastDays)).filter(isValued)
    const parts = `thermique nucleaire eolien solaire hydraulique bioenergies pompage ech_physiques
      stockage_batterie destockage_batterie`.split(/\s+/)
    const gaps = found.map(row =>
      Math.abs(Number(row.consommation) - parts.reduce((sum, part) => sum + Number(row[part]), 0)),
    )
    expect(Math.max(...gaps)).toBe(1)
    expect(new Set(found.map(row => row.code_insee_region))).toEqual(new Set(REGION_CODES))
  })

  it('covers demand and uses capacity by the shares it prints', async () => {
    const { rows } = await simulatorAt(NOW)
    for (const row of (await rows('eco2mix-regional-tr', lastDays)).filter(isValued)) {
      for (const type of ['thermique', 'nucleaire', 'eolien', 'solaire', 'hydraulique', 'bioenergies']) {
        const share = (100 * Number(row[type])) / Number(row.consommation)
        expect(Math.abs(Number(row[`tco_${type}`]) - share)).toBeLessThan(0.006)
      }
      if (row.code_insee_region === '11') expect(row.tch_nucleaire).toBeNull()
      else if (row.code_insee_region === '24') {
        expect(Math.abs(Number(row.tch_nucleaire) - Number(row.nucleaire) / 116.31)).toBeLessThan(0.006)
      }
    }
  })

  it('is for the country the sum of its regions, fuels and rivers told apart', async () => {
    const { rows } = await simulatorAt(NOW)
    const regional = (await rows('eco2mix-regional-tr', lastDays)).filter(isValued)
    const national = new Map((await rows('eco2mix-national-tr', lastDays)).map(row => [row.date_heure, row]))
    const instants = new Set(regional.map(row => row.date_heure))
    expect(instants.size).toBeGreaterThan(200)
    for (const instant of instants) {
      const sumOf = (name: string) =>
        regional.filter(row => row.date_heure === instant).reduce((sum, row) => sum + Number(row[name]), 0)
      const country = national.get(instant) ?? {}
      const totalOf = (...names: string[]) => names.reduce((sum, name) => sum + Number(country[name]), 0)
      expect(totalOf('consommation')).toBe(sumOf('consommation'))
      expect(totalOf('fioul', 'charbon', 'gaz')).toBe(sumOf('thermique'))
      expect(totalOf('eolien_terrestre', 'eolien_offshore')).toBe(sumOf('eolien'))
      expect(totalOf('hydraulique_fil_eau_eclusee', 'hydraulique_lacs', 'hydraulique_step_turbinage')).toBe(
        sumOf('hydraulique'),
      )
      expect(totalOf('gaz_tac', 'gaz_cogen', 'gaz_ccg', 'gaz_autres')).toBe(totalOf('gaz'))
      expect(totalOf('ech_physiques')).toBe(sumOf('ech_physiques'))
    }
  })
})

describe('the days the clock changes', () => {
  it('show the skipped hour of spring with the instants of the next and the values of the one before', async () => {
    const { rows } = await simulatorAt('2026-03-30T09:50:00Z')
    const night = await rows('eco2mix-regional-tr', {
      where:
        "date_heure >= date'2026-03-29T00:00:00Z' AND date_heure < date'2026-03-29T02:00:00Z' AND code_insee_region = '11'",
    })
    const at = (heure: string) => night.find(row => row.heure === heure)
    expect(night).toHaveLength(12)
    expect(at('02:15')?.date_heure).toBe(at('03:15')?.date_heure)
    expect(at('02:15')?.consommation).toBe(at('01:15')?.consommation)
    expect(at('02:15')?.consommation).not.toBe(at('03:15')?.consommation)
  })

  it('show it with equal values once consolidated', async () => {
    const { rows } = await simulatorAt('2026-06-30T09:50:00Z')
    const night = await rows('eco2mix-regional-cons-def', {
      where:
        "date_heure >= date'2026-03-29T01:00:00Z' AND date_heure < date'2026-03-29T02:00:00Z' AND code_insee_region = '11'",
    })
    expect(night.map(row => row.heure).toSorted()).toEqual(['02:00', '02:30', '03:00', '03:30'])
    expect(new Set(night.map(row => row.consommation)).size).toBe(2)
  })

  it('leave out the first 02:00 of autumn for good', async () => {
    const { rows } = await simulatorAt('2025-10-28T09:50:00Z')
    const night = await rows('eco2mix-regional-tr', {
      where:
        "date_heure >= date'2025-10-25T23:00:00Z' AND date_heure < date'2025-10-26T03:00:00Z' AND code_insee_region = '11'",
    })
    const instants = night.map(row => String(row.date_heure).slice(11, 16)).toSorted()
    expect(instants).toHaveLength(12)
    expect(instants.filter(instant => instant.startsWith('00:'))).toEqual([])
  })
})

describe('vintages', () => {
  it('are consolidated for last year and definitive before', async () => {
    const { rows } = await simulatorAt(NOW)
    const naturesOf = async (from: string, to: string) =>
      new Set((await rows('eco2mix-regional-cons-def', between(from, to))).map(row => row.nature))
    expect(await naturesOf('2024-12-31T00:00:00Z', '2024-12-31T01:00:00Z')).toEqual(
      new Set(['Données définitives']),
    )
    expect(await naturesOf('2025-01-01T00:00:00Z', '2025-01-01T01:00:00Z')).toEqual(
      new Set(['Données consolidées']),
    )
  })

  const measuresOf = (rows: readonly Row[], name: string) =>
    new Map(rows.filter(isValued).map(row => [keyOf(row), Number(row[name])]))
  const revisionOf = (before: Map<string, number>, after: Map<string, number>) => {
    const pairs = [...after].flatMap(([key, value]) => {
      const old = before.get(key)
      return old === undefined ? [] : [[old, value] as const]
    })
    const total = pairs.reduce((sum, [, value]) => sum + value, 0)
    return {
      count: pairs.length,
      error: pairs.reduce((sum, [old, value]) => sum + Math.abs(value - old), 0) / total,
      same: pairs.filter(([old, value]) => old === value).length / pairs.length,
    }
  }

  it('differ as published: some per cent from real time, some per mille a year later', async () => {
    const week = between('2025-06-10T00:00:00Z', '2025-06-17T00:00:00Z')
    const trial = await simulatorAt('2025-06-20T09:50:00Z')
    const live = await trial.rows('eco2mix-regional-tr', week)
    trial.at('2026-06-20T09:50:00Z')
    const settled = await trial.rows('eco2mix-regional-cons-def', week)
    trial.at('2027-06-20T09:50:00Z')
    const definitive = await trial.rows('eco2mix-regional-cons-def', week)

    const early = revisionOf(measuresOf(live, 'consommation'), measuresOf(settled, 'consommation'))
    expect(early.count).toBe(12 * 48 * 7)
    expect(early.error).toBeGreaterThan(0.02)
    expect(early.error).toBeLessThan(0.08)
    const late = revisionOf(measuresOf(settled, 'consommation'), measuresOf(definitive, 'consommation'))
    expect(late.error).toBeGreaterThan(0.001)
    expect(late.error).toBeLessThan(0.003)
    expect(late.same).toBeLessThan(0.2)
    const sun = revisionOf(measuresOf(settled, 'solaire'), measuresOf(definitive, 'solaire'))
    expect(sun.error).toBeGreaterThan(0.05)
    expect(sun.error).toBeLessThan(0.1)
  })
})
