/** How a row is printed: as a JSON object or as a line of CSV. */
import type { Column } from './column.ts'

export function jsonWriter<Row>(columns: readonly Column<Row>[]): (row: Row) => string {
  const printed = columns.map(({ name, as, read }, index) => ({
    head: `${index === 0 ? '{' : ','}"${name}":`,
    quote: as === 'text' ? '"' : '',
    read,
  }))
  return row => {
    let text = ''
    for (const { head, quote, read } of printed) {
      const cell = read(row)
      // No cell holds a quote or a backslash.
      text += cell === null ? `${head}null` : head + quote + cell + quote
    }
    return `${text}}`
  }
}

export function csvWriter<Row>(columns: readonly Column<Row>[], delimiter: string): (row: Row) => string {
  return row => columns.map(({ read }) => read(row) ?? '').join(delimiter)
}
