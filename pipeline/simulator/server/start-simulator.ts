/**
 * The publishers, simulated, on a port of this machine: their paths, their wire formats, their habits and
 * their failures. The same seed and clock give the same answers.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import Router from '@koa/router'
import Koa from 'koa'
import { createWorld } from '../world.ts'
import { registerControl } from './control.ts'
import { createFaults, type Faults } from './faults/fault-board.ts'
import { registerOdre } from './odre/routes.ts'
import { registerOpenMeteo } from './open-meteo/routes.ts'
import { registerReference } from './reference/routes.ts'

export interface Simulator {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly url: string
  readonly faults: Faults
  /** Answers under way are cut. */
  stop(): Promise<void>
}

/** @param port 0 takes a free one. @returns once the port is open; it is reached from this machine only. */
export async function startSimulator({
  seed,
  now,
  port,
}: {
  readonly seed: number
  readonly now: () => Date
  readonly port: number
}): Promise<Simulator> {
  const faults = createFaults(now)
  const server = createServer(createApp(seed, now, faults).callback())
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { url: urlOf(server), faults, stop: () => close(server) }
}

function createApp(seed: number, now: () => Date, faults: Faults): Koa {
  const router = new Router({ sensitive: true })
  const world = createWorld(seed)
  registerOdre(router, world, { faults, now })
  registerOpenMeteo(router, seed, { faults, now })
  registerReference(router, { faults, now })
  registerControl(router, faults)

  const app = new Koa()
  app.use(async (ctx, next) => {
    ctx.set({ 'X-Simulated': 'true', Date: now().toUTCString() })
    await next()
  })
  app.use(router.routes())
  app.use(router.allowedMethods())
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code ?? '')) app.onerror(error)
  })
  return app
}

/** Readers who lose patience are expected where bodies get stuck. */
const READER_GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  return `http://127.0.0.1:${address.port}`
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
