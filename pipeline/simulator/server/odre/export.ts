/** `/exports/json` and `/exports/csv`: everything that matches, streamed day by day. */
import { type Answer, JSON_TYPE } from '../answer.ts'
import { csvWriter, jsonWriter } from './cells.ts'
import type { Column, DatedRow } from './column.ts'
import { daysAskedFor, rowsOfDay, type Source, scattered } from './rows.ts'

export function exportJson<Row extends DatedRow>(
  source: Source<Row>,
  columns: readonly Column<Row>[],
): Answer {
  return { status: 200, type: JSON_TYPE, body: jsonPieces(source, columns) }
}

function* jsonPieces<Row extends DatedRow>(source: Source<Row>, columns: readonly Column<Row>[]) {
  const write = jsonWriter(columns)
  let separator = '['
  for (const day of scattered(daysAskedFor(source))) {
    let piece = ''
    for (const row of scattered(rowsOfDay(source, day))) {
      piece += separator + write(row)
      separator = ',\n'
    }
    if (piece) yield piece
  }
  yield separator === '[' ? '[]' : ']'
}

export function exportCsv<Row extends DatedRow>(
  source: Source<Row>,
  columns: readonly Column<Row>[],
  layout: { readonly delimiter: string; readonly hasLabels: boolean; readonly hasBom: boolean },
): Answer {
  return { status: 200, type: 'text/csv; charset=utf-8', body: csvPieces(source, columns, layout) }
}

function* csvPieces<Row extends DatedRow>(
  source: Source<Row>,
  columns: readonly Column<Row>[],
  layout: { readonly delimiter: string; readonly hasLabels: boolean; readonly hasBom: boolean },
) {
  const write = csvWriter(columns, layout.delimiter)
  const heads = columns.map(({ name, label }) => (layout.hasLabels ? label : name))
  yield `${layout.hasBom ? '\ufeff' : ''}${heads.join(layout.delimiter)}\r\n`
  for (const day of scattered(daysAskedFor(source))) {
    const piece = scattered(rowsOfDay(source, day)).map(row => `${write(row)}\r\n`)
    if (piece.length > 0) yield piece.join('')
  }
}
