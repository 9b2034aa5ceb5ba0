/** A running service over a seeded warehouse, for the tests of the API. */
import { pino } from 'pino'
import type { DuckDbWarehouse } from '../pipeline/gold/duckdb-warehouse.ts'
import { type Seed, seedWarehouse } from '../pipeline/gold/queries/seed.ts'
import type { Warehouse } from '../pipeline/gold/warehouse.ts'
import { OPEN_DOOR } from './auth/door.ts'
import { type ServerOptions, startServer } from './server.ts'

export interface TestService {
  readonly url: string
  readonly warehouse: Warehouse
  /** Answer of a path, its body parsed. */
  get(path: string, init?: RequestInit): Promise<TestAnswer>
  stop(): Promise<void>
}

export interface SeededService extends TestService {
  readonly warehouse: DuckDbWarehouse
}

export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
}

const NOW = new Date('2024-10-28T10:00:00Z')
const silent = pino({ level: 'silent' })

export async function serveSeed(seed: Seed, options: Partial<ServerOptions> = {}): Promise<SeededService> {
  const { warehouse, remove } = await seedWarehouse(seed)
  const service = await serveWarehouse(warehouse, options)
  return {
    ...service,
    warehouse,
    async stop() {
      await service.stop()
      await remove()
    },
  }
}

export async function serveWarehouse(
  warehouse: Warehouse,
  options: Partial<ServerOptions> = {},
): Promise<TestService> {
  const server = await startServer({
    config: { GRID_HOST: '127.0.0.1', GRID_PORT: 0 },
    warehouse,
    door: OPEN_DOOR,
    now: () => NOW,
    log: silent,
    drainMs: 1_000,
    ...options,
  })
  return {
    url: server.url,
    warehouse,
    stop: () => server.close(),
    async get(path, init) {
      const response = await fetch(`${server.url}${path}`, init)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      }
    },
  }
}
