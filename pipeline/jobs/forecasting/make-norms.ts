/** Job: make the norms of tension that a home should have and has not, each once and for all, and bring gold up to date with them. */
import { describeNorm, makeNorms, monthsOfNorms, type NormOutcome } from '../../forecasting/norms.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { unfinishedBackfills } from '../feeds/backfill.ts'
import type { Home } from '../home.ts'

/** They bring what the regions asked for and made, of years. */
const FEEDS_OF_HISTORY = ['eco2mix-regional-realtime', 'eco2mix-regional-consolidated']

export interface DueNorms {
  /** What became of each month, in order: none where the history is shorter than a year. */
  readonly norms: readonly NormOutcome[]
  /** Back-fills that have months left, `eco2mix-regional-consolidated 2023-11-01_2026-11-01`: no norm is made before they are done. */
  readonly unfinished: readonly string[]
}

/**
 * A norm is never made again: none is made of half a back-fill.
 *
 * @throws WarehouseUnavailableError when nothing has been loaded yet, or another process keeps the warehouse.
 */
export async function makeDueNorms(home: Home, now: Date): Promise<DueNorms> {
  const { lake, warehouse, telemetry } = home
  return telemetry.trace({ name: 'make norms' }, async () => {
    const unfinished = await unfinishedHistory(lake)
    const months = unfinished.length > 0 ? [] : await monthsOfNorms({ warehouse }, now)
    return { norms: await makeNorms({ lake, warehouse }, { months, now }), unfinished }
  })
}

async function unfinishedHistory(lake: ObjectStore): Promise<readonly string[]> {
  const unfinished: string[] = []
  for (const feed_id of FEEDS_OF_HISTORY)
    for (const name of await unfinishedBackfills(lake, { feed_id })) unfinished.push(`${feed_id} ${name}`)
  return unfinished
}

/** In words, for who runs the job. */
export function describeNorms({ norms, unfinished }: DueNorms): string {
  if (unfinished.length > 0)
    return `norms: none made while a back-fill has months left: ${unfinished.join(', ')}; the same command goes on with it\n`
  if (norms.length === 0) return 'norms: none made: a norm needs a year of history before its month\n'
  const kept = norms.filter(({ outcome }) => outcome === 'kept').length
  return [
    ...norms.filter(({ outcome }) => outcome !== 'kept').map(norm => `norms: ${describeNorm(norm)}\n`),
    ...(kept > 0 ? [`norms: ${kept} months have theirs already\n`] : []),
  ].join('')
}
