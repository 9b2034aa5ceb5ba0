import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../../catalog/regions.ts'
import { simulatorAt } from '../trial.ts'
import type { Commune } from './communes.ts'

const NOW = '2026-08-27T09:50:00Z'

describe('the register of communes', () => {
  const communesOf = async () => {
    const { get } = await simulatorAt(NOW)
    const communes: Commune[] = await (await get('/communes.json')).json()
    return communes
  }
  const sumOf = (communes: readonly Commune[]) =>
    communes.reduce((sum, { population }) => sum + (population ?? 0), 0)

  it('adds up to the population of each region over its current communes', async () => {
    const current = (await communesOf()).filter(commune => commune.type === 'commune-actuelle')
    for (const { region_code, population } of REGIONS) {
      expect(sumOf(current.filter(commune => commune.region === region_code)), region_code).toBe(population)
    }
    const others = new Set(
      current
        .map(commune => commune.region)
        .filter(code => !REGIONS.some(region => region.region_code === code)),
    )
    expect(others).toEqual(new Set(['01', '02', '03', '04', '06', '94', '975']))
  })

  it('counts more for whoever adds up all types', async () => {
    const all = (await communesOf()).filter(commune => commune.region === '11')
    expect(sumOf(all)).toBeGreaterThan(12_463_067)
    expect(new Set(all.map(commune => commune.type)).size).toBe(4)
  })

  it('names no place that exists', async () => {
    const communes = await communesOf()
    expect(communes.length).toBeGreaterThan(300)
    expect(communes.every(commune => commune.nom.includes('Simulée'))).toBe(true)
  })
})

describe('the page of areas', () => {
  it('has one table with the regions among others, as untidy as the real one', async () => {
    const { get } = await simulatorAt(NOW)
    const page = load(await (await get('/wiki/Regions_of_France')).text())
    expect(page('table')).toHaveLength(3)
    const rows = page('table.wikitable tr')
      .toArray()
      .slice(1)
      .map(row =>
        page(row)
          .find('td')
          .toArray()
          .map(cell => page(cell).text()),
      )
    expect(rows).toHaveLength(18)
    const named = new Map(rows.map(row => [row[1], row[3]]))
    expect(named.get('Brittany')).toBe('27\u00a0208')
    expect(named.get('Normandy')).toBe('29,906')
    expect(named.get('Centre-Val de Loire[2]')).toBe('39\u00a0151')
    expect(named.get('Mayotte')).toBe('374')
  })
})

describe('conditional requests', () => {
  it.each(['/communes.json', '/wiki/Regions_of_France'])(
    'spare the body of %s when it has not changed',
    async path => {
      const { get, faults } = await simulatorAt(NOW)
      const first = await get(path)
      const [tag, modified] = [first.headers.get('ETag') ?? '', first.headers.get('Last-Modified') ?? '']
      const byTag = await get(path, { 'If-None-Match': tag })
      const byDate = await get(path, { 'If-Modified-Since': modified })
      expect([byTag.status, await byTag.text()]).toEqual([304, ''])
      expect(byDate.status).toBe(304)
      expect((await get(path, { 'If-None-Match': '"other"' })).status).toBe(200)
      faults.switchOn('absurd-values')
      expect((await get(path, { 'If-None-Match': tag })).status).toBe(200)
    },
  )
})
