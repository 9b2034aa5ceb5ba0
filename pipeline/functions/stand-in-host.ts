/**
 * Does to the functions what the host of Azure Functions does, for tests: calls timers, takes messages one at a time,
 * lets those that failed appear again, and puts them into the poison queue after the last attempt.
 */
import { HttpRequest, InvocationContext, type Timer } from '@azure/functions'
import type { QueueServiceClient } from '@azure/storage-queue'
import type { Declaration } from './declaration.ts'
import host from './host.json' with { type: 'json' }

export interface StandInHost {
  fire(name: string, isPastDue?: boolean): Promise<void>
  post(
    name: string,
    body: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string }>
  /** Take one message of a queue. @returns what became of it. */
  deliver(queue: string): Promise<'handled' | 'failed' | 'poisoned' | 'none'>
  /** Deliver until all queues that a function reads are empty. */
  drain(): Promise<void>
}

type Kind = Declaration['kind']

export function standInHost(functions: readonly Declaration[], queues: QueueServiceClient): StandInHost {
  function declared<K extends Kind>(kind: K, name: string): Extract<Declaration, { kind: K }> {
    const found = functions.find(one => one.name === name && one.kind === kind)
    if (!found) throw new RangeError(`${kind} ${name}: not declared`)
    return found as Extract<Declaration, { kind: K }> // its kind was compared
  }
  const contextOf = (name: string, triggerMetadata = {}) =>
    new InvocationContext({ functionName: name, triggerMetadata, logHandler: () => undefined })

  async function deliver(name: string) {
    const { options } = declared('queue', name)
    const queue = queues.getQueueClient(options.queueName)
    const [message] = (await queue.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems
    if (!message) return 'none'
    const { messageId: id, popReceipt, messageText, dequeueCount } = message
    try {
      await options.handler(parsed(messageText), contextOf(name, { id, dequeueCount }))
      await queue.deleteMessage(id, popReceipt)
      return 'handled'
    } catch {
      if (dequeueCount < host.extensions.queues.maxDequeueCount) {
        await queue.updateMessage(id, popReceipt, undefined, 0)
        return 'failed'
      }
      await queues.getQueueClient(`${options.queueName}-poison`).sendMessage(messageText)
      await queue.deleteMessage(id, popReceipt)
      return 'poisoned'
    }
  }

  return {
    deliver,
    async fire(name, isPastDue = false) {
      const scheduleStatus = { last: '', next: '', lastUpdated: '' }
      const timer: Timer = { isPastDue, schedule: { adjustForDST: false }, scheduleStatus }
      await declared('timer', name).options.handler(timer, contextOf(name))
    },
    async post(name, body, headers = {}) {
      const request = new HttpRequest({
        method: 'POST',
        url: `http://127.0.0.1/api/${name}`,
        headers,
        body: { string: body },
      })
      const answer = await declared('http', name).options.handler(request, contextOf(name))
      return { status: answer?.status ?? 0, body: String(answer?.body) }
    },
    async drain() {
      const names = functions.flatMap(one => (one.kind === 'queue' ? [one.name] : []))
      for (;;) {
        let taken = 0
        for (const name of names) if ((await deliver(name)) !== 'none') taken += 1
        if (taken === 0) return
      }
    },
  }
}

/** The host hands over JSON as what it says. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
