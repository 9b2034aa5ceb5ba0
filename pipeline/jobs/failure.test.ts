import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { messageOf } from './failure.ts'

it('says in words that a port is taken, and which one', async () => {
  const first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  const address = first.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const second = createServer()
  const failed = once(second, 'error')
  second.listen(port, '127.0.0.1')
  const [error] = await failed
  first.close()
  expect(messageOf(error)).toBe(
    `port ${port} is taken: stop what listens there, or set another in GRID_PORT or GRID_SIMULATOR_PORT`,
  )
})
