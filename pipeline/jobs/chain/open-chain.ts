/** Opens what the steps work on, from the environment of a process that runs some of them. */
import { tmpdir } from 'node:os'
import { type Logger, pino } from 'pino'
import { machineClock } from '../feeds/clock.ts'
import { claimHome, openHomeOf, originOf } from '../home.ts'
import { openJobTelemetry } from '../job-telemetry.ts'
import { portOf } from '../port.ts'
import { type ChainSettings, chainSettings } from './chain-settings.ts'
import { type FeedsDoor, openFeedsDoor } from './feeds-door.ts'
import type { FetchPlace } from './fetch-step.ts'
import { openQueues } from './queues.ts'
import type { Workplace } from './workplace.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Chain extends Workplace {
  readonly log: Logger
  /** What fetching needs besides, opened when it is first asked for. */
  fetching(): Promise<FetchPlace & { readonly door: FeedsDoor }>
  close(): Promise<void>
}

/** The settings, with the folder of this machine that may go with it. @throws ConfigError */
export const settingsOf = (environment: Environment): ChainSettings => chainSettings(environment, tmpdir())

/** @throws ConfigError naming a setting that can't be used. */
export async function openChain(settings: ChainSettings, environment: Environment): Promise<Chain> {
  const log = pino({ level: environment.GRID_LOG_LEVEL || 'warn' }, pino.destination({ dest: 2, sync: true }))
  const parts = [...settings.parts].sort().join('-')
  const telemetry = await openJobTelemetry(environment, `grid-${parts}`, log)
  const home = openHomeOf(settings.home, { environment, telemetry })
  const place = { home, queues: openQueues(settings.queues, environment), now: machineClock.now }
  let opened: ReturnType<typeof openFetching> | undefined
  return {
    ...place,
    log,
    fetching() {
      opened ??= openFetching(place, { settings, environment, log }).catch((error: unknown) => {
        opened = undefined // the next one tries again
        throw error
      })
      return opened
    },
    async close() {
      await (await opened)?.close()
      await home.warehouse.close()
      await telemetry.close()
    },
  }
}

async function openFetching(
  place: Workplace,
  { settings, environment, log }: { settings: ChainSettings; environment: Environment; log: Logger },
) {
  const { home, now } = place
  const origin = (await originOf(home)) ?? 'published'
  await claimHome(home, origin)
  // The connectors take a while to load, and the other steps need none.
  const { openRunner } = await import('../feeds/feed-runner.ts')
  const { runner, close } = await openRunner(home, {
    origin,
    environment,
    simulatorPort: portOf('GRID_SIMULATOR_PORT', environment.GRID_SIMULATOR_PORT),
    now,
  })
  const door = openFeedsDoor(settings.auth, { now, fetch: globalThis.fetch, log })
  return { ...place, runner, door, close }
}
