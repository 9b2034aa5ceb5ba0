/** The door that the configuration asks for. */
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { type Door, guardedDoor, OPEN_DOOR } from './door.ts'
import { issuerKeys } from './issuer-keys.ts'

export interface DoorContext {
  readonly now: () => Date
  readonly fetch: typeof globalThis.fetch
  readonly log: Logger
}

/** Configuration has made sure that there is an issuer wherever others than this machine can call. */
export function openDoor({ auth }: Pick<Config, 'auth'>, { now, fetch, log }: DoorContext): Door {
  if (auth === null) return OPEN_DOOR
  const keys = issuerKeys({
    issuer: auth.issuer,
    now,
    fetch,
    onFailure: error =>
      log.warn({ err: error, issuer: auth.issuer }, 'keys of the issuer could not be fetched'),
  })
  return guardedDoor({ ...auth, keys, now })
}
