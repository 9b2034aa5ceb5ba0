/** `/records`: one page of at most 100 rows, with the count of all. */
import { type Answer, jsonAnswer } from '../answer.ts'
import { jsonWriter } from './cells.ts'
import type { Column, DatedRow } from './column.ts'
import { parseCount } from './query.ts'
import { malformed, RejectedQueryError } from './rejected-query.ts'
import { daysAskedFor, rowsOfDay, type Source, scattered } from './rows.ts'

const MOST_PAGED = 10_000

export interface Page {
  readonly limit: number
  readonly offset: number
  readonly order: 'none' | 'asc' | 'desc'
}

/** @throws RejectedQueryError */
export function parsePage(parameters: URLSearchParams): Page {
  const limit = parseCount(parameters, 'limit', { usual: 10, least: -1, most: 100 })
  const offset = parseCount(parameters, 'offset', { usual: 0, least: 0, most: MOST_PAGED })
  const rows = limit === -1 ? 100 : limit
  if (offset + rows > MOST_PAGED) {
    throw new RejectedQueryError(
      'InvalidRESTParameterError',
      `Invalid value for sum of offset + limit API parameter: ${offset + rows} was found but <= ${MOST_PAGED} is expected.`,
    )
  }
  return { limit: rows, offset, order: parseOrder(parameters.get('order_by')) }
}

function parseOrder(orderBy: string | null): Page['order'] {
  if (!orderBy) return 'none'
  const [, direction] =
    /^-?\s*date_heure(?:\s+(asc|desc))?(?:\s*,\s*code_insee_region)?$/i.exec(orderBy) ?? []
  if (direction === undefined && !/^-?\s*date_heure/.test(orderBy)) {
    throw malformed(`Unexpected expression ${JSON.stringify(orderBy)}`, 'order_by')
  }
  return direction?.toLowerCase() === 'desc' || orderBy.startsWith('-') ? 'desc' : 'asc'
}

export function pageOfRecords<Row extends DatedRow>(
  source: Source<Row>,
  columns: readonly Column<Row>[],
  { limit, offset, order }: Page,
): Answer {
  const found: Row[] = []
  let count = 0
  for (const day of inOrder(daysAskedFor(source), order)) {
    const rows = rowsOfDay(source, day)
    if (count < offset + limit && count + rows.length > offset) {
      const start = Math.max(0, offset - count)
      found.push(...sorted(rows, order).slice(start, start + limit - found.length))
    }
    count += rows.length
  }
  const write = jsonWriter(columns)
  const { status, type } = jsonAnswer(200, null)
  return { status, type, body: `{"total_count":${count},"results":[${found.map(write).join(',')}]}` }
}

function inOrder<Thing>(things: Thing[], order: Page['order']): Thing[] {
  if (order === 'none') return scattered(things)
  return order === 'asc' ? things : things.toReversed()
}

function sorted<Row extends DatedRow>(rows: Row[], order: Page['order']): Row[] {
  if (order === 'none') return scattered(rows)
  const sign = order === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => sign * (a.time_key - b.time_key))
}
