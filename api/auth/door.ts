/** The door of the API: who is let in to what. */
import type { IncomingMessage } from 'node:http'
import type { Access } from './access.ts'
import { bearerToken } from './bearer-token.ts'
import { insufficientScope } from './refusals.ts'
import { type TokenRules, verifyToken } from './verify-token.ts'

export interface Door {
  /** Whether callers must show a token. */
  readonly isGuarded: boolean
  /** @throws ProblemError 400, 401, 403 or 503 for a caller who is not let in. */
  admit(request: Pick<IncomingMessage, 'rawHeaders'>, access: Access): Promise<void>
}

/** Lets everyone in: for a service that nobody but this machine can reach. */
export const OPEN_DOOR: Door = { isGuarded: false, admit: async () => undefined }

/** Lets in who shows a token of the issuer that grants the scope, or the app role. */
export const guardedDoor = (rules: TokenRules): Door => ({
  isGuarded: true,
  async admit(request, access) {
    const { scopes, roles } = await verifyToken(bearerToken(request), rules)
    if (!scopes.includes(access.scope) && !roles.includes(access.role)) throw insufficientScope(access)
  },
})
