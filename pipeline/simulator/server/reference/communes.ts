/**
 * `communes.json` of the register of communes: some hundred invented communes whose populations add up to
 * those of the regions. As in the register, entries of four types are mixed: whoever adds up all of them
 * counts the districts of the large cities twice.
 */
import { REGIONS } from '../../../catalog/regions.ts'
import type { Hits } from '../faults/fault-board.ts'

export interface Commune {
  readonly code: string
  readonly nom: string
  readonly type: 'commune-actuelle' | 'commune-deleguee' | 'commune-associee' | 'arrondissement-municipal'
  readonly region: string
  readonly zone: 'metro' | 'drom' | 'com'
  readonly departement: string
  readonly population?: number
  readonly [more: string]: unknown
}

interface RegisterRegion {
  readonly code: string
  readonly name: string
  readonly zone: Commune['zone']
  readonly departement: string
  readonly population: number
}

const DEPARTEMENTS: Readonly<Record<string, string>> = {
  '11': '75',
  '24': '45',
  '27': '21',
  '28': '76',
  '32': '59',
  '44': '67',
  '52': '44',
  '53': '35',
  '75': '33',
  '76': '31',
  '84': '69',
  '93': '13',
}

/** In the register, not in the feeds of electricity. */
const OTHERS: readonly RegisterRegion[] = [
  { code: '01', name: 'Guadeloupe', zone: 'drom', departement: '971', population: 384_160 },
  { code: '02', name: 'Martinique', zone: 'drom', departement: '972', population: 360_630 },
  { code: '03', name: 'Guyane', zone: 'drom', departement: '973', population: 293_996 },
  { code: '04', name: 'La Réunion', zone: 'drom', departement: '974', population: 889_679 },
  { code: '06', name: 'Mayotte', zone: 'drom', departement: '976', population: 256_518 },
  { code: '94', name: 'Corse', zone: 'metro', departement: '2A', population: 355_486 },
  { code: '975', name: 'Saint-Pierre-et-Miquelon', zone: 'com', departement: '975', population: 5_790 },
]

const REGISTER: readonly RegisterRegion[] = [
  ...REGIONS.map(({ region_code, region_name, population }) => ({
    code: region_code,
    name: region_name,
    zone: 'metro' as const,
    departement: DEPARTEMENTS[region_code] ?? '99',
    population,
  })),
  ...OTHERS,
]

const COMMUNES_PER_REGION = 24
/** Regions whose largest city is cut into districts. */
const REGIONS_WITH_DISTRICTS = new Set(['11', '84', '93'])
const DISTRICTS = 5

export function communesJson(hits: Hits): string {
  if (hits.has('empty')) return '[]'
  if (hits.has('wrong-dataset')) return linesOf(REGISTER.map(toRegion))
  const communes: readonly object[] = REGISTER.flatMap(communesOf)
  return linesOf(communes.map((commune, index) => broken(commune, index, hits)))
}

function communesOf(region: RegisterRegion): Commune[] {
  const populations = shares(region.population, COMMUNES_PER_REGION)
  const current = populations.map((population, index) => ({
    ...entryOf(region, index, 'commune-actuelle'),
    rangChefLieu: index === 0 ? 4 : 0,
    siren: `0000${codeOf(region, index)}`,
    codesPostaux: [`${region.departement.slice(0, 2)}000`],
    population,
  }))
  const merged = [1, 2].map(index => ({
    ...entryOf(region, index, 'commune-deleguee'),
    chefLieu: codeOf(region, index),
  }))
  const joined = [{ ...entryOf(region, 3, 'commune-associee'), chefLieu: codeOf(region, 4) }]
  const districts = REGIONS_WITH_DISTRICTS.has(region.code) ? districtsOf(region, populations[0] ?? 0) : []
  return [...current, ...merged, ...joined, ...districts]
}

function districtsOf(region: RegisterRegion, population: number): Commune[] {
  return shares(population, DISTRICTS).map((inhabitants, index) => ({
    ...entryOf(region, 200 + index, 'arrondissement-municipal'),
    nom: `${nameOf(region, 0)} ${index + 1}e Arrondissement`,
    commune: codeOf(region, 0),
    codesPostaux: [`${region.departement.slice(0, 2)}00${index + 1}`],
    population: inhabitants,
  }))
}

function entryOf(region: RegisterRegion, index: number, type: Commune['type']) {
  return {
    code: codeOf(region, index),
    nom: nameOf(region, index),
    typeLiaison: 0,
    zone: region.zone,
    arrondissement: `${region.departement}1`,
    departement: region.departement,
    region: region.code,
    type,
  }
}

const codeOf = ({ departement }: RegisterRegion, index: number): string =>
  `${departement}${String(index + 1).padStart(5 - departement.length, '0')}`

const nameOf = ({ name }: RegisterRegion, index: number): string => `${name}-Simulée-${index + 1}`

/** Whole numbers that add up: half of the rest, again and again. */
function shares(whole: number, count: number): number[] {
  const parts: number[] = []
  let rest = whole
  for (let left = count; left > 1; left--) {
    const part = Math.round(rest * Math.max(1 / left, 0.15))
    parts.push(part)
    rest -= part
  }
  return [...parts, rest]
}

const toRegion = ({ code, name, zone }: RegisterRegion) => ({
  code,
  chefLieu: `${code}001`,
  nom: name,
  typeLiaison: 0,
  zone,
})

function broken(commune: object, index: number, hits: Hits): object {
  let entry: Record<string, unknown> = { ...commune }
  const drift = hits.get('schema-drift')
  if (hits.has('absurd-values') && index % 7 === 0 && typeof entry.population === 'number') {
    entry.population = index % 2 === 0 ? -entry.population : entry.population * 1_000
  }
  if (hits.has('string-numbers') && typeof entry.population === 'number') {
    entry.population = index % 11 === 0 ? 'ND' : entry.population.toLocaleString('fr-FR')
  }
  if (drift) {
    entry = { ...entry, superficie: null }
    if (drift.parameters.severity === 'severe') {
      entry.population_municipale = entry.population
      delete entry.population
    }
  }
  if (hits.has('meter-level')) entry.point_de_livraison = String(index).padStart(14, '0')
  return entry
}

/** One entry a line, as the register prints it. */
function linesOf(entries: readonly object[]): string {
  return `[\n${entries.map(entry => JSON.stringify(entry)).join(',\n')}\n]\n`
}
