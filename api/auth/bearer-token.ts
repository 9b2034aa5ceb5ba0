/** The token of a request, as RFC 6750 has it in the Authorization header. Nowhere else is one looked for. */
import type { IncomingMessage } from 'node:http'
import { invalidRequest, invalidToken, noToken } from './refusals.ts'

/** Longer than any token of Entra ID, and shorter than what would cost to verify. */
const LONGEST_TOKEN = 8_192
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** @throws ProblemError 401 without one, 400 for a header that is given twice or is malformed. */
export function bearerToken({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string {
  // Node keeps the first of two headers and drops the other; a proxy in front may have looked at the other.
  const [given, another] = rawHeaders.filter((_, index) => isAuthorization(rawHeaders[index - 1], index))
  if (given === undefined) throw noToken()
  if (another !== undefined) throw invalidRequest('The Authorization header was given more than once.')
  const [, token] = BEARER.exec(given) ?? []
  if (token === undefined) {
    if (!/^bearer\b/i.test(given)) throw noToken()
    throw invalidRequest('The Authorization header is not « Bearer <token> ».')
  }
  if (token.length > LONGEST_TOKEN) {
    throw invalidToken(`The token has ${token.length} characters, at most ${LONGEST_TOKEN} are read.`)
  }
  return token
}

/** Names and values alternate. */
const isAuthorization = (name: string | undefined, index: number) =>
  index % 2 === 1 && name?.toLowerCase() === 'authorization'
