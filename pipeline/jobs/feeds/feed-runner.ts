/** What runs feeds: the connectors of a home, with the publishers themselves or their simulation behind them. */

import { simulatedEndpoints } from '../../simulator/server/simulated-feeds.ts'
import { type Simulator, startSimulator } from '../../simulator/server/start-simulator.ts'
import type { Connector } from '../../sources/connector.ts'
import { openConnectors } from '../../sources/open-connectors.ts'
import { openSqlSource } from '../../sources/sql-source.ts'
import { sqlSourceConfig } from '../../sources/sql-source-config.ts'
import type { Home, Origin } from '../home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import type { FeedRunner } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'
import { sourceEndpoints } from './source-endpoints.ts'

/** A home that starts empty holds this much past once its feeds have run. */
const INITIAL_DAYS = 60
/** Simulated values are those of this seed, in every home. */
export const SEED = 1

export interface OpenRunner {
  readonly runner: FeedRunner
  /** Of the simulator, when there is one. */
  readonly simulatorUrl: string | null
  close(): Promise<void>
}

export interface RunnerSettings {
  readonly origin: Origin
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A simulator that answers there is asked; else one is started there. 0 takes a free one. */
  readonly simulatorPort: number
  readonly now: () => Date
}

/** @throws ConfigError naming a setting of the environment that can't be used. */
export async function openRunner(home: Home, settings: RunnerSettings): Promise<OpenRunner> {
  const { origin, environment, simulatorPort: port, now } = settings
  if (origin === 'published') {
    return {
      runner: runnerOf(home, publishedConnectors(environment), settings),
      simulatorUrl: null,
      close: async () => undefined,
    }
  }
  const simulator = (await runningSimulator(port)) ?? (await startSimulator({ seed: SEED, now, port }))
  const connectors = openConnectors({ endpoints: simulatedEndpoints(simulator.url) })
  return {
    runner: runnerOf(home, connectors, settings),
    simulatorUrl: simulator.url,
    close: () => simulator.stop(),
  }
}

/** The simulator of another process, so that what was broken there is broken here. */
async function runningSimulator(port: number): Promise<Pick<Simulator, 'url' | 'stop'> | null> {
  if (port === 0) return null
  const url = `http://127.0.0.1:${port}`
  try {
    const answer = await fetch(`${url}/control/faults`, { signal: AbortSignal.timeout(5_000) })
    await answer.body?.cancel()
    return answer.headers.get('x-simulated') ? { url, stop: async () => undefined } : null
  } catch {
    return null // nobody answers: starting one there tells if the port can't be had
  }
}

/** The publishers', and that of a database where one is configured. */
function publishedConnectors(environment: RunnerSettings['environment']): ReadonlyMap<string, Connector> {
  const connectors = openConnectors({ endpoints: sourceEndpoints(environment) })
  const database = sqlSourceConfig(environment)
  if (!database) return connectors
  const source = openSqlSource(database)
  return new Map([...connectors, [source.feed_id, source]])
}

function runnerOf(
  home: Home,
  connectors: ReadonlyMap<string, Connector>,
  { origin, now }: RunnerSettings,
): FeedRunner {
  return {
    home,
    connectors,
    fetch: globalThis.fetch,
    isSimulated: origin === 'simulated',
    now,
    update: sharedUpdate(() => bringUpToDate(home)),
    store: sharedStore(home),
    initialDays: INITIAL_DAYS,
  }
}
