import { expect, it } from 'vitest'
import { startSimulator } from '../../simulator/server/start-simulator.ts'
import { temporaryHome } from '../temporary-home.ts'
import { openRunner } from './feed-runner.ts'
import { feedOf } from './loopback-feed.ts'
import { fetchFeed } from './run-feed.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const now = () => NOW

it('asks the simulator that runs on the port already, with the faults that are on there', async () => {
  const simulator = await startSimulator({ seed: 1, now, port: 0 })
  try {
    const simulatorPort = Number(new URL(simulator.url).port)
    const settings = { origin: 'simulated', environment: {}, simulatorPort, now } as const
    const { runner, simulatorUrl, close } = await openRunner(temporaryHome(), settings)
    expect(simulatorUrl).toBe(simulator.url)
    await fetch(`${simulator.url}/control/faults/html-instead`, { method: 'PUT', body: '{}' })
    const request = { feed: feedOf('region-register'), trigger: 'manual' } as const
    expect((await fetchFeed(runner, request)).error?.code).toBe('not-the-data')
    await close()
    expect((await fetch(`${simulator.url}/control/faults`)).status).toBe(200)
  } finally {
    await simulator.stop()
  }
})
