/** What surrounds the rows of every answer: `{ data, interval, meta }`. */
import { z } from 'zod'
import { type Licence, RTE_LICENCE } from '../pipeline/catalog/licences.ts'
import { WEATHER_MEASURES } from '../pipeline/catalog/weather-measures.ts'
import type { DataState, Watermark } from '../pipeline/gold/queries/data-state.ts'
import { timeKeyMs, toIso } from './instant.ts'

export const Interval = z
  .object({ from: z.iso.datetime(), to: z.iso.datetime() })
  .meta({ description: 'The range answered: from is in it, to is not.' })

export const Meta = z.object({
  is_simulated: z.boolean().meta({ description: 'true: invented data. Never true of published figures.' }),
  data_watermark: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'Start of the newest interval with a measured value.' }),
  attribution: z.string(),
  units: z.record(z.string(), z.string()).meta({ description: 'Unit of each field that has one.' }),
})

export const PageMeta = Meta.extend({
  next_cursor: z
    .string()
    .nullable()
    .meta({ description: 'Pass as cursor for the next page; null: no more.' }),
})

const as_of = z.iso.datetime().nullable().meta({
  description:
    'The data as it was known at this instant; data_watermark is then how far it reached. null: as it is known now.',
})

export const SeriesMeta = PageMeta.extend({ step: z.string(), as_of })

/** Of a series that has one step only. */
export const AsOfMeta = PageMeta.extend({ as_of })

/** @param licence of what is answered. */
export const attributionOf = (isSimulated: boolean, licence: Licence = RTE_LICENCE): string =>
  isSimulated ? 'simulated data' : licence.attribution

export const watermarkText = ({ watermark_key }: Watermark): string | null =>
  watermark_key === null ? null : toIso(timeKeyMs(watermark_key))

export const metaOf = (state: DataState, licence?: Licence) => ({
  is_simulated: state.is_simulated,
  data_watermark: watermarkText(state),
  attribution: attributionOf(state.is_simulated, licence),
})

const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['_mw', 'MW'],
  ['_mwh', 'MWh'],
  ['_ratio', '1'],
  ['_minutes', 'min'],
  ['_km2', 'km²'],
  ...WEATHER_MEASURES.map(({ column, unit }) => [column, unit] as const),
]

/** Units of a row's fields, by the ending of their names. */
export const unitsOf = (row: z.ZodObject): Record<string, string> =>
  Object.fromEntries(
    Object.keys(row.shape).flatMap(name =>
      UNITS.filter(([suffix]) => name.endsWith(suffix)).map(([, unit]) => [name, unit] as const),
    ),
  )
