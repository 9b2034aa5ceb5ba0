/**
 * Query parameters, each with the sentence that says what it expects: shown in the documentation and
 * answered when a value doesn't fit.
 */
import { z } from 'zod'
import { ENERGY_TYPES } from '../pipeline/catalog/energy-types.ts'
import { AREA_CODES, FORECAST_QUANTITIES, HORIZONS, NATIONAL_AREA } from '../pipeline/catalog/forecasting.ts'
import { REGION_CODES } from '../pipeline/catalog/regions.ts'
import { STEPS } from '../pipeline/gold/queries/step.ts'
import { toInstant } from './instant.ts'
import { invalidParameters, type ParameterError } from './problem.ts'

const REGION = 'an INSEE region code'
const REGIONS = `${REGION}, or several separated by commas, of ${REGION_CODES.join(', ')}`
const INSTANT =
  'a day YYYY-MM-DD (from midnight in Paris) or an ISO 8601 date-time with its offset, of the years 0001 to 9999 in Paris, as in 2024-10-27T02:00:00+01:00 or 2024-10-27T01:00:00Z'
const STEP = `one of ${STEPS.join(', ')}`
const TYPES = ENERGY_TYPES.map(type => type.energy_type_code)
const LIMIT = 'a whole number from 1 to 50000'
const anyRegion = `(${REGION_CODES.join('|')})`

export const regionList = z
  .string(REGIONS)
  .regex(new RegExp(`^${anyRegion}(,${anyRegion})*$`), REGIONS)
  .meta({ description: `Regions: ${REGIONS}. Absent: all.`, examples: ['53', '11,84,93'] })
  .transform(codes => [...new Set(codes.split(','))].sort())
  .optional()

const AREA = `an INSEE region code or ${NATIONAL_AREA} for the country`
const AREAS = `${AREA}, or several separated by commas, of ${AREA_CODES.join(', ')}`
const anyArea = `(${AREA_CODES.join('|')})`

/** Regions and the country, in the order of their codes. */
export const areaList = z
  .string(AREAS)
  .regex(new RegExp(`^${anyArea}(,${anyArea})*$`), AREAS)
  .meta({ description: `Areas: ${AREAS}. Absent: all.`, examples: ['53', '53,FR'] })
  .transform(codes => [...new Set(codes.split(','))].sort())
  .optional()

export const oneRegion = z
  .enum(REGION_CODES, `${REGION} of ${REGION_CODES.join(', ')}`)
  .meta({ description: `Region: ${REGION}.`, examples: ['53'] })

/** @param description what the instant bounds. */
export const instant = (description: string, example: string) =>
  z
    .string(INSTANT)
    .meta({
      description: `${description}: ${INSTANT}.`,
      anyOf: [{ format: 'date' }, { format: 'date-time' }],
      examples: [example],
    })
    .transform((value, check) => {
      const instant = toInstant(value)
      if (instant !== undefined) return instant
      check.addIssue({ code: 'custom', message: INSTANT })
      return z.NEVER
    })

const DAY = 'a day YYYY-MM-DD of the Paris calendar, of the years 0001 to 9999'

/** @param description what the day bounds. */
export const day = (description: string, example: string) =>
  z.iso
    .date(DAY)
    .refine(value => value >= '0001-01-01', DAY)
    .meta({ description: `${description}: ${DAY}.`, examples: [example] })

const QUANTITIES = `one of ${FORECAST_QUANTITIES.join(', ')}`

export const quantity = z.enum(FORECAST_QUANTITIES, QUANTITIES).meta({
  description: 'What is forecast. residual_load: consumption − wind − solar.',
  examples: ['residual_load'],
})

const HORIZON_CODES = HORIZONS.map(({ horizon_code }) => horizon_code)

export const horizon = z.enum(HORIZON_CODES, `one of ${HORIZON_CODES.join(', ')}`).meta({
  description: `How far ahead was looked: ${HORIZONS.map(({ horizon_code, name_en }) => `${horizon_code} (${name_en})`).join(', ')}. Absent: all.`,
  examples: ['h06_24'],
})

export const step = z
  .enum(STEPS, STEP)
  .default('PT15M')
  .meta({
    description:
      'Step. PT15M is the resolution of the publisher: half-hourly values stay half-hourly, with step_minutes 30. Days, months and years are those of the Paris calendar.',
    examples: ['PT1H'],
  })

export const energyType = z
  .enum(TYPES, `one of ${TYPES.join(', ')}`)
  .meta({ description: 'Energy type.', examples: ['nuclear'] })

export const limit = z
  .string(LIMIT)
  .refine(value => /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 50_000, LIMIT)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: 50_000,
    default: 10_000,
    description: 'Most rows in one answer. The rest follows with cursor.',
    examples: [1000],
  })
  .transform(Number)
  .default(10_000)

export const cursor = z
  .string()
  .max(1000, 'meta.next_cursor of the answer before')
  .meta({
    description:
      'meta.next_cursor of the answer before, to go on where it ended; all other parameters stay as they were.',
  })
  .optional()

/**
 * Parse a query string. `+` is itself, not a space: it stands in offsets, and no parameter has spaces.
 *
 * @param inPath fields of the query that were given in the path.
 * @throws ProblemError 400 that names each parameter that doesn't fit.
 */
export function parseQuery<Query extends z.ZodObject>(
  query: Query,
  queryString: string,
  inPath: Readonly<Record<string, string>> = {},
): z.output<Query> {
  const given = new URLSearchParams(queryString.replaceAll('+', '%2B'))
  const known = Object.keys(query.shape).filter(name => !(name in inPath))
  const errors = unexpected(given, known)
  const parsed = query.safeParse({ ...Object.fromEntries(given), ...inPath })
  if (parsed.success && errors.length === 0) return parsed.data
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') continue
    const parameter = String(issue.path[0])
    if (errors.some(error => error.parameter === parameter)) continue
    const value = given.get(parameter)
    const expected = value === null ? `to be given: ${issue.message}` : issue.message
    errors.push({ parameter, value: value ?? '', expected })
  }
  throw invalidParameters(errors)
}

/** Parameters that are not known, or given more than once. */
function unexpected(given: URLSearchParams, known: readonly string[]): ParameterError[] {
  const errors: ParameterError[] = []
  for (const parameter of new Set(given.keys())) {
    const values = given.getAll(parameter)
    const value = values.join(' and ')
    if (!known.includes(parameter)) {
      const expected = known.length === 0 ? 'no parameters' : `only ${known.join(', ')}`
      errors.push({ parameter, value, expected })
    } else if (values.length > 1) errors.push({ parameter, value, expected: 'to be given once' })
  }
  return errors
}
