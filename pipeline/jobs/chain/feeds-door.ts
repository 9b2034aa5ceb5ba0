/** Who may ask for a run of a feed: the door of the API, with a right of its own. */
import type { Access } from '../../../api/auth/access.ts'
import { type DoorContext, openDoor } from '../../../api/auth/open-door.ts'
import { ProblemError } from '../../../api/problem.ts'
import type { ChainSettings } from './chain-settings.ts'

const RUN_FEEDS: Access = {
  scope: 'Feeds.Run',
  role: 'Feeds.Run.All',
  meaning: 'Have a feed fetched now.',
}

export interface FeedsDoor {
  /** @param authorization the header; null when there is none. @throws ProblemError for who is not let in. */
  admit(authorization: string | null): Promise<void>
}

/** Without an issuer nobody is let in: a function app is reached from everywhere. */
export function openFeedsDoor(auth: ChainSettings['auth'], context: DoorContext): FeedsDoor {
  if (auth === null) {
    return {
      async admit() {
        const detail = 'Nobody can be let in: GRID_AUTH_ISSUER and GRID_AUTH_AUDIENCE are not set.'
        throw new ProblemError(503, detail)
      },
    }
  }
  const door = openDoor({ auth }, context)
  return {
    admit: authorization =>
      door.admit({ rawHeaders: authorization === null ? [] : ['authorization', authorization] }, RUN_FEEDS),
  }
}
