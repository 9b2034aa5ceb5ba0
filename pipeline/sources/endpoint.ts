/** The address of a feed: configuration, and checked before anything is sent to it. */
import { FEEDS } from '../catalog/feeds.ts'
import { FetchError } from './connector.ts'

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/

/** @throws FetchError `misconfigured` that names the setting, its value and what was expected. */
export function parseEndpoint(feedId: string, endpoint: string): URL {
  const url = URL.parse(endpoint)
  const fault = faultOf(url)
  if (url && fault === undefined) return url
  const setting = FEEDS.find(({ feed_id }) => feed_id === feedId)?.endpoint_setting
  const name = setting ? `${setting} (endpoint of ${feedId})` : `endpoint of ${feedId}`
  // A password must not reach a log, not even one in the wrong place.
  const value = endpoint.includes('@') ? 'a text with @ in it' : JSON.stringify(endpoint)
  throw new FetchError('misconfigured', `${name}: ${value}: expected ${fault}`)
}

function faultOf(url: URL | null): string | undefined {
  if (!url) return 'an absolute URL, such as https://example.org/page'
  if (url.username || url.password) return 'a URL without credentials'
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return undefined
  return 'a URL that begins https:// (http:// is for this machine alone)'
}
