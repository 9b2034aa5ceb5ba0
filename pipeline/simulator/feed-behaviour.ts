/**
 * When the publisher's real-time feed shows what: quarter hours arrive four by four about an hour after
 * the first of them, and now and then a stretch is shown as zeros until it is repaired.
 */
import { streamOf, uniformAt } from './noise.ts'

const HOUR = 3600
/** One outage at most begins in each stretch of this many quarter hours (eight days). */
const OUTAGE_CELL = 768

/**
 * The newest slot with values at a moment: the last one (:45) of the newest hour that has arrived. The
 * lag from its start to a random moment has its median near 41 minutes.
 */
export function newestPublishedKey(seed: number, nowSeconds: number): number {
  const arrivals = streamOf(seed, 'arrival')
  let hour = Math.floor(nowSeconds / HOUR)
  while (arrivalOf(arrivals, hour) > nowSeconds) hour--
  return hour * 4 + 3
}

/** Whether a slot reads as zeros, for all regions, to someone who asks at a moment. */
export function isShownAsZeros(seed: number, timeKey: number, nowSeconds: number): boolean {
  const stream = streamOf(seed, 'outage')
  // An outage may begin late in the cell before.
  const cell = Math.floor(timeKey / OUTAGE_CELL)
  return [cell - 1, cell].some(candidate => {
    const outage = outageOf(stream, candidate)
    return (
      outage !== undefined &&
      timeKey >= outage.first_key &&
      timeKey < outage.end_key &&
      nowSeconds < outage.repaired_at
    )
  })
}

function arrivalOf(arrivals: number, hour: number): number {
  const end = (hour + 1) * HOUR
  const luck = uniformAt(arrivals, 2 * hour)
  // Mostly some minutes before the hour is over, now and then half an hour late.
  const minutes = luck < 0.94 ? -8 + 8 * luck : 10 + 30 * uniformAt(arrivals, 2 * hour + 1)
  return end + Math.round(minutes * 60)
}

interface Outage {
  readonly first_key: number
  readonly end_key: number
  /** Epoch seconds. */
  readonly repaired_at: number
}

function outageOf(stream: number, cell: number): Outage | undefined {
  const draw = (n: number) => uniformAt(stream, 5 * cell + n)
  if (draw(0) > 0.6) return undefined
  const first_key = cell * OUTAGE_CELL + Math.floor(draw(1) * OUTAGE_CELL)
  const length = draw(2) < 0.75 ? 1 + Math.floor(3 * draw(3)) : 4 + Math.floor(16 * draw(3))
  const end_key = first_key + length
  // Repaired by the night run at 02:00 UTC, the second one when the outage ended too close to the first.
  const nights = Math.ceil((end_key * 900 - 2 * HOUR + 3 * HOUR) / (24 * HOUR))
  return { first_key, end_key, repaired_at: nights * 24 * HOUR + 2 * HOUR }
}
