/**
 * Fetches many windows of a feed, oldest first, and remembers in the lake which are done, so that a fill
 * that was killed goes on where it was. The layers are brought up to date every few windows.
 */
import { z } from 'zod'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import { ObjectNotFoundError, type ObjectStore } from '../../lake/object-store.ts'
import type { TimeWindow } from '../../sources/connector.ts'
import type { Attempt } from './attempt.ts'
import { type FeedRunner, fetchFeed, finishRuns } from './run-feed.ts'
import { hasFailed } from './run-journal.ts'

export interface Fill {
  readonly feed: Feed
  readonly trigger: 'backfill' | 'sweep'
  /** What it is remembered by: the same name goes on with the same fill. */
  readonly name: string
  readonly windows: readonly TimeWindow[]
  /** Windows between two updates of the layers: bounds memory, and what a kill costs. */
  readonly windowsPerUpdate: number
  /** Before a window is fetched; of those that are done nothing is said. */
  readonly onWindow: (done: number, total: number, window: TimeWindow) => void
  /** Asks to stop after the window at work. */
  readonly stopping: AbortSignal
  /** Cuts off the fetch under way. */
  readonly cutOff?: AbortSignal
}

export interface Filled {
  /** Of this process; none where another one finishes them. */
  readonly runs: readonly FeedRun[]
  /** Windows that are not done: failed, or not begun when it was stopped. */
  readonly left: readonly TimeWindow[]
}

/** Beyond this many windows that fail in a row, it is not the windows. */
const FAILURES_TO_GIVE_UP = 3

const Done = z.object({
  windows: z.array(z.string()),
  /** Windows that are not done. Optional: an earlier version did not write them. */
  left: z.array(z.string()).optional(),
})
type Done = z.infer<typeof Done>

/** Finishes attempts. @returns for each, in their order, whether its window is done. */
export type Finish = (attempts: readonly Attempt[]) => Promise<readonly boolean[]>

/** @param finish by default brings the layers up to date and enters the runs. */
export async function fillWindows(runner: FeedRunner, fill: Fill, finish?: Finish): Promise<Filled> {
  const { lake } = runner.home
  const done = new Set((await readDone(lake, keyOf(fill))).windows)
  // From the beginning others see that it is under way.
  await writeDone(lake, fill, done)
  const runs: FeedRun[] = []
  let waiting: Attempt[] = []
  let failuresInRow = 0
  /** The publisher, or our quota, says that asking now is. */
  let isInVain = false

  async function finishHere(attempts: readonly Attempt[]): Promise<readonly boolean[]> {
    const finished = await finishRuns(runner, fill, attempts)
    runs.push(...finished)
    return finished.map(run => !hasFailed(run))
  }

  async function update(): Promise<void> {
    if (waiting.length === 0) return
    const outcomes = await (finish ?? finishHere)(waiting)
    for (const [index, { window }] of waiting.entries())
      if (window && outcomes[index]) done.add(nameOfWindow(window))
    waiting = []
    await writeDone(lake, fill, done)
  }

  for (const [position, window] of fill.windows.entries()) {
    if (fill.stopping.aborted || isInVain || failuresInRow >= FAILURES_TO_GIVE_UP) break
    if (done.has(nameOfWindow(window))) continue
    fill.onWindow(position, fill.windows.length, window)
    const attempt = await fetchFeed(runner, { ...fill, window, ...(fill.cutOff && { signal: fill.cutOff }) })
    failuresInRow = attempt.error ? failuresInRow + 1 : 0
    isInVain = attempt.not_before !== null
    waiting.push(attempt)
    if (waiting.length >= fill.windowsPerUpdate) await update()
  }
  await update()
  return { runs, left: fill.windows.filter(window => !done.has(nameOfWindow(window))) }
}

/** Forget a fill: the same one begins anew. */
export async function forgetFill(lake: ObjectStore, fill: Pick<Fill, 'feed' | 'trigger' | 'name'>) {
  await lake.remove(keyOf(fill))
}

/** What a fill is remembered by, and whether all its windows are done. */
export interface FillState {
  readonly name: string
  readonly is_finished: boolean
}

/** Fills of a feed that are remembered: under way, stopped, or finished and not forgotten. By name. */
export async function listFills(
  lake: ObjectStore,
  { feed_id }: Pick<Feed, 'feed_id'>,
  trigger: Fill['trigger'],
): Promise<readonly FillState[]> {
  const folder = folderOf(feed_id, trigger)
  const states: FillState[] = []
  for (const key of (await lake.list(folder)).toSorted()) {
    const { left } = await readDone(lake, key)
    states.push({ name: key.slice(folder.length, -SUFFIX.length), is_finished: left?.length === 0 })
  }
  return states
}

/** @returns nothing done and nothing left where there is no such fill (any more). */
async function readDone(lake: ObjectStore, key: string): Promise<Done> {
  try {
    return Done.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return { windows: [], left: [] }
    throw error
  }
}

async function writeDone(lake: ObjectStore, fill: Fill, done: ReadonlySet<string>): Promise<void> {
  const left = fill.windows.map(nameOfWindow).filter(name => !done.has(name))
  const content = `${JSON.stringify({ windows: [...done].sort(), left }, null, 2)}\n`
  await lake.replace(keyOf(fill), new TextEncoder().encode(content))
}

const SUFFIX = '.json'

const folderOf = (feedId: string, trigger: Fill['trigger']) => `fills/${feedId}/${trigger}/`

const keyOf = ({ feed, trigger, name }: Pick<Fill, 'feed' | 'trigger' | 'name'>) =>
  `${folderOf(feed.feed_id, trigger)}${name}${SUFFIX}`

const nameOfWindow = ({ from, to }: TimeWindow) => `${from.toISOString()}/${to.toISOString()}`
