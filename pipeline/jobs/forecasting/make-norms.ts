/** Job: make the norms of tension that a home should have and has not, each once and for all, and bring gold up to date with them. */
import { describeNorm, makeNorms, monthsOfNorms, type NormOutcome } from '../../forecasting/norms.ts'
import type { Home } from '../home.ts'

/**
 * @returns what became of each month, in order: none where the history is shorter than a year.
 * @throws WarehouseUnavailableError when nothing has been loaded yet, or another process keeps the warehouse.
 */
export async function makeDueNorms(home: Home, now: Date): Promise<readonly NormOutcome[]> {
  const { lake, warehouse, telemetry } = home
  return telemetry.trace({ name: 'make norms' }, async () =>
    makeNorms({ lake, warehouse }, { months: await monthsOfNorms({ warehouse }, now), now }),
  )
}

/** In words, for who runs the job. */
export function describeNorms(norms: readonly NormOutcome[]): string {
  if (norms.length === 0) return 'norms: none made: a norm needs a year of history before its month\n'
  const kept = norms.filter(({ outcome }) => outcome === 'kept').length
  return [
    ...norms.filter(({ outcome }) => outcome !== 'kept').map(norm => `norms: ${describeNorm(norm)}\n`),
    ...(kept > 0 ? [`norms: ${kept} months have theirs already\n`] : []),
  ].join('')
}
