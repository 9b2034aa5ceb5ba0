/**
 * A publisher as the connectors see it: somebody to ask politely. One circuit breaker, one quota ledger
 * and one pause for all its feeds; every question is asked again while that may help, and no longer.
 */
import product from '../../../package.json' with { type: 'json' }
import { type FetchContext, FetchError, type QuotaUse } from '../connector.ts'
import type { Patience } from '../patience.ts'
import type { PublisherPause } from '../publisher-pause.ts'
import type { QuotaLedger } from '../quota-ledger.ts'
import { toSecond } from '../window.ts'
import { openCircuit } from './circuit.ts'
import { failureOf, type ReadReset } from './classify-status.ts'
import { publicUrl } from './printable.ts'
import { followRedirects } from './redirects.ts'
import { RequestFailure } from './request-failure.ts'
import { withRetries } from './retries.ts'
import { type HttpAnswer, sendRequest } from './send-request.ts'

/** How we introduce ourselves; robots.txt is read under the name before the slash. */
export const USER_AGENT = `GridPowerStream/${product.version}`

export interface PublisherSettings {
  /** As a person on call knows it. */
  readonly name: string
  readonly patience: Patience
  /** Null: the publisher states no limit. */
  readonly ledger: QuotaLedger | null
  /** Null: what it asks for is not kept beyond the fetch. */
  readonly pause: PublisherPause | null
  readonly readReset?: ReadReset
}

export interface Question {
  readonly url: URL
  /** What the answer should have been, for the message when it is not: "the rows of eco2mix-regional-tr". */
  readonly expected: string
  readonly headers?: Readonly<Record<string, string>>
  readonly maxBytes: number
  /** Calls that the publisher counts for it. */
  readonly weight?: number
  /** Statuses, besides 200, that answer the question. */
  readonly answers?: (status: number) => boolean
  /** @throws RequestFailure unless the answer is whole and what was asked for. */
  readonly check?: (answer: HttpAnswer) => void
}

/** The questions of one fetch. */
export interface Inquiry {
  /** @throws FetchError */
  ask(question: Question): Promise<HttpAnswer>
  /** Requests sent so far. */
  readonly calls: number
  readonly quota: QuotaUse | null
}

export interface Publisher {
  inquire(context: FetchContext): Inquiry
}

export function openPublisher(settings: PublisherSettings): Publisher {
  const { name, patience, pause } = settings
  const circuit = openCircuit(name, patience)
  return {
    inquire(context) {
      const tally: Tally = { calls: 0, quota: null }
      const askOnceOf = (question: Question) => () => askOnce(question, settings, context, tally)
      return {
        async ask(question) {
          if (!context.isInsistent) await pause?.respect(context.lake, context.now())
          try {
            const answer = await circuit(
              () => withRetries(askOnceOf(question), patience, context),
              context.now,
            )
            if (context.isInsistent) await pause?.end(context.lake)
            return answer
          } catch (error) {
            if (!(error instanceof RequestFailure)) throw error
            // Our own quota is counted, and needs no other memory.
            if (error.code !== 'quota-exhausted') await pause?.begin(context.lake, error, context.now())
            throw givenUp(name, question, error, tally)
          }
        },
        get calls() {
          return tally.calls
        },
        get quota() {
          return tally.quota
        },
      }
    },
  }
}

interface Tally {
  calls: number
  quota: QuotaUse | null
}

async function askOnce(
  question: Question,
  { patience, ledger, readReset }: PublisherSettings,
  context: FetchContext,
  tally: Tally,
): Promise<HttpAnswer> {
  const { maxBytes, headers, check, answers } = question
  const answer = await followRedirects(question.url, async url => {
    context.signal?.throwIfAborted()
    // Counted before it is sent: a request that dies with the process has been sent, too.
    if (ledger) tally.quota = await ledger.count(context.lake, question.weight ?? 1, context.now())
    tally.calls += 1
    const request = { url, maxBytes, headers: { 'user-agent': USER_AGENT, ...headers } }
    return sendRequest(request, context, patience)
  })
  refuseInvented(answer, context)
  if (answer.status !== 200 && !answers?.(answer.status)) {
    throw failureOf(answer, context.now(), readReset ?? (() => null))
  }
  if (answer.status === 200) check?.(answer)
  return answer
}

/** A simulator says that it is one: what it invents must never pass for published. */
function refuseInvented({ headers }: HttpAnswer, { isSimulated }: FetchContext): void {
  if (headers.get('x-simulated') !== 'true' || isSimulated) return
  throw new RequestFailure('misconfigured', 'is a simulator, and its values would be kept as published ones')
}

function givenUp(name: string, question: Question, failure: RequestFailure, tally: Tally): FetchError {
  const { notBefore } = failure
  const until = notBefore ? ` Asking again is in vain before ${toSecond(notBefore)}.` : ''
  const times = tally.calls === 1 ? 'once' : `${tally.calls} times`
  const url = short(publicUrl(question.url))
  return new FetchError(
    failure.code,
    `${name} ${failure.message}. Expected ${question.expected}.${until} Asked ${times}: ${url}`,
    { ...tally, notBefore, cause: failure },
  )
}

const short = (url: string) => (url.length > 400 ? `${url.slice(0, 400)}…` : url)
