/** The feeds that the simulator publishes, and where each of them answers. */

const ODRE_DATASETS = '/api/explore/v2.1/catalog/datasets'

const PATHS = {
  'eco2mix-regional-realtime': `${ODRE_DATASETS}/eco2mix-regional-tr/exports/json`,
  'eco2mix-regional-consolidated': `${ODRE_DATASETS}/eco2mix-regional-cons-def/exports/json`,
  'eco2mix-national-realtime': `${ODRE_DATASETS}/eco2mix-national-tr/exports/json`,
  'open-meteo-forecast': '/v1/forecast',
  'open-meteo-archive': '/v1/archive',
  'region-register': '/communes.json',
  'region-areas': '/wiki/Regions_of_France',
} as const

export type SimulatedFeed = keyof typeof PATHS

/** Listed once, with the type that `Object.keys` forgets. */
export const SIMULATED_FEEDS: readonly SimulatedFeed[] = [
  'eco2mix-regional-realtime',
  'eco2mix-regional-consolidated',
  'eco2mix-national-realtime',
  'open-meteo-forecast',
  'open-meteo-archive',
  'region-register',
  'region-areas',
]

/** Where to ask for each feed, by feed_id: in the place of the publishers' endpoints. */
export function simulatedEndpoints(url: string): Readonly<Record<string, string>> {
  const base = url.replace(/\/$/, '')
  return Object.fromEntries(SIMULATED_FEEDS.map(feed => [feed, `${base}${PATHS[feed]}`]))
}
