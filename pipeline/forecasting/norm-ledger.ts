/**
 * The ledger of tension norms: `gold/forecasting/norms/YYYY-MM.json.gz`, one file for each month, written once. An index
 * that was told is told again, whatever was learnt since.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { AREA_CODES, NORM_DAY_TYPES, NORM_PERCENTS } from '../catalog/forecasting.ts'
import type { TensionNormRow } from '../gold/tension_norm.ts'
import type { ObjectStore } from '../lake/object-store.ts'

const FOLDER = 'gold/forecasting/norms/'
const SUFFIX = '.json.gz'

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

const Cell = z.object({
  area_code: z.enum(AREA_CODES),
  local_hour: z.int().min(0).max(23),
  day_type: z.enum(NORM_DAY_TYPES),
  history_from: z.iso.date(),
  /** Exclusive. */
  history_to: z.iso.date(),
  day_count: z.int().positive(),
  usual_exchange_mw: z.number(),
  percentiles_mw: z.array(z.number()).length(NORM_PERCENTS.length),
})

/** What the file of a month holds. */
const MonthlyNorm = z.object({
  norm_month: month,
  made_at: z.iso.datetime(),
  /** Of the percentiles, so that the file speaks for itself. */
  percents: z.array(z.number()),
  cells: z.array(Cell),
})
export type MonthlyNorm = Readonly<z.infer<typeof MonthlyNorm>>
export type NormCell = Readonly<z.infer<typeof Cell>>

/** Months that have a norm, YYYY-MM, in order. */
export async function listNormMonths(lake: ObjectStore): Promise<readonly string[]> {
  const keys = await lake.list(FOLDER)
  return keys.map(key => key.slice(FOLDER.length, -SUFFIX.length))
}

/** Write the norm of a month, unless it has one. @returns whether it was written: who comes second changes nothing. */
export async function writeNormOnce(lake: ObjectStore, norm: MonthlyNorm): Promise<boolean> {
  const bytes = await promisify(gzip)(`${JSON.stringify(norm)}\n`)
  return lake.create(keyOf(norm.norm_month), bytes)
}

/** @throws ObjectNotFoundError when the month has none, ZodError naming what does not fit when the file is none of ours. */
export async function readNorm(lake: ObjectStore, normMonth: string): Promise<MonthlyNorm> {
  const text = (await promisify(gunzip)(await lake.read(keyOf(normMonth)))).toString()
  return MonthlyNorm.parse(JSON.parse(text))
}

/** Rows of gold. */
export const rowsOf = ({ norm_month, made_at, cells }: MonthlyNorm): readonly TensionNormRow[] =>
  cells.map(cell => ({ ...cell, norm_month, made_at }))

const keyOf = (normMonth: string): string => `${FOLDER}${normMonth}${SUFFIX}`
