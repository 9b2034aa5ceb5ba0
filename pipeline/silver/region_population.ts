/**
 * Silver table `region_population`: how many people live in each region, as a register of communes tells.
 *
 * From: bronze `region-register`, the array of all communes
 * Key:  region_code, first_seen_at
 *
 * The register mixes communes of today with delegated and associated ones and with arrondissements, whose
 * people are counted in the former already: only `commune-actuelle` counts. Corsica and overseas are left out.
 */
import { z } from 'zod'
import { REFERENCE_TOLERANCE } from '../catalog/reference-figures.ts'
import { REGION_CODES } from '../catalog/regions.ts'
import { type DocumentTable, type Refusal, UnreadableDocumentError } from './document-table.ts'
import { parseJson } from './parse-json.ts'
import { type Figure, judgeFigures } from './reference-figures.ts'

/** Figures are judged one by one: a mistake in one of thirty-five thousand communes is told, and not fatal. */
const Register = z
  .array(z.object({ type: z.string(), region: z.string().optional(), population: z.unknown().optional() }))
  .min(1)

interface Commune {
  readonly source_row: number
  readonly region_code: string
  readonly population: unknown
}

export const regionPopulation: DocumentTable = {
  name: 'region_population',
  partition: `printf('year=%d', year(first_seen_at))`,

  read(_, text) {
    const entries = entriesOf(text)
    const communes = entries.flatMap(({ type, region = '', population }, index): Commune[] =>
      type === 'commune-actuelle' && REGION_CODES.includes(region)
        ? [{ source_row: index + 1, region_code: region, population: population ?? null }]
        : [],
    )
    if (communes.length === 0) {
      throw new UnreadableDocumentError(`${entries.length} entries, none of a commune of our regions`)
    }
    const told = communes.filter(({ population }) => population !== null)
    const counted = told.filter(({ population }) => isCount(population))
    const { accepted, refusals } = judgeFigures(
      sumsByRegion(counted),
      'population',
      REFERENCE_TOLERANCE.population_ratio,
    )
    return {
      rows: accepted.map(({ region_code, value, source_row }) => ({
        region_code,
        population: value,
        commune_count: counted.filter(commune => commune.region_code === region_code).length,
        source_row,
      })),
      refusals: [...told.filter(commune => !counted.includes(commune)).map(refusalOf), ...refusals],
      rows_read: entries.length,
      rows_loaded: counted.length,
      unknown_columns: [],
      newest_measured_utc: null,
    }
  },
}

function entriesOf(text: string): z.infer<typeof Register> {
  const parsed = Register.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UnreadableDocumentError(`register of communes: ${issue?.path.join('.')}: ${issue?.message}`)
}

const isCount = (population: unknown): population is number =>
  typeof population === 'number' && Number.isInteger(population) && population >= 0

function sumsByRegion(communes: readonly Commune[]): readonly Figure[] {
  return [...Map.groupBy(communes, ({ region_code }) => region_code)].map(([region_code, own]) => ({
    region_code,
    value: own.reduce((sum, { population }) => sum + (isCount(population) ? population : 0), 0),
    source_row: own[0]?.source_row ?? 0,
  }))
}

const refusalOf = ({ source_row, region_code, population }: Commune): Refusal => ({
  source_row,
  scope: 'row',
  region_code,
  time_key: null,
  column_name: null,
  raw_value: JSON.stringify({ population }),
  reason_code: 'not_a_number',
})
