/**
 * When the publisher's real-time feeds show what. Regional quarter hours arrive four by four about an hour
 * after the first of them, national ones one by one; now and then a feed stands still for hours, and a
 * stretch of regional ones is shown as zeros until it is repaired.
 */
import { streamOf, uniformAt } from './noise.ts'

const HOUR = 3600
/** One outage at most begins in each stretch of this many quarter hours (eight days). */
const OUTAGE_CELL = 768

/** How long a feed may stand still: with what was late already, the longest lags seen. */
const LONGEST_STALL_HOURS = { regional: 8.6, national: 21 } as const
/** One stall at most begins in each stretch of this many hours (thirty days). */
const STALL_CELL_HOURS = 720

/**
 * The newest regional slot with values at a moment: the last one (:45) of the newest hour that has
 * arrived. The lag from its start to a random moment has its median near 41 minutes.
 */
export function newestPublishedKey(seed: number, nowSeconds: number): number {
  const arrivals = streamOf(seed, 'arrival')
  const moving = lastMovement(seed, 'regional', nowSeconds)
  let hour = Math.floor(moving / HOUR)
  while (arrivalOf(arrivals, hour) > moving) hour--
  return hour * 4 + 3
}

/** The newest national slot with values: each arrives 16 to 17 minutes after its start. */
export function newestNationalKey(seed: number, nowSeconds: number): number {
  const arrivals = streamOf(seed, 'arrival:national')
  const moving = lastMovement(seed, 'national', nowSeconds)
  const minutesAfter = (key: number) => 16 + uniformAt(arrivals, key)
  let key = Math.floor(moving / 900)
  while (key * 900 + 60 * minutesAfter(key) > moving) key--
  return key
}

/** The moment itself, or the beginning of the stall it falls into. */
function lastMovement(seed: number, feed: keyof typeof LONGEST_STALL_HOURS, nowSeconds: number): number {
  const stream = streamOf(seed, `stall:${feed}`)
  const cell = Math.floor(nowSeconds / (STALL_CELL_HOURS * HOUR))
  const draw = (n: number) => uniformAt(stream, 3 * cell + n)
  if (draw(0) > 0.5) return nowSeconds
  const longest = LONGEST_STALL_HOURS[feed]
  const hours = 2 + (longest - 2) * draw(1) ** 2
  const begins = (cell * STALL_CELL_HOURS + draw(2) * (STALL_CELL_HOURS - longest)) * HOUR
  return nowSeconds >= begins && nowSeconds < begins + hours * HOUR ? begins : nowSeconds
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
