/** Fills the history of a home beside its feeds, and says so. */

import { fillHistory } from './history.ts'
import type { FeedRunner } from './run-feed.ts'
import type { Task } from './task-scheduler.ts'

/** What failed is asked again so often; once nothing is left, nothing is asked. */
const EVERY_QUARTER = '0 */15 * * * *'

export interface HistoryTask extends Task {
  /** Whether nothing of the history is left to fetch. */
  isWhole(): boolean
}

export function historyTask(runner: FeedRunner, say: (text: string) => void): HistoryTask {
  let isWhole = false
  return {
    name: 'history',
    schedule: EVERY_QUARTER,
    isWhole: () => isWhole,
    lastDone: async now => (isWhole ? now : null),
    async run(signals) {
      let isTold = false
      const { fetched, left } = await fillHistory(runner, {
        ...signals,
        onMonth() {
          if (!isTold) say('history: fetching the year before, in the background\n')
          isTold = true
        },
      })
      if (fetched > 0) say(`history: ${fetched} months fetched\n`)
      const isStopped = signals.stopping.aborted
      if (left > 0 && !isStopped)
        say(`history: ${left} months left, asked for again in a quarter of an hour\n`)
      isWhole = left === 0
    },
  }
}
