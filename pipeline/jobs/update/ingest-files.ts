/** Job: files on this machine → bronze. A file that is refused does not stop the others. */
import { type FeedRun, NOTHING_CAME, recordRun } from '../../bronze/feed-runs.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import { FILES_FEED, type FileOutcome, findFiles, ingestFile } from '../../sources/files.ts'
import { tellRefusal } from '../feeds/run-events.ts'
import { claimHome, type Home } from '../home.ts'
import type { Progress } from '../progress.ts'

/** Files compressed and flushed at the same time; each is in memory as a whole. */
const AT_ONCE = 4

/**
 * @throws NoFileError when a pattern stands for no file, HomeError when the home holds simulated data.
 */
export async function ingestFiles(
  home: Home,
  patterns: readonly string[],
  { now, progress }: { now: () => Date; progress: Progress },
): Promise<readonly FileOutcome[]> {
  const paths = await findFiles(patterns)
  await claimHome(home, 'published')
  let lastFetch = 0
  let done = 0
  const ingestNext = async (path: string) => {
    // Each publication has a moment of its own, so that their order is never in doubt.
    lastFetch = Math.max(now().getTime(), lastFetch + 1)
    const outcome = await ingestOne(home, path, new Date(lastFetch), now)
    progress.update(++done, paths.length, path)
    return outcome
  }
  const outcomes = await mapAtOnce(paths, ingestNext, AT_ONCE)
  progress.stop()
  return outcomes
}

async function ingestOne(home: Home, path: string, fetchedAt: Date, now: () => Date): Promise<FileOutcome> {
  const outcome = await ingestFile(home.lake, path, { fetchedAt, isSimulated: false })
  if (outcome.isPersonal) {
    const run = refusedRun(outcome, fetchedAt, now())
    await recordRun(home.lake, run)
    tellRefusal(home.telemetry, run.feed_id, run.error_message ?? '')
  }
  return outcome
}

/** The trace that data of meters or persons was offered and refused: what it was called, and nothing of it. */
const refusedRun = ({ reason = '' }: FileOutcome, startedAt: Date, finishedAt: Date): FeedRun => ({
  feed_id: FILES_FEED,
  trigger: 'manual',
  window_from: null,
  window_to: null,
  started_at: startedAt.toISOString(),
  finished_at: new Date(Math.max(finishedAt.getTime(), startedAt.getTime())).toISOString(),
  outcome: 'refused',
  error_code: 'personal-data',
  error_message: reason,
  ...NOTHING_CAME,
  is_simulated: false,
})

/** What became of the files, in words. */
export function describeOutcomes(outcomes: readonly FileOutcome[]): string {
  const count = (outcome: FileOutcome['outcome']) => outcomes.filter(file => file.outcome === outcome).length
  const refused = outcomes.filter(file => file.outcome === 'refused')
  return [
    `${count('stored')} stored, ${count('known')} known already, ${refused.length} refused\n`,
    ...refused.map(({ path, reason }) => `refused ${path}: ${reason}\n`),
  ].join('')
}
