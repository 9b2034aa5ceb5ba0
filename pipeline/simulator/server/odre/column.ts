/** What an ODRÉ dataset is made of: rows with an instant, and columns that read them. */
import { type DayNumber, toParisStamp, toUtcStamp } from '../../paris-clock.ts'
import type { SimulatedFeed } from '../simulated-feeds.ts'
import type { FeedView } from './feed-view.ts'

/** What a row must have to be found by its instant. */
export interface DatedRow {
  /** Local, as printed. */
  readonly date: string
  readonly heure: string
  /** The instant the publisher stamps on the row. */
  readonly time_key: number
}

export type Cell = string | number | null

export interface Column<Row> {
  readonly name: string
  readonly label: string
  /** How JSON prints a cell; numbers that must keep their `.0` are read as texts and printed as numbers. */
  readonly as: 'text' | 'number'
  readonly read: (row: Row) => Cell
}

export const textColumn = <Row>(name: string, label: string, read: (row: Row) => Cell): Column<Row> => ({
  name,
  label,
  as: 'text',
  read,
})

export type TimeZone = 'UTC' | 'Europe/Paris'

export interface OdreDataset<Row extends DatedRow> {
  readonly dataset_id: string
  readonly feed_id: SimulatedFeed
  columns(zone: TimeZone): readonly Column<Row>[]
  /** Local days it holds, half-open. */
  days(view: FeedView): { readonly from: DayNumber; readonly to: DayNumber }
  rowsOf(day: DayNumber, view: FeedView): Row[]
}

/** Prints the instant of a row; remembers, since many rows share one. */
export function stampsIn(zone: TimeZone): (row: DatedRow) => string {
  const print = zone === 'UTC' ? toUtcStamp : toParisStamp
  const printed = new Map<number, string>()
  return ({ time_key }) => {
    const known = printed.get(time_key)
    if (known !== undefined) return known
    const stamp = print(time_key)
    printed.set(time_key, stamp)
    return stamp
  }
}

/** Made at the first look: most queries look at the values of few rows. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
