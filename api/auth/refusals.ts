/**
 * How the door refuses: problem details with the challenge of RFC 6750. A reason says what is wrong with a
 * token, never what stands in it.
 */
import { ProblemError } from '../problem.ts'
import type { Access } from './access.ts'

const SECONDS_TO_RETRY = '10'

const challenge = (parameters: Readonly<Record<string, string>>): Record<string, string> => ({
  'WWW-Authenticate': `Bearer ${Object.entries({ realm: 'grid-power-stream', ...parameters })
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`,
})

/** Without a token there is no error to name: only how to ask. */
export const noToken = (): ProblemError =>
  new ProblemError(401, 'A bearer token is needed in the Authorization header.', { headers: challenge({}) })

export const invalidRequest = (detail: string): ProblemError =>
  new ProblemError(400, detail, { headers: challenge({ error: 'invalid_request' }) })

/** @param detail plain ASCII: it stands in a header, too. */
export const invalidToken = (detail: string): ProblemError =>
  new ProblemError(401, detail, {
    headers: challenge({ error: 'invalid_token', error_description: detail }),
  })

export const insufficientScope = ({ scope, role }: Access): ProblemError =>
  new ProblemError(403, `The token grants neither the scope ${scope} nor the app role ${role}.`, {
    headers: challenge({ error: 'insufficient_scope', scope }),
  })

/** Nobody can be let in, and nobody can be told to be wrong: the keys of the issuer can't be had. */
export const issuerUnavailable = (cause: unknown): ProblemError =>
  new ProblemError(503, 'Tokens cannot be verified now: the keys of their issuer cannot be had.', {
    headers: { 'Retry-After': SECONDS_TO_RETRY },
    cause,
  })
