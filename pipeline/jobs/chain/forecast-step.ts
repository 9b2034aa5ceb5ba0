/**
 * The last step: forecast the hour, once its moment has come and nobody has. Gold tells it of every update; most find the hour
 * forecast, or too young. And what is done each night, by a timer.
 */
import { randomUUID } from 'node:crypto'
import { FORECAST_SCHEDULE } from '../../catalog/forecasting.ts'
import { readModelCard } from '../../forecasting/ledger/model-cards.ts'
import { storeFromLedger } from '../../forecasting/ledger/store-in-gold.ts'
import { momentAfter } from '../feeds/task-scheduler.ts'
import { type IssueOutcome, issueForecasts, lastIssued } from '../forecasting/issue-forecasts.ts'
import { nightly } from '../forecasting/nightly.ts'
import { LeaseHeldError, type LeaseRequest, withLease } from './lease.ts'
import type { Workplace } from './workplace.ts'

const ISSUE_LEASE = 'gold/leases/forecasts.json'
const NIGHT_LEASE = 'gold/leases/night.json'

type Place = Pick<Workplace, 'home' | 'now'>

const NO_MODELS = { outcome: 'none', reason: 'there are no models yet: they are fitted each night' } as const

/**
 * Models are fitted by night: an update that comes every quarter of an hour must not read years of history.
 *
 * @returns undefined when the hour is forecast or too young, or another process forecasts it. What a killed step left in the ledger
 * is in gold then.
 */
export async function forecastStep({ home, now }: Place): Promise<IssueOutcome | undefined> {
  const last = await lastIssued(home.lake, now())
  if (last && momentAfter(FORECAST_SCHEDULE, last) > now()) {
    await storeFromLedger(home.lake, home.warehouse, now())
    return undefined
  }
  if (!(await readModelCard(home.lake, now()))) return NO_MODELS
  return unlessHeld(home.lake, { key: ISSUE_LEASE, holder: randomUUID(), now }, () =>
    issueForecasts(home, { now: now() }),
  )
}

/** @returns undefined, having done nothing, when another process is at it. */
export async function nightStep(
  { home, now }: Place,
  say: (text: string) => void,
): Promise<boolean | undefined> {
  return unlessHeld(home.lake, { key: NIGHT_LEASE, holder: randomUUID(), now }, () =>
    nightly(home, { now: now(), say }),
  )
}

async function unlessHeld<T>(
  lake: Workplace['home']['lake'],
  lease: LeaseRequest,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withLease(lake, lease, 0, work)
  } catch (error) {
    if (error instanceof LeaseHeldError) return undefined
    throw error
  }
}
