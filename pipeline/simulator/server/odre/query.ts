/** What a request to an ODRÉ dataset asks for. */
import type { Column, DatedRow, TimeZone } from './column.ts'
import { malformed, RejectedQueryError } from './rejected-query.ts'
import { type Filter, parseWhere } from './where.ts'

export interface Query<Row> {
  readonly zone: TimeZone
  readonly filter: Filter<Row>
  /** Those selected, in the order asked for. */
  readonly columns: readonly Column<Row>[]
}

/** @throws RejectedQueryError */
export function parseQuery<Row extends DatedRow>(
  parameters: URLSearchParams,
  columnsIn: (zone: TimeZone) => readonly Column<Row>[],
): Query<Row> {
  const zone = parseZone(parameters.get('timezone'))
  const columns = columnsIn(zone)
  const where = parameters.getAll('where').join(' AND ')
  const refined = parameters.getAll('refine').map(refineToWhere)
  return {
    zone,
    filter: parseWhere([where, ...refined].filter(Boolean).join(' AND '), columns, zone),
    columns: parseSelect(parameters.get('select'), columns),
  }
}

function parseZone(zone: string | null): TimeZone {
  if (zone === null || ['UTC', 'GMT', 'Etc/UTC'].includes(zone)) return 'UTC'
  if (zone === 'Europe/Paris') return zone
  throw new RejectedQueryError(
    'InvalidRESTParameterError',
    `Invalid value for timezone API parameter: ${zone} was found but UTC or Europe/Paris is expected.`,
  )
}

/** `date_heure:2026/08/27`, or a month or a year; any other field by its value. */
function refineToWhere(refine: string): string {
  const [, name = '', value = ''] = /^(\w+):"?([^"]*)"?$/.exec(refine) ?? []
  if (name !== 'date_heure') return `${name} = '${value.replace(/'/g, "\\'")}'`
  const [, year, month, day] = /^(\d{4})(?:\/(\d{2}))?(?:\/(\d{2}))?$/.exec(value) ?? []
  if (!year) throw malformed(`invalid value ${JSON.stringify(value)}`, 'refine')
  const start = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)))
  const end = new Date(start)
  if (day) end.setUTCDate(end.getUTCDate() + 1)
  else if (month) end.setUTCMonth(end.getUTCMonth() + 1)
  else end.setUTCFullYear(end.getUTCFullYear() + 1)
  const dateOf = (moment: Date) => moment.toISOString().slice(0, 10)
  return `date_heure >= date'${dateOf(start)}' AND date_heure < date'${dateOf(end)}'`
}

function parseSelect<Row>(select: string | null, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  if (!select || select.trim() === '*') return columns
  return select.split(',').map(part => {
    const column = columns.find(candidate => candidate.name === part.trim())
    if (column) return column
    throw malformed(`Unknown field: ${part.trim()}`, 'select')
  })
}

/** @throws RejectedQueryError when it is no whole number in the range. */
export function parseCount(
  parameters: URLSearchParams,
  name: string,
  { usual, least, most }: { usual: number; least: number; most: number },
): number {
  const given = parameters.get(name)
  const count = given === null ? usual : Number(given)
  if (Number.isInteger(count) && count >= least && count <= most) return count
  throw new RejectedQueryError(
    'InvalidRESTParameterError',
    `Invalid value for ${name} API parameter: ${given} was found but ${least} <= ${name} <= ${most} is expected.`,
  )
}
