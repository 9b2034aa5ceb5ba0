/** Asks a deployed API whether it lives, can serve, keeps its door shut, and opens it to who shows a token. */
import type { TokenCredential } from '@azure/identity'
import { DeployError } from './deploy-error.ts'
import type { Patience } from './patience.ts'
import { tokenFor } from './service-call.ts'

export interface SmokeRequest {
  /** `https://<name>.azurewebsites.net`, without a slash at the end. */
  readonly url: string
  /** A path that asks for a token. */
  readonly path: string
  readonly credential: TokenCredential
  /** `api://<application id>/.default` */
  readonly scope: string
  readonly patience: Patience
  readonly progress: (line: string) => void
}

export interface SmokeResult {
  readonly check: string
  readonly status: number
  readonly duration_ms: number
}

/**
 * A new container may take minutes to answer, and a paused database to wake: each check has all of the patience.
 *
 * @throws DeployError naming the check, what was answered and what was expected.
 */
export async function smokeTest(request: SmokeRequest): Promise<SmokeResult[]> {
  const token = await tokenFor(request)
  const authorization = { authorization: `Bearer ${token}` }
  return [
    await check(request, 'lives', '/healthz', 200, {}),
    await check(request, 'can serve', '/readyz', 200, {}),
    await check(request, 'keeps its door shut', request.path, 401, {}),
    await check(request, 'lets in who shows a token', request.path, 200, authorization),
  ]
}

async function check(
  { url, patience, progress }: SmokeRequest,
  name: string,
  path: string,
  expected: number,
  headers: Readonly<Record<string, string>>,
): Promise<SmokeResult> {
  for (let attempt = 0; ; attempt += 1) {
    const start = performance.now()
    const answer = await ask(`${url}${path}`, headers, patience.requestMs)
    const duration_ms = Math.round(performance.now() - start)
    if (answer.status === expected) return { check: name, status: expected, duration_ms }
    const pause = patience.pauses[attempt]
    const said = answer.status === 0 ? answer.text : `${answer.status}: ${answer.text.slice(0, 200)}`
    if (!mayPass(answer.status) || pause === undefined) {
      throw new DeployError(
        `${name}: GET ${url}${path}: ${said}: expected ${expected}${advice(answer.status)}`,
      )
    }
    progress(`${name}: ${said.slice(0, 80)}; again in ${pause / 1000} s`)
    await patience.sleep(pause)
  }
}

/** 404 and 403 come from the platform, too, while a container starts; an open door or a refused token does not pass. */
const mayPass = (status: number) => status === 0 || status === 403 || status === 404 || status >= 500

const advice = (status: number) =>
  status === 403 || status === 401
    ? ': has the deploying identity an app role of the API? (docs/operations/bootstrap.md)'
    : ''

/** Status 0: no answer came; the text says why. */
async function ask(url: string, headers: Readonly<Record<string, string>>, timeoutMs: number) {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    return { status: response.status, text: (await response.text()).replace(/\s+/g, ' ') }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return { status: 0, text: `no answer: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}
