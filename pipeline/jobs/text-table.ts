/** A table in plain text, for a terminal. */

/** Columns as wide as their widest cell, the last one as it is. */
export function toTable(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map(line => line[column]?.length ?? 0)),
  )
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0)
  return lines.map(line => `${line.map(pad).join('  ').trimEnd()}\n`).join('')
}
