/**
 * The part of ODSQL's `where` that people use on these datasets: comparisons of `date_heure` with a date,
 * equality and IN on texts, comparisons of numbers, IS (NOT) NULL; all joined by AND.
 */
import { startOfLocalDay } from '../../paris-clock.ts'
import type { Column, DatedRow, TimeZone } from './column.ts'
import { malformed } from './rejected-query.ts'

export interface Filter<Row> {
  /** Epoch seconds, half-open: no row outside can match. */
  readonly from: number
  readonly to: number
  readonly matches: (row: Row) => boolean
}

type Test<Row> = (row: Row) => boolean
type Operator = '>=' | '<=' | '!=' | '=' | '<' | '>'

const COMPARE: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '!=': (a, b) => a !== b,
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
}

const TEXT = `(?:'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*")`
const OPERATOR = '(>=|<=|!=|=|<|>)'
const TERMS = {
  date: new RegExp(`^(\\w+)\\s*${OPERATOR}\\s*date\\s*(${TEXT})$`, 'i'),
  text: new RegExp(`^(\\w+)\\s*(=|!=)\\s*(${TEXT})$`),
  number: new RegExp(`^(\\w+)\\s*${OPERATOR}\\s*(-?\\d+(?:\\.\\d+)?)$`),
  in: new RegExp(`^(\\w+)\\s+IN\\s*\\(\\s*(${TEXT}(?:\\s*,\\s*${TEXT})*)\\s*\\)$`, 'i'),
  isNull: /^(\w+)\s+IS\s+(NOT\s+)?NULL$/i,
}

/** @throws RejectedQueryError when it is not understood. */
export function parseWhere<Row extends DatedRow>(
  where: string | undefined,
  columns: readonly Column<Row>[],
  zone: TimeZone,
): Filter<Row> {
  const parts = where?.trim() ? splitByAnd(where.trim()) : []
  const terms = parts.map(part => toTerm(part, columns, zone))
  return {
    from: Math.max(...terms.map(term => term.from), Number.NEGATIVE_INFINITY),
    to: Math.min(...terms.map(term => term.to), Number.POSITIVE_INFINITY),
    matches: row => terms.every(term => term.matches(row)),
  }
}

/** At each AND outside quotes. */
function splitByAnd(where: string): string[] {
  const pieces = where.match(new RegExp(`${TEXT}|\\bAND\\b|[^'"]`, 'gi')) ?? []
  const parts = ['']
  for (const piece of pieces) {
    if (/^and$/i.test(piece)) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${piece}`)
  }
  return parts.map(part => part.trim())
}

function toTerm<Row extends DatedRow>(
  part: string,
  columns: readonly Column<Row>[],
  zone: TimeZone,
): Filter<Row> {
  const columnOf = (name = '') => {
    const column = columns.find(candidate => candidate.name === name)
    if (column) return column
    throw malformed(`Unknown field: ${name}`, 'where')
  }
  const always = (matches: Test<Row>): Filter<Row> => ({ from: -Infinity, to: Infinity, matches })

  const date = TERMS.date.exec(part)
  if (date) return dateTerm(columnOf(date[1]).name, operatorOf(date[2]), unquoted(date[3]), zone)

  const text = TERMS.text.exec(part)
  if (text) {
    const { read } = columnOf(text[1])
    const wanted = unquoted(text[3])
    return always(row => (read(row) === wanted) === (text[2] === '='))
  }
  const among = TERMS.in.exec(part)
  if (among) {
    const { read } = columnOf(among[1])
    const wanted = new Set(among[2]?.match(new RegExp(TEXT, 'g'))?.map(unquoted))
    return always(row => wanted.has(String(read(row))))
  }
  const isNull = TERMS.isNull.exec(part)
  if (isNull) {
    const { read } = columnOf(isNull[1])
    return always(row => (read(row) === null) === (isNull[2] === undefined))
  }
  const number = TERMS.number.exec(part)
  if (number) {
    const { read } = columnOf(number[1])
    const compare = COMPARE[operatorOf(number[2])]
    return always(row => {
      const cell = read(row)
      return cell !== null && compare(Number(cell), Number(number[3]))
    })
  }
  throw malformed(`Unexpected expression ${JSON.stringify(part)}`, 'where')
}

function dateTerm<Row extends DatedRow>(
  name: string,
  operator: Operator,
  date: string,
  zone: TimeZone,
): Filter<Row> {
  if (name !== 'date_heure') throw malformed(`${name} is not a date field`, 'where')
  const at = toSeconds(date, zone)
  const compare = COMPARE[operator]
  return {
    from: operator === '>=' || operator === '>' || operator === '=' ? at : -Infinity,
    to: operator === '<' ? at : operator === '<=' || operator === '=' ? at + 1 : Infinity,
    matches: row => compare(row.time_key * 900, at),
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** A date without a zone is one of the zone asked for. */
function toSeconds(date: string, zone: TimeZone): number {
  const seconds = Date.parse(/[Z+]|-\d{2}:?\d{2}$/.test(date.slice(10)) ? date : utcOf(date)) / 1000
  if (!ISO.test(date) || Number.isNaN(seconds))
    throw malformed(`invalid date ${JSON.stringify(date)}`, 'where')
  const isLocal = zone === 'Europe/Paris' && !/[Z+]|-\d{2}:?\d{2}$/.test(date.slice(10))
  if (!isLocal) return seconds
  const day = Math.floor(seconds / 86_400)
  return startOfLocalDay(day) + (seconds - day * 86_400)
}

const utcOf = (date: string): string => (date.length === 10 ? date : `${date}Z`)

function operatorOf(text = ''): Operator {
  if (Object.hasOwn(COMPARE, text)) return text as Operator
  throw malformed(`Unexpected operator ${JSON.stringify(text)}`, 'where')
}

function unquoted(text = ''): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1')
}
