/**
 * Messages that were given up, kept for a person: `silver/poisoned/<message id>.json` and so on, in the layer that the
 * step which gave them up may write, until they are sent again. The queue would drop them after a week.
 */
import { z } from 'zod'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { messageIdOf, STEPS, type Step } from './messages.ts'
import type { Queues } from './queues.ts'

const Poisoned = z.object({
  queue: z.enum(STEPS),
  message_id: z.string(),
  kept_at: z.iso.datetime(),
  /** The text of the message, whatever it is. */
  text: z.string(),
})
export type Poisoned = Readonly<z.infer<typeof Poisoned>>

/**
 * Keep a message that was given up; the same one again is kept once.
 *
 * @param given its text, or what the host of the functions made of it.
 * @param queueId how the queue names it, for one that does not say its name.
 */
export async function keepPoisoned(
  lake: ObjectStore,
  queue: Step,
  { given, queueId, now }: { readonly given: unknown; readonly queueId: string; readonly now: Date },
): Promise<Poisoned> {
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  const poisoned = {
    queue,
    message_id: messageIdOf(given) ?? queueId,
    kept_at: now.toISOString(),
    text,
  }
  await lake.create(keyOf(poisoned), new TextEncoder().encode(`${JSON.stringify(poisoned, null, 2)}\n`))
  return poisoned
}

/** All that are kept, oldest first. */
export async function listPoisoned(lake: ObjectStore): Promise<readonly Poisoned[]> {
  const keys = (await Promise.all(STEPS.map(step => lake.list(prefixOf(step))))).flat()
  const kept = await mapAtOnce(keys, async key =>
    Poisoned.parse(JSON.parse(new TextDecoder().decode(await lake.read(key)))),
  )
  return kept.toSorted((a, b) => Date.parse(a.kept_at) - Date.parse(b.kept_at))
}

/** Send one again, then forget it: killed between, it is sent twice, which does no harm. */
export async function sendAgain(lake: ObjectStore, queues: Queues, poisoned: Poisoned): Promise<void> {
  await queues.send(poisoned.queue, poisoned.text)
  await lake.remove(keyOf(poisoned))
}

const FOLDERS: Readonly<Record<Step, string>> = {
  silver: 'silver/poisoned/',
  gold: 'gold/poisoned/',
  forecast: 'gold/forecasting/poisoned/',
}

const prefixOf = (step: Step) => FOLDERS[step]
const keyOf = ({ queue, message_id }: Pick<Poisoned, 'queue' | 'message_id'>) =>
  `${prefixOf(queue)}${encodeURIComponent(message_id)}.json`
