/** Serves the API, and as an entry point what GRID_HOME holds, read-only. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { ConfigError } from '../pipeline/catalog/config-error.ts'
import { openWarehouse } from '../pipeline/gold/open-warehouse.ts'
import { type AppOptions, createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'

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

/** @returns once the port is open. */
export async function startServer({
  config,
  drainMs = 10_000,
  ...options
}: ServerOptions): Promise<RunningServer> {
  const server = createServer(createApp(options).callback())
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
  const warehouse = openWarehouse(config.GRID_WAREHOUSE, config.GRID_HOME, async () => {
    const { DefaultAzureCredential } = await import('@azure/identity')
    const { AZURE_CLIENT_ID } = config
    return new DefaultAzureCredential(AZURE_CLIENT_ID ? { managedIdentityClientId: AZURE_CLIENT_ID } : {})
  })
  const server = await startServer({ config, warehouse, log, now: () => new Date() })
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
