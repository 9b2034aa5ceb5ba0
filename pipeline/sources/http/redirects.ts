/**
 * Redirects: followed within the host that was configured, and refused beyond it. A dataset that has
 * moved elsewhere is for a person to look at, and what is asked is not told to hosts nobody chose.
 */
import { publicUrl } from './printable.ts'
import { RequestFailure } from './request-failure.ts'
import type { HttpAnswer } from './send-request.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 3

/** @throws RequestFailure `rejected` for a redirect that is not followed. */
export async function followRedirects(
  start: URL,
  send: (url: URL) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let url = start
  for (let followed = 0; ; followed += 1) {
    const answer = await send(url)
    const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null
    if (location === null) return answer
    const target = URL.parse(location, url)
    if (!target || target.host !== url.host || isDowngrade(url, target)) {
      throw new RequestFailure(
        'rejected',
        `answered ${answer.status} and sends us to ${target ? publicUrl(target) : JSON.stringify(location)}, which is not followed: if it has moved, its endpoint must be changed`,
      )
    }
    if (followed === MOST_REDIRECTS) {
      throw new RequestFailure('rejected', `sent us on more than ${MOST_REDIRECTS} times`)
    }
    url = target
  }
}

const isDowngrade = (from: URL, to: URL) => from.protocol === 'https:' && to.protocol !== 'https:'
