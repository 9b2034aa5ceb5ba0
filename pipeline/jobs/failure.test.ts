import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

it('says what the system says of a file, without a stack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grid-failure-'))
  try {
    const file = join(folder, 'home')
    await writeFile(file, '')
    const failed = readFile(join(file, 'home.json')).catch(messageOf)
    expect(await failed).toBe(`ENOTDIR: not a directory, open '${join(file, 'home.json')}'`)
  } finally {
    await rm(folder, { recursive: true })
  }
})
