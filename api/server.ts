/** Serves the API, and as an entry point what GRID_HOME holds, read-only. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { ConfigError } from '../pipeline/catalog/config-error.ts'
import { openWarehouse } from '../pipeline/gold/open-warehouse.ts'
import { type AppOptions, createApp } from './app.ts'
import { openDoor } from './auth/open-door.ts'
import { type Config, isLoopback, readConfig } from './config.ts'

export interface ServerOptions extends AppOptions {
  readonly config: Pick<Config, 'GRID_HOST' | 'GRID_PORT'>
  /** How long requests under way may still take when the server stops. Default 10 s. */
  readonly drainMs?: number
}

export interface RunningServer {
  readonly url: string
  /** Stop accepting, let requests under way end, then cut what remains. */
  close(): Promise<void>
}

/** Of all names and values of a request's headers: beyond, Node answers 431. */
const MOST_HEADER_BYTES = 16_384
/** Further ones wait for nothing: they are closed at once. */
const MOST_CONNECTIONS = 1_000

/**
 * @returns once the port is open.
 * @throws ConfigError for an open door that others than this machine could reach.
 */
export async function startServer({
  config,
  drainMs = 10_000,
  ...options
}: ServerOptions): Promise<RunningServer> {
  if (!options.door.isGuarded && !isLoopback(config.GRID_HOST)) {
    throw new ConfigError(`GRID_HOST=${config.GRID_HOST}: expected a loopback address where no one signs in`)
  }
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, createApp(options).callback())
  server.maxConnections = MOST_CONNECTIONS
  server.requestTimeout = 10_000
  server.headersTimeout = 5_000
  server.listen(config.GRID_PORT, config.GRID_HOST)
  await once(server, 'listening')
  const { address, port, family } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()))
      })
      server.closeIdleConnections()
      await Promise.race([closed, sleep(drainMs, undefined, { ref: false })])
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(): Promise<void> {
  const log = pino()
  const config = readConfig(process.env)
  const warehouse = openWarehouse(config.GRID_WAREHOUSE, config.GRID_HOME, process.env)
  const now = () => new Date()
  const door = openDoor(config, { now, fetch, log })
  const server = await startServer({
    config,
    warehouse,
    door,
    log,
    now,
    corsOrigins: config.GRID_CORS_ORIGINS,
  })
  log.info({ url: server.url, home: config.GRID_HOME }, 'serving')
  const stop = async () => {
    await server.close()
    await warehouse.close()
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

if (import.meta.main) {
  await serve().catch((error: unknown) => {
    const log = pino()
    if (error instanceof ConfigError) log.fatal(error.message)
    else log.fatal({ err: error }, 'the service could not start')
    process.exitCode = 1
  })
}
