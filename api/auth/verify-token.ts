/** Verifies an access token: who made it, for whom, when, and what it grants. */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { IssuerUnavailableError } from './issuer-keys.ts'
import { invalidToken, issuerUnavailable } from './refusals.ts'

/** Public-key signatures only: with a shared secret, who can verify can forge. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256']
/** How far the clocks of the issuer and of this machine may be apart. */
const CLOCK_TOLERANCE_SECONDS = 30
/** Only ID tokens carry these: they tell a client who signed in, and open no API. */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash'] as const

export interface TokenRules {
  readonly issuer: string
  readonly audience: string
  readonly keys: JWTVerifyGetKey
  readonly now: () => Date
}

/** What a verified token grants. */
export interface Grant {
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
}

/** @throws ProblemError 401 for a token that is not good; 503 when no key of the issuer can be had. */
export async function verifyToken(token: string, rules: TokenRules): Promise<Grant> {
  const payload = await verifiedPayload(token, rules)
  if (OF_ID_TOKENS.some(claim => claim in payload))
    throw invalidToken('It is an ID token, not an access token.')
  return { scopes: wordsOf(payload.scp), roles: listOf(payload.roles) }
}

async function verifiedPayload(
  token: string,
  { issuer, audience, keys, now }: TokenRules,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, namedKeys(keys), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now(),
      requiredClaims: ['exp', 'iat', 'sub'],
    })
    return payload
  } catch (error) {
    if (error instanceof IssuerUnavailableError) throw issuerUnavailable(error)
    if (error instanceof errors.JOSEError) throw invalidToken(reasonOf(error))
    throw error
  }
}

/** A token says which key it was signed with: none is tried for luck, and none of its own is taken. */
const namedKeys =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  (header, token) => {
    if (typeof header.kid === 'string' && header.kid !== '') return keys(header, token)
    throw new errors.JWSInvalid('no kid')
  }

/** What is wrong, without a word of what stands in the token. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIM_REASONS[error.claim] ?? 'A claim is missing.'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The algorithm of the token is not accepted.'
  if (error instanceof errors.JWKSNoMatchingKey) return 'The issuer has no such key.'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature is not right.'
  return 'It is not a signed JWT.'
}

const CLAIM_REASONS: Readonly<Record<string, string>> = {
  nbf: 'The token is not valid yet.',
  iss: 'The token is of another issuer.',
  aud: 'The token is for another audience.',
}

const wordsOf = (claim: unknown): string[] =>
  typeof claim === 'string' ? claim.split(' ').filter(Boolean) : []

const listOf = (claim: unknown): string[] =>
  Array.isArray(claim) ? claim.filter(role => typeof role === 'string') : []
