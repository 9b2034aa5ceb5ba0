/**
 * A run of a feed that someone asks for over HTTP: the second way in, should timers have stopped. The feed is
 * fetched while the caller waits; silver and gold follow by the queues, so the answer is « accepted ».
 */
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { ProblemError } from '../../../api/problem.ts'
import type { FeedsDoor } from './feeds-door.ts'
import { type FetchPlace, fetchStep } from './fetch-step.ts'
import type { ScheduledFeeds } from './scheduled-feeds.ts'

export interface Asked {
  /** The Authorization header; null when there is none. */
  readonly authorization: string | null
  /** JSON: `{"feed": "<id>"}`. */
  readonly body: string
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface IngestNow {
  readonly place: FetchPlace
  readonly door: FeedsDoor
  readonly feeds: ScheduledFeeds
}

const LONGEST_BODY = 1_024
/** A run takes seconds, as a rule. */
const RETRY_AFTER = { 'Retry-After': '60' }

const Body = z.strictObject({ feed: z.string() })

/** @returns 202 with the run's id, or problem details: 400, 401, 403, 409, 502 or 503. */
export async function ingestNow({ place, door, feeds }: IngestNow, asked: Asked): Promise<Answer> {
  try {
    await door.admit(asked.authorization)
    const feed = feedAsked(asked.body, feeds)
    const fetched = await fetchStep(place, { feed, trigger: 'manual', signal: asked.signal })
    if (!fetched) {
      throw new ProblemError(409, `A run of ${feed.feed_id} is under way.`, { headers: RETRY_AFTER })
    }
    const { run_id, error, news } = fetched
    if (error) throw new ProblemError(502, `${run_id}: ${error.code}: ${error.message}`)
    return json(202, 'application/json', { run_id, feed_id: feed.feed_id, publications: news })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return problem(error)
  }
}

function feedAsked(body: string, { feeds, left_out }: ScheduledFeeds) {
  const asked = Body.safeParse(body.length > LONGEST_BODY ? undefined : parseJson(body)).data?.feed
  const known = feeds.map(({ feed_id }) => feed_id).join(', ')
  if (asked === undefined) throw new ProblemError(400, `Expected {"feed": "<id>"}, one of ${known}.`)
  const feed = feeds.find(({ feed_id }) => feed_id === asked)
  if (feed) return feed
  const left = left_out.find(({ feed_id }) => feed_id === asked)
  if (left) throw new ProblemError(400, `feed: ${left.feed_id} can't be fetched here: ${left.reason}.`)
  throw new ProblemError(400, `feed: ${JSON.stringify(asked)}: expected one of ${known}.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // refused with what was expected
  }
}

const problem = ({ status, message, headers }: ProblemError): Answer => ({
  ...json(status, 'application/problem+json', {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
  }),
  headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
})

const json = (status: number, type: string, content: unknown): Answer => ({
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store' },
  body: `${JSON.stringify(content)}\n`,
})
