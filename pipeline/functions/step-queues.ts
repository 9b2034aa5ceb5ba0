/** The queues between the steps, and those of what was given up. */
import type { InvocationContext } from '@azure/functions'
import { forecastStep } from '../jobs/chain/forecast-step.ts'
import { goldStep } from '../jobs/chain/gold-step.ts'
import {
  type Message,
  type MessageKind,
  type Step,
  TO_FORECAST,
  TO_GOLD,
  TO_SILVER,
} from '../jobs/chain/messages.ts'
import type { Chain } from '../jobs/chain/open-chain.ts'
import { keepPoisoned } from '../jobs/chain/poisoned-messages.ts'
import { silverStep } from '../jobs/chain/silver-step.ts'
import { describeIssue } from '../jobs/forecasting/issue-forecasts.ts'
import type { Declaration } from './declaration.ts'
import host from './host.json' with { type: 'json' }
import { type OpenChain, onChain } from './invocation.ts'

/** Settings `QUEUE_TRIGGERS__queueServiceUri` and so on: the host takes one that has a value of its own for a secret. */
const CONNECTION = 'QUEUE_TRIGGERS'

export const silverQueue = (open: OpenChain): Declaration => stepQueue(TO_SILVER, open, silverStep)
export const goldQueue = (open: OpenChain): Declaration => stepQueue(TO_GOLD, open, goldStep)
export const forecastQueue = (open: OpenChain): Declaration =>
  stepQueue(TO_FORECAST, open, async (chain, _, context) => {
    const issued = await forecastStep(chain)
    if (issued) context.log(describeIssue(issued).trimEnd())
  })

/** What it throws makes the message appear again, and go to the poison queue in the end. */
function stepQueue<Body>(
  kind: MessageKind<Body>,
  open: OpenChain,
  work: (chain: Chain, message: Message<Body>, context: InvocationContext) => Promise<void>,
): Declaration {
  return {
    kind: 'queue',
    name: kind.step,
    options: {
      queueName: kind.step,
      connection: CONNECTION,
      handler: (given: unknown, context: InvocationContext) =>
        onChain(open, chain => {
          const message = kind.read(given)
          const attributes = { 'messaging.message.id': message.message_id }
          const span = {
            name: `handle ${kind.step}`,
            kind: 'consumer',
            attributes,
            parent: message.parent,
          } as const
          return chain.home.telemetry.trace(span, () => work(chain, message, context))
        }),
    },
  }
}

/** Told, and kept until a person has looked: see docs/operations.md. */
export function poisonQueue(queue: Step, open: OpenChain): Declaration {
  return {
    kind: 'queue',
    name: `${queue}-poison`,
    options: {
      queueName: `${queue}-poison`,
      connection: CONNECTION,
      handler: (given: unknown, context: InvocationContext) =>
        onChain(open, async ({ home, now }) => {
          const queueId = String(context.triggerMetadata?.id ?? context.invocationId)
          const { message_id } = await keepPoisoned(home.lake, queue, { given, queueId, now: now() })
          const attempts = host.extensions.queues.maxDequeueCount
          home.telemetry.emit('queue.message.poisoned', { queue, message_id, attempts })
        }),
    },
  }
}
