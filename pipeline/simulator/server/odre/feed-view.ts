/** A feed as it stands at a moment: how far its publisher has come, and what is wrong with its values. */
import type { Hits } from '../faults/fault-board.ts'

export interface FeedView {
  /** The moment up to which it publishes: now, or when it stalled. */
  readonly nowSeconds: number
  /** Values published after this moment read as zeros. Undefined: none. */
  readonly zerosSinceSeconds: number | undefined
}

export function viewOf(now: Date, hits: Hits): FeedView {
  const stalled = hits.get('stalled')
  const zeros = hits.get('zeros')
  return {
    nowSeconds: toSeconds(stalled?.since ?? now),
    zerosSinceSeconds: zeros && toSeconds(zeros.since) - 3600 * zeros.parameters.hours_back,
  }
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
