/**
 * Keeps the report of the last whole month: made as soon as there is data of one, when a month ends that of the next, and
 * again a few times a day, as values are revised.
 */
import { join } from 'node:path'
import { WarehouseUnavailableError } from '../../gold/warehouse.ts'
import { LANGUAGES } from '../../reports/format.ts'
import type { LocalMonth } from '../../reports/local-month.ts'
import { readLastWholeMonth } from '../../reports/month-report.ts'
import type { Clock } from '../feeds/clock.ts'
import { type Repetition, repeat } from '../feeds/repeat.ts'
import type { Home } from '../home.ts'
import { describeReports, makeReport, REPORTS } from './make-report.ts'

/** Beside the quarters, at which feeds are fetched and loaded. */
const EVERY_TEN_MINUTES = '40 8-59/10 * * * *'
const AGAIN_AFTER_MS = 6 * 3_600_000

export interface KeepReportsOptions {
  readonly clock: Clock
  /** Where the API is that the pages link to. */
  readonly apiUrl: string
  readonly say: (text: string) => void
  readonly onError: (error: unknown) => void
}

export function keepReports(home: Home, { clock, apiUrl, say, onError }: KeepReportsOptions): Repetition {
  let made = { local_month: '', at: Number.NEGATIVE_INFINITY }

  async function look(): Promise<void> {
    const month = await lastWholeMonth(home)
    const now = clock.now()
    if (!month) return
    if (month.local_month === made.local_month && now.getTime() - made.at < AGAIN_AFTER_MS) return
    const folder = join(home.path, REPORTS)
    const reports = await makeReport(home.warehouse, { month, languages: LANGUAGES, folder, apiUrl, now })
    made = { local_month: month.local_month, at: now.getTime() }
    const written = reports.filter(({ isNew }) => isNew)
    if (written.length > 0) say(describeReports(written))
  }

  const first = look().catch(onError)
  const next = async () => {
    await first
    await look()
  }
  const loop = repeat(EVERY_TEN_MINUTES, next, { clock, onError })
  return {
    async stop() {
      await Promise.all([first, loop.stop()])
    },
  }
}

/** None while nothing has been loaded. */
async function lastWholeMonth({ warehouse }: Home): Promise<LocalMonth | undefined> {
  try {
    return await warehouse.read(readLastWholeMonth)
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return undefined
    throw error
  }
}
