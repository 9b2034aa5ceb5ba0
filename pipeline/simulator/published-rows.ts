/** Rows of a publication, before any wire format: local slots of whole days with values or without. */
import type { Region } from '../catalog/regions.ts'
import type { Observation, Observe } from './observation.ts'
import { type DayNumber, type LocalSlot, slotsOfLocalDay } from './paris-clock.ts'

export interface PublishedRow extends LocalSlot {
  readonly region: Region
  /** null: the row is there, its values are not (yet) published. */
  readonly values: Observation | null
}

/** The days from the first to the one before the end. */
export function slotsOfDays(from: DayNumber, to: DayNumber): LocalSlot[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => slotsOfLocalDay(from + index)).flat()
}

/**
 * Real-time rows of a region, every quarter of an hour. The spring night's skipped 02:xx repeats the
 * values of 01:xx.
 */
export function realTimeRows(
  region: Region,
  slots: readonly LocalSlot[],
  valuesAt: (timeKey: number) => Observation | null,
): PublishedRow[] {
  return slots.map(slot => ({
    ...slot,
    region,
    values: valuesAt(slot.is_skipped ? slot.time_key - 4 : slot.time_key),
  }))
}

/**
 * Consolidated rows of a region: values on the half hours, none at :15 and :45. Skipped 02:00 and 02:30
 * bear the instants of 03:00 and 03:30; whether 02:30 repeats 03:30 or, as in the flat files, 01:30 is
 * the publication's habit.
 */
export function consolidatedRows(
  region: Region,
  slots: readonly LocalSlot[],
  observe: Observe,
  skippedHalfRepeats: '01:30' | '03:30',
): PublishedRow[] {
  const observedKey = ({ heure, time_key, is_skipped }: LocalSlot) =>
    is_skipped && heure === '02:30' && skippedHalfRepeats === '01:30' ? time_key - 4 : time_key
  return slots.map(slot => ({
    ...slot,
    region,
    values: slot.time_key % 2 === 0 ? observe(region.region_code, observedKey(slot)) : null,
  }))
}
