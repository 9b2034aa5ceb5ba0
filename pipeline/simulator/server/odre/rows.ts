/** The rows of a dataset that a query asks for, day by day, in no order a reader could rely on. */
import { type DayNumber, localDayOf } from '../../paris-clock.ts'
import type { DatedRow, OdreDataset } from './column.ts'
import type { FeedView } from './feed-view.ts'
import type { Filter } from './where.ts'

export interface Source<Row extends DatedRow> {
  readonly dataset: OdreDataset<Row>
  readonly view: FeedView
  readonly filter: Filter<Row>
}

/** Days that may hold matching rows, oldest first. */
export function daysAskedFor<Row extends DatedRow>({ dataset, view, filter }: Source<Row>): DayNumber[] {
  const held = dataset.days(view)
  const from = Math.max(held.from, Number.isFinite(filter.from) ? localDayOf(filter.from) : held.from)
  const to = Math.min(held.to, Number.isFinite(filter.to) ? localDayOf(filter.to) + 1 : held.to)
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
}

export function rowsOfDay<Row extends DatedRow>(
  { dataset, view, filter }: Source<Row>,
  day: DayNumber,
): Row[] {
  return dataset.rowsOf(day, view).filter(filter.matches)
}

/** The same things in another order, always the same one. */
export function scattered<Thing>(things: readonly Thing[]): Thing[] {
  const STRIDE = 241
  // A stride that shares a factor with the length would visit some things twice and others never.
  if (things.length % STRIDE === 0) return [...things].reverse()
  const order: Thing[] = []
  for (let index = 0; index < things.length; index++) {
    const thing = things[(index * STRIDE) % things.length]
    if (thing !== undefined) order.push(thing)
  }
  return order
}
