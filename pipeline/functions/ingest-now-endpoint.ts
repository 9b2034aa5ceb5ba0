/** `POST /api/ingest-now`: a feed is fetched for someone who may ask for it. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import { ingestNow } from '../jobs/chain/ingest-now.ts'
import type { ScheduledFeeds } from '../jobs/chain/scheduled-feeds.ts'
import type { Declaration } from './declaration.ts'
import { type OpenChain, onChain } from './invocation.ts'

/** Azure's balancer hangs up after 230 s. */
const LONGEST_ANSWER_MS = 220_000

export function ingestNowEndpoint(feeds: ScheduledFeeds, open: OpenChain): Declaration {
  return {
    kind: 'http',
    name: 'ingest-now',
    options: {
      methods: ['POST'],
      // The host knows callers by keys alone, and keys are secrets: the token is verified by us.
      authLevel: 'anonymous',
      handler: (request: HttpRequest): Promise<HttpResponseInit> =>
        onChain(open, async chain => {
          const place = await chain.fetching()
          return ingestNow(
            { place, door: place.door, feeds },
            {
              authorization: request.headers.get('authorization'),
              body: await request.text(),
              signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
            },
          )
        }),
    },
  }
}
