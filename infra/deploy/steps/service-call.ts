/**
 * One call of a service of Azure, with a token, until it is answered for good.
 *
 * What passes by waiting is tried again: 403 (a role that has not spread yet), 409 (somebody else is at it), 429 (after
 * the time that it names), 5xx, no answer. A 401 is tried once more with a fresh token. Tokens appear in no
 * message.
 */
import type { TokenCredential } from '@azure/identity'
import { DeployError } from './deploy-error.ts'
import type { Patience } from './patience.ts'

export interface Service {
  readonly credential: TokenCredential
  /** Whom tokens are made out to: `https://management.azure.com/.default`. */
  readonly scope: string
  readonly patience: Patience
  /** Told why it waits. */
  readonly progress: (line: string) => void
}

export interface ServiceRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** Statuses beyond 2xx that are an answer, too: 404 where something may not be there. */
  readonly expected?: readonly number[]
  /** It brings what it needs in its body, and no token in its headers. */
  readonly isAnonymous?: boolean
}

export interface ServiceAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const PASSING = new Set([403, 408, 409, 429, 500, 502, 503, 504])
const LONGEST_RETRY_AFTER_MS = 120_000

/** @throws DeployError naming the call, the last answer to it, and what to look at. */
export async function callService(service: Service, request: ServiceRequest): Promise<ServiceAnswer> {
  const { patience, progress } = service
  let refusedTokens = 0
  for (let attempt = 0; ; attempt += 1) {
    const answer = await attemptOnce(service, request)
    const pause = patience.pauses[attempt]
    if (typeof answer !== 'string') {
      if (isFinal(answer, request)) return answer
      if (answer.status === 401) refusedTokens += 1
      const mayPass = PASSING.has(answer.status) || (answer.status === 401 && refusedTokens === 1)
      if (!mayPass || pause === undefined) throw refusal(request, answer)
      const wait = retryAfter(answer.headers) ?? pause
      progress(`${describe(request)}: ${answer.status}; again in ${wait / 1000} s`)
      await patience.sleep(wait)
    } else {
      if (pause === undefined) throw new DeployError(`${describe(request)}: no answer: ${answer}`)
      progress(`${describe(request)}: no answer (${answer}); again in ${pause / 1000} s`)
      await patience.sleep(pause)
    }
  }
}

const describe = ({ method, url }: ServiceRequest) => `${method} ${url.replace(/\?.*$/, '')}`

const isFinal = ({ status }: ServiceAnswer, { expected = [] }: ServiceRequest) =>
  (status >= 200 && status < 300) || expected.includes(status)

/** The answer or, where none came, why. */
async function attemptOnce(service: Service, request: ServiceRequest): Promise<ServiceAnswer | string> {
  const { patience } = service
  const authorization = request.isAnonymous ? {} : { authorization: `Bearer ${await tokenFor(service)}` }
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, ...authorization },
      ...(request.body !== undefined && { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience.requestMs),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    return causeOf(error)
  }
}

/** @throws DeployError when nobody is signed in; the credential's own error says why it could not. */
export async function tokenFor({
  credential,
  scope,
}: Pick<Service, 'credential' | 'scope'>): Promise<string> {
  const token = await credential.getToken(scope)
  if (token) return token.token
  throw new DeployError(`${scope}: nobody is signed in`)
}

/** fetch says « fetch failed », and why in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}

/** Seconds or a date; what is neither, or too long, is not heeded. */
function retryAfter(headers: Headers): number | undefined {
  const said = headers.get('retry-after')
  if (said === null || !/^\d+$/.test(said)) return undefined
  return Math.min(Number(said) * 1000, LONGEST_RETRY_AFTER_MS)
}

const ADVICE: Readonly<Record<number, string>> = {
  401: 'the token was refused: is this the right tenant, and is the app’s basic authentication off but Entra ID on?',
  403: 'the signed-in identity lacks a role here; a new one takes up to ten minutes',
  404: 'there is no such thing: is `pulumi up` through?',
  409: 'another deployment is at it',
}

function refusal(request: ServiceRequest, { status, text }: ServiceAnswer): DeployError {
  const advice = ADVICE[status]
  return new DeployError(
    [`${describe(request)}: ${status}`, text.replace(/\s+/g, ' ').slice(0, 500), advice]
      .filter(Boolean)
      .join(': '),
  )
}
