/** Serves the API and the page over a home until the process is asked to stop. */
import { once } from 'node:events'
import { pino } from 'pino'
import { openDoor } from '../../api/auth/open-door.ts'
import { readConfig } from '../../api/config.ts'
import { dashboard } from '../../api/dashboard/dashboard.ts'
import { withReports } from '../../api/dashboard/report-pages.ts'
import { startServer } from '../../api/server.ts'
import { EXIT } from './exit-codes.ts'
import type { Repetition } from './feeds/repeat.ts'
import { describePlace, type Home, originOf } from './home.ts'
import { reportsOf } from './reports/report-source.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Say = (text: string) => void

/**
 * @param work begun once the port is open, with its address, so that the page can tell that data is on its way; what it
 * returns goes on until the end.
 * @returns the exit code.
 */
export async function serveUntilStopped(
  home: Home,
  environment: Environment,
  say: Say,
  work: (url: string) => Promise<Repetition | undefined>,
): Promise<number> {
  const { warehouse, telemetry } = home
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const log = pino({ level: environment.GRID_LOG_LEVEL ?? 'warn' }, pino.destination(2))
  const config = readConfig(environment)
  const now = () => new Date()
  const server = await startServer({
    config,
    warehouse,
    door: openDoor(config, { now, fetch, log }),
    telemetry,
    corsOrigins: config.GRID_CORS_ORIGINS,
    now,
    log,
    pages: withReports(dashboard(), reportsOf(home)),
  })
  try {
    say(`page ${server.url}/  API ${server.url}/docs\n`)
    const working = work(server.url)
    const loop = await Promise.race([working, stopped.then(() => undefined)])
    await stopped
    say('stopping\n')
    await (loop ?? (await working))?.stop()
  } finally {
    await server.close()
  }
  return EXIT.ok
}

/** Serve what the home holds, without ingesting. */
export async function openServer(home: Home, environment: Environment, say: Say): Promise<number> {
  const origin = await originOf(home)
  say(`${describePlace(home)}: ${origin === undefined ? 'empty, nothing to serve yet' : `${origin} data`}\n`)
  return serveUntilStopped(home, environment, say, async () => undefined)
}
