/** For tests: before each test, a publisher on the loopback interface and an empty lake; both are gone after it. */
import { afterEach, beforeEach } from 'vitest'
import {
  type Behaviour,
  type LoopbackPublisher,
  openTemporaryLake,
  startPublisher,
  type TemporaryLake,
} from './loopback-publisher.ts'

/** Those of the test that runs. */
export interface LoopbackTrial {
  readonly server: LoopbackPublisher
  readonly temporary: TemporaryLake
}

export function loopbackTrial(behaviour: Behaviour): LoopbackTrial {
  let running: LoopbackTrial | undefined
  beforeEach(async () => {
    running = { server: await startPublisher(behaviour), temporary: await openTemporaryLake() }
  })
  afterEach(async () => {
    await running?.server.stop()
    await running?.temporary.remove()
  })
  const now = (): LoopbackTrial => {
    if (!running) throw new Error('a publisher is there while a test runs, and not before')
    return running
  }
  return {
    get server() {
      return now().server
    },
    get temporary() {
      return now().temporary
    },
  }
}
