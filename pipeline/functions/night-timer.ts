/** A timer for what is done each night: norms, fit, scores. The host runs it in one place at a time, and a lease keeps others out. */
import type { InvocationContext, Timer } from '@azure/functions'
import { FIT_SCHEDULE } from '../catalog/forecasting.ts'
import { nightStep } from '../jobs/chain/forecast-step.ts'
import type { Declaration } from './declaration.ts'
import { type OpenChain, onChain } from './invocation.ts'
import { toNcrontab } from './ncrontab.ts'

export const nightTimer = (open: OpenChain): Declaration => ({
  kind: 'timer',
  name: 'forecast-nightly',
  options: {
    schedule: toNcrontab(FIT_SCHEDULE, 0),
    useMonitor: true,
    handler: (_: Timer, context: InvocationContext) =>
      onChain(open, async chain => {
        const isFitted = await nightStep(chain, text => context.log(text.trimEnd()))
        if (isFitted === undefined) context.log('forecast-nightly: another process is at it')
      }),
  },
})
