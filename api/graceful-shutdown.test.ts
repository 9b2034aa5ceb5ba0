/** A server that is asked to stop finishes what it has begun. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { DAYS } from '../pipeline/gold/queries/fixture-days.ts'
import { seedWarehouse } from '../pipeline/gold/queries/seed.ts'
import type { Warehouse } from '../pipeline/gold/warehouse.ts'
import { serveWarehouse } from './test-service.ts'

/** A warehouse that answers when told to. */
function held(warehouse: Warehouse) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const slow: Warehouse = {
    ...warehouse,
    async read(work) {
      ask()
      await released
      return warehouse.read(work)
    },
  }
  return { slow, asked, release }
}

it('answers requests under way, closes their connections, and takes no new ones', async () => {
  const { warehouse, remove } = await seedWarehouse(DAYS)
  const { slow, asked, release } = held(warehouse)
  const service = await serveWarehouse(slow, { drainMs: 50_000 })
  const agent = new Agent({ keepAlive: true })
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  get(`${service.url}/v1/regions`, { agent }, response => {
    response.resume().on('end', () => resolve(response.statusCode))
  })
  await asked
  const stopped = service.stop()
  await expect(fetch(`${service.url}/healthz`)).rejects.toThrow()
  release()
  expect(await promise).toBe(200)
  await stopped
  agent.destroy()
  await remove()
})

it('cuts off what takes longer than it waits', async () => {
  const { warehouse, remove } = await seedWarehouse(DAYS)
  const { slow, asked, release } = held(warehouse)
  const service = await serveWarehouse(slow, { drainMs: 100 })
  const request = fetch(`${service.url}/v1/regions`).catch((error: unknown) => error)
  await asked
  await service.stop()
  expect(await request).toBeInstanceOf(TypeError)
  release()
  await remove()
})

it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async signal => {
  const { warehouse, remove } = await seedWarehouse(DAYS)
  await warehouse.close()
  const home = mkdtempSync(join(tmpdir(), 'grid-home-'))
  cpSync(dirname(warehouse.path), join(home, 'gold'), { recursive: true })
  const child = spawn(process.execPath, ['api/server.ts'], {
    env: { PATH: process.env.PATH, GRID_HOME: home, GRID_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  try {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    expect((await fetch(`${JSON.parse(line).url}/readyz`)).status).toBe(200)
    child.kill(signal)
    expect((await Promise.race([ended, sleep(50_000, ['never'], { ref: false })]))[0]).toBe(0)
  } finally {
    child.kill('SIGKILL')
    rmSync(home, { recursive: true })
    await remove()
  }
})
