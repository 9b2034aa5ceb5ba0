/** What the privacy guard found: where and in how many rows, never a value. */
import { foldName } from '../catalog/fold-name.ts'
import { type PersonalName, personalNameIn } from '../catalog/personal-data.ts'

export interface Finding {
  /** In words, such as `column 3`. */
  readonly column: string
  readonly fault: string
  readonly rows: number
}

/** A column or key whose name says enough. Told by the declared name: the publisher's may hold more than that. */
export const nameFinding = (column: string, { words, reason }: PersonalName, rows: number): Finding => ({
  column: `${column} « ${words} »`,
  fault: reason,
  rows,
})

const POINT_FAULT = 'holds 14-digit delivery points'

/** One finding for each column of those that values were found in, one entry for each row. */
export function pointFindings(columns: readonly string[]): readonly Finding[] {
  return [...Map.groupBy(columns, column => column)].map(([column, rows]) => ({
    column: labelOf(column),
    fault: POINT_FAULT,
    rows: rows.length,
  }))
}

/** A name as published goes into a message only when it can be nothing but a name. */
export function labelOf(name: string): string {
  const folded = foldName(personalNameIn(name)?.words ?? name)
  return folded === '' || /\d{5}/.test(folded) || folded.length > 40 ? 'a column' : `column « ${folded} »`
}
