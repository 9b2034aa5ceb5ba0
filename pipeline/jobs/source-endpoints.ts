/** Where each feed is asked: the endpoint of the catalogue, or the one that the environment names instead. */
import { FEEDS } from '../catalog/feeds.ts'

/** An address that is set is taken as it is: the connector checks it, and says what is wrong with it. */
export function sourceEndpoints(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    FEEDS.map(({ feed_id, endpoint, endpoint_setting }) => [
      feed_id,
      (endpoint_setting && environment[endpoint_setting]) ?? endpoint,
    ]),
  )
}
