/** What every step of the chain works on. */
import { randomUUID } from 'node:crypto'
import type { Home } from '../home.ts'
import type { MessageKind } from './messages.ts'
import type { Queues } from './queues.ts'

export interface Workplace {
  readonly home: Home
  readonly queues: Queues
  readonly now: () => Date
}

/** Tell the next step; the trace goes on there. @throws QueueError */
export async function tell<Body>(
  { home: { telemetry }, queues, now }: Workplace,
  kind: MessageKind<Body>,
  body: Body,
): Promise<void> {
  await telemetry.trace({ name: `send ${kind.step}`, kind: 'producer' }, () =>
    queues.send(
      kind.step,
      kind.write({
        message_id: randomUUID(),
        sent_at: now().toISOString(),
        parent: telemetry.carrier(),
        body,
      }),
    ),
  )
}
