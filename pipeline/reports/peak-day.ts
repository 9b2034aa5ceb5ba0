/** The day of the highest demand, hour by hour: what was consumed, what each type made, what was exchanged. */
import { addDays, parisDateTime, startOfLocalDay } from '../catalog/paris-calendar.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import { QUARTER_S } from './local-month.ts'
import { type AreaFigures, addUp, readFigures } from './region-figures.ts'

/** Sums over the regions; null where one of them is unknown for the hour. */
export interface PeakHour extends AreaFigures {
  readonly time_key: number
}

export interface PeakDay {
  readonly range: TimeRange
  readonly hours: readonly PeakHour[]
}

/** @param timeKey a quarter of an hour of the day. */
export async function readPeakDay(
  engine: Engine,
  timeKey: number,
  regionCodes: readonly string[],
): Promise<PeakDay> {
  const { local_date } = parisDateTime(timeKey * QUARTER_S)
  const range = {
    from: startOfLocalDay(local_date) / QUARTER_S,
    to: startOfLocalDay(addDays(local_date, 1)) / QUARTER_S,
  }
  const figures = await readFigures(engine, { range, step: 'PT1H', minutes: 60 })
  const byHour = Map.groupBy(
    figures.filter(({ region_code }) => regionCodes.includes(region_code)),
    ({ time_key }) => time_key,
  )
  return {
    range,
    hours: [...byHour].flatMap(([time_key, regions]) =>
      regions.length === regionCodes.length ? [{ time_key, ...addUp(regions) }] : [],
    ),
  }
}
