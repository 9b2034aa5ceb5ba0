/** Where each feed is asked: the endpoint of the catalogue, or the one that the environment names instead. */
import { z } from 'zod'
import { ConfigError } from '../../catalog/config-error.ts'
import { ENDPOINT_SETTINGS, FEEDS } from '../../catalog/feeds.ts'

const Settings = z.partialRecord(
  z.enum(ENDPOINT_SETTINGS),
  z.url({ protocol: /^https?$/, error: 'an http or https URL' }),
)

/** @throws ConfigError naming each setting that is no URL; the connector checks the rest before it asks. */
export function sourceEndpoints(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const named = ENDPOINT_SETTINGS.filter(name => environment[name] !== undefined)
  const parsed = Settings.safeParse(Object.fromEntries(named.map(name => [name, environment[name]])))
  if (!parsed.success) {
    // The value is not told: a URL can hold a password.
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => `${String(path[0])}: expected ${message}`).join('; '),
    )
  }
  return Object.fromEntries(
    FEEDS.map(({ feed_id, endpoint, endpoint_setting }) => [
      feed_id,
      (endpoint_setting && parsed.data[endpoint_setting]) ?? endpoint,
    ]),
  )
}
