/**
 * The runs that replays have entered into the journal, and the capture that each belongs to: a run of a
 * replay has ended at the moment of its capture. It began then, too, unless that moment was taken by an
 * earlier run, of the same capture for instance, that failed.
 */
import { type FeedRun, listRunKeys, readRun } from '../../bronze/feed-runs.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'

/** Of all replays into a lake, in the order they started. */
export async function readReplayRuns(lake: ObjectStore, feedId: string): Promise<readonly FeedRun[]> {
  const runs = await mapAtOnce(await listRunKeys(lake, feedId), key => readRun(lake, key))
  return runs.filter(({ trigger }) => trigger === 'replay')
}

/** @returns by the moment of the capture, ISO UTC; in the order of the runs, which is that of their start. */
export const newestOfEachCapture = (runs: readonly FeedRun[]): ReadonlyMap<string, FeedRun> =>
  new Map(runs.map(run => [run.finished_at, run]))
