/** The connectors of all feeds that are fetched over HTTP, composed: who publishes what, and who shares whose patience. */
import { FEEDS } from '../catalog/feeds.ts'
import type { Connector } from './connector.ts'
import { ECO2MIX_NATIONAL_REALTIME } from './eco2mix-national-realtime.ts'
import { ECO2MIX_REGIONAL_CONSOLIDATED } from './eco2mix-regional-consolidated.ts'
import { ECO2MIX_REGIONAL_REALTIME } from './eco2mix-regional-realtime.ts'
import type { ReadReset } from './http/classify-status.ts'
import { openPublisher, type Publisher } from './http/publisher.ts'
import { openOdreExport } from './odre-export.ts'
import { readWeatherReset } from './open-meteo.ts'
import { openWeatherArchive } from './open-meteo-archive.ts'
import { openWeatherForecast } from './open-meteo-forecast.ts'
import { PATIENCE, type Patience } from './patience.ts'
import { openPublisherPause } from './publisher-pause.ts'
import { openQuotaLedger } from './quota-ledger.ts'
import { openRegionAreas } from './region-areas.ts'
import { openRegionRegister } from './region-register.ts'

export interface ConnectorSettings {
  /** Feed → its address; a feed that is not named is asked at the endpoint of the catalogue. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly patience?: Patience
  /** False where nobody is called: recorded publications use up no quota, and wait for nobody. Default true. */
  readonly countsCalls?: boolean
}

/**
 * Open once in a process: circuit breakers and the turns of quota ledgers are of what this returns.
 *
 * @returns connectors by feed.
 */
export function openConnectors({
  endpoints,
  patience = PATIENCE,
  countsCalls = true,
}: ConnectorSettings): ReadonlyMap<string, Connector> {
  const at = (feedId: string) => endpoints[feedId] ?? feedOf(feedId).endpoint
  const publisher = (name: string, feedId: string, readReset?: ReadReset): Publisher => {
    const { quota } = feedOf(feedId)
    const ledger = quota && countsCalls ? openQuotaLedger(quota) : null
    const pauseOf = { publisher: name, name: quota?.ledger ?? feedId, patience }
    const pause = countsCalls ? openPublisherPause(pauseOf) : null
    return openPublisher({ name, patience, ledger, pause, ...(readReset && { readReset }) })
  }
  const odre = publisher('ODRÉ', ECO2MIX_REGIONAL_REALTIME.feed_id, readOdreReset)
  const openMeteo = publisher('Open-Meteo', 'open-meteo-forecast', readWeatherReset)
  const connectors = [
    ...[ECO2MIX_REGIONAL_REALTIME, ECO2MIX_REGIONAL_CONSOLIDATED, ECO2MIX_NATIONAL_REALTIME].map(feed =>
      openOdreExport(feed, at(feed.feed_id), odre),
    ),
    openWeatherForecast(at('open-meteo-forecast'), openMeteo),
    openWeatherArchive(at('open-meteo-archive'), openMeteo),
    openRegionRegister(at('region-register'), publisher('The register of communes', 'region-register')),
    openRegionAreas(at('region-areas'), publisher('The encyclopedia', 'region-areas')),
  ]
  return new Map(connectors.map(connector => [connector.feed_id, connector]))
}

function feedOf(feedId: string) {
  const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
  if (!feed) throw new RangeError(`feed ${feedId}: expected one of the catalogue`)
  return feed
}

/** ODRÉ says in the body when its quota begins anew. */
const readOdreReset: ReadReset = ({ reset_time }) => {
  const instant = typeof reset_time === 'string' ? Date.parse(reset_time) : Number.NaN
  return Number.isNaN(instant) ? null : new Date(instant)
}
