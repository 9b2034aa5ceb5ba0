/**
 * What one step of the chain tells the next: bronze tells silver, silver tells gold, gold tells forecast. A message says that there is
 * something to do, not what: each step brings its layer up to date with all that is there. So a message that comes
 * twice, late or out of order does no harm, and one that is lost is made up for by the next.
 */
import { z } from 'zod'
import type { TraceCarrier } from '../../telemetry/telemetry.ts'
import type { Attempt } from '../feeds/attempt.ts'

/** Queues that a step reads. */
export const STEPS = ['silver', 'gold', 'forecast'] as const
export type Step = (typeof STEPS)[number]

const instant = z.iso.datetime().transform(text => new Date(text))
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().nonnegative()

const AttemptMade = z.object({
  started_at: instant,
  finished_at: instant,
  window: z.object({ from: instant, to: instant }).nullable(),
  calls: count,
  bytes: count,
  quota: z.object({ used: count, allowed: count }).nullable(),
  received: z.array(z.object({ sha256: digest, reception_id: digest, isNew: z.boolean() })),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  not_before: instant.nullable(),
}) satisfies z.ZodType<Attempt>

const SilverBody = z.object({
  feed_id: z.string(),
  trigger: z.enum(['schedule', 'catch-up', 'retry', 'sweep', 'manual']),
  is_simulated: z.boolean(),
  /** To be entered into the journal once silver has what they brought. */
  attempts: z.array(AttemptMade),
  /** Reception ids of what is news. */
  news: z.array(digest),
})
export type SilverBody = Readonly<z.output<typeof SilverBody>>

export interface Message<Body> {
  readonly message_id: string
  readonly sent_at: string
  readonly parent: TraceCarrier | undefined
  readonly body: Body
}

export interface MessageKind<Body> {
  readonly step: Step
  write(message: Message<Body>): string
  /**
   * @param given the text of a message, or what the host of the functions made of it.
   * @throws MessageError naming the first field that does not fit.
   */
  read(given: unknown): Message<Body>
}

/** Bronze was asked to take something in. */
export const TO_SILVER = messageKind('silver', SilverBody)
/** Silver has something that gold may lack: publications, or runs in the journal. */
export const TO_GOLD = messageKind('gold', z.object({ loads: count }))
/** Gold is up to date: the hour may be forecast, where it has not been. */
export const TO_FORECAST = messageKind('forecast', z.object({ batches: count }))

function messageKind<Schema extends z.ZodType>(step: Step, body: Schema): MessageKind<z.output<Schema>> {
  const Envelope = z.object({
    version: z.literal(1),
    step: z.literal(step),
    message_id: z.uuid(),
    sent_at: z.iso.datetime(),
    /** Where the sender stood in its trace, W3C Trace Context; absent when it was in none. */
    traceparent: z.string().max(256).optional(),
    tracestate: z.string().max(512).optional(),
    body: z.unknown(),
  })
  return {
    step,
    write: ({ message_id, sent_at, parent, body: told }) =>
      JSON.stringify({ version: 1, step, message_id, sent_at, ...parent, body: told }),
    read(given) {
      const content = typeof given === 'string' ? parseJson(step, given) : given
      const envelope = fitting(step, Envelope, content)
      const { message_id, sent_at, traceparent, tracestate } = envelope
      const parent =
        traceparent === undefined ? undefined : { traceparent, ...(tracestate && { tracestate }) }
      return { message_id, sent_at, parent, body: fitting(step, body, envelope.body) }
    },
  }
}

function fitting<Schema extends z.ZodType>(step: Step, schema: Schema, content: unknown): z.output<Schema> {
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new MessageError(`message to ${step}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** It can't be read: trying again is in vain, a person must look. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
}

/** The name of a message that may be unreadable; undefined when it has none. */
export function messageIdOf(given: unknown): string | undefined {
  try {
    const content = typeof given === 'string' ? JSON.parse(given) : given
    return z.object({ message_id: z.uuid() }).safeParse(content).data?.message_id
  } catch {
    return undefined // not JSON: it has no name
  }
}

function parseJson(step: Step, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new MessageError(`message to ${step}: is no JSON`, { cause })
  }
}
