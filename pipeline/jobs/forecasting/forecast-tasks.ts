/** What forecasts a home, as tasks of its scheduler: what a night does, then the issue of the hour. */
import { FIT_SCHEDULE, FORECAST_SCHEDULE } from '../../catalog/forecasting.ts'
import { readModelCard } from '../../forecasting/ledger/model-cards.ts'
import type { Clock } from '../feeds/clock.ts'
import type { Task } from '../feeds/task-scheduler.ts'
import type { Home } from '../home.ts'
import { fitBeside } from './fit-beside.ts'
import { describeIssue, issueForecasts, lastIssued } from './issue-forecasts.ts'
import { describeNorms, makeDueNorms } from './make-norms.ts'
import { nightly } from './nightly.ts'

export interface TaskContext {
  readonly clock: Pick<Clock, 'now'>
  readonly say: (text: string) => void
}

export interface ForecastTaskContext extends TaskContext {
  /** Whether no history is being fetched that norms should have. */
  readonly hasItsHistory: () => boolean
}

export function forecastTasks(
  home: Home,
  { clock, say, hasItsHistory }: ForecastTaskContext,
): readonly Task[] {
  return [
    {
      name: 'night',
      schedule: FIT_SCHEDULE,
      async lastDone(now) {
        const card = await readModelCard(home.lake, now)
        return card ? new Date(card.fitted_at) : null
      },
      async run({ cutOff }) {
        const fitBy = fitBeside(cutOff)
        await nightly(home, { now: clock.now(), fitBy, say, hasItsHistory: hasItsHistory() })
      },
    },
    {
      name: 'forecasts',
      schedule: FORECAST_SCHEDULE,
      lastDone: now => lastIssued(home.lake, now),
      async run({ cutOff }) {
        say(describeIssue(await issueForecasts(home, { now: clock.now(), fitBy: fitBeside(cutOff) })))
      },
    },
  ]
}

/** Where no feed brings the present, there is nothing to forecast; tension of the past is told all the same. */
export function normTask(home: Home, { clock, say }: TaskContext): Task {
  return {
    name: 'norms',
    schedule: FIT_SCHEDULE,
    lastDone: async () => null,
    async run() {
      say(describeNorms(await makeDueNorms(home, clock.now())))
    },
  }
}
