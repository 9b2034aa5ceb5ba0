/**
 * Simulated publications, as a person would have collected them and as a poller would fetch them next.
 *
 * The bytes are in the publishers' wire formats; only the file names say SIMULATED. The same seed and
 * clock give the same bytes.
 */
import { REGIONS, type Region } from '../catalog/regions.ts'
import { newestPublishedKey } from './feed-behaviour.ts'
import { createGridModel, type GridModel } from './grid-model.ts'
import { observeConsolidated, observeRealTime } from './observation.ts'
import { type DayNumber, localDayOf, startOfLocalDay, toDateText } from './paris-clock.ts'
import { toOdreCsv } from './publications/odre-csv.ts'
import { toOdreJson } from './publications/odre-json.ts'
import { type RteNature, rteFileName, toRteTsv, toRteZip } from './publications/rte-tsv.ts'
import { consolidatedRows, type PublishedRow, realTimeRows, slotsOfDays } from './published-rows.ts'
import { realTimeValues } from './real-time-values.ts'
import { rememberSlots } from './slot-memory.ts'

export interface SimulatedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly fetchedAt: Date
}

/** What older than this many days is consolidated. */
const CONSOLIDATED_AFTER_DAYS = 30
/** How many days the real-time files reach back into the consolidated ones. */
const OVERLAP_DAYS = 4

/** Collected as a zip, the way RTE's site serves every file, instead of unpacked. */
const ZIPPED_REGIONS = new Set(['93'])
/** Consolidated values collected from ODRÉ instead of RTE. */
const ODRE_REGIONS = new Set(['32'])

/**
 * The last `days` days: consolidated files for what is older than 30 days, real-time files since then
 * with four days of overlap, and the newest update.
 */
export function* simulatePublications(options: {
  readonly seed: number
  readonly now: Date
  readonly days?: number
}): Generator<SimulatedFile> {
  const { seed, now, days = 60 } = options
  const model = rememberSlots(createGridModel(seed))
  const today = localDayOf(toSeconds(now))
  const firstDay = today - days
  const settledUntil = today - CONSOLIDATED_AFTER_DAYS
  const liveSince = Math.max(firstDay, settledUntil - OVERLAP_DAYS)

  if (firstDay < settledUntil) yield* consolidatedFiles(seed, model, firstDay, settledUntil, today)
  if (liveSince < today) yield* realTimeFiles(seed, model, liveSince, today)
  yield update(seed, model, now)
}

/** What a poller gets at a moment: the regional real-time export of yesterday and today. */
export function simulateUpdate({ seed, now }: { readonly seed: number; readonly now: Date }): SimulatedFile {
  return update(seed, createGridModel(seed), now)
}

function update(seed: number, model: GridModel, now: Date): SimulatedFile {
  const today = localDayOf(toSeconds(now))
  const newestKey = newestPublishedKey(seed, toSeconds(now))
  const valuesAt = realTimeValues(seed, observeRealTime(seed, model), toSeconds(now))
  const slots = slotsOfDays(today - 1, today + 1)
  const byRegion = REGIONS.map(region => realTimeRows(region, slots, timeKey => valuesAt(region, timeKey)))
  // All regions of a slot together, as the publisher emits them.
  const rows = slots.flatMap((_, index) => byRegion.flatMap(regionRows => regionRows[index] ?? []))
  const newest = new Date(newestKey * 900_000).toISOString().slice(0, 16).replace(/[-:]/g, '')
  return {
    name: `SIMULATED_eco2mix-regional-tr_${newest}Z.json`,
    bytes: toOdreJson(rows),
    fetchedAt: now,
  }
}

function* consolidatedFiles(
  seed: number,
  model: GridModel,
  from: DayNumber,
  to: DayNumber,
  today: DayNumber,
): Generator<SimulatedFile> {
  const observe = observeConsolidated(seed, model)
  const slots = slotsOfDays(from, to)
  const fetchedAt = new Date((startOfLocalDay(today - 1) + 7 * 3600) * 1000)
  for (const region of REGIONS) {
    if (ODRE_REGIONS.has(region.region_code)) {
      const bytes = toOdreCsv(consolidatedRows(region, slots, observe, '03:30'))
      yield { name: `SIMULATED_eco2mix-regional-cons-def_${region.region_code}.csv`, bytes, fetchedAt }
    } else {
      const rows = consolidatedRows(region, slots, observe, '01:30')
      yield rteFile(region, 'Données consolidées', rows, fetchedAt)
    }
  }
}

/**
 * Fetched yesterday early in the morning: after the night's repairs, with the rest of the day still
 * blank. The first update takes over from that day's midnight.
 */
function* realTimeFiles(
  seed: number,
  model: GridModel,
  from: DayNumber,
  today: DayNumber,
): Generator<SimulatedFile> {
  const fetchedSeconds = startOfLocalDay(today - 1) + 6 * 3600
  const valuesAt = realTimeValues(seed, observeRealTime(seed, model), fetchedSeconds)
  const slots = slotsOfDays(from, today)
  for (const region of REGIONS) {
    const rows = realTimeRows(region, slots, timeKey => valuesAt(region, timeKey))
    yield rteFile(region, 'Données temps réel', rows, new Date(fetchedSeconds * 1000))
  }
}

function rteFile(
  region: Region,
  nature: RteNature,
  rows: readonly PublishedRow[],
  fetchedAt: Date,
): SimulatedFile {
  const name = rteFileName(region.region_code, nature, 'xls')
  const bytes = toRteTsv(nature, rows)
  if (!ZIPPED_REGIONS.has(region.region_code)) return { name, bytes, fetchedAt }
  const date = toDateText(localDayOf(toSeconds(fetchedAt)))
  const zipName = rteFileName(region.region_code, nature, 'zip')
  return { name: zipName, bytes: toRteZip(name, bytes, date), fetchedAt }
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
