/** Who gets a connection, and which. The connections are stand-ins: what is tried is the lending alone. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WarehouseUnavailableError } from '../warehouse.ts'
import type { SqlServerConnection } from './connection.ts'
import { openPool, type Pool } from './pool.ts'

interface Lent extends SqlServerConnection {
  isOpen: boolean
  readonly number: number
  request: Promise<void>
}

let opened: Lent[]
let pool: Pool

function standIn(): Lent {
  const unused = async () => {
    throw new Error('nothing is asked of the connection itself')
  }
  const connection: Lent = {
    number: opened.length + 1,
    isOpen: true,
    request: Promise.resolve(),
    settled: () => connection.request,
    async close() {
      connection.isOpen = false
    },
    endSoon: () => undefined,
    batch: unused,
    rows: unused,
    bulk: unused,
    begin: unused,
    commit: unused,
  }
  opened.push(connection)
  return connection
}

const use = () => pool.use(async connection => opened.findIndex(one => one === connection) + 1)

/** What is given back is so once its last request has ended, a moment later. */
const aMoment = () => new Promise(resolve => setImmediate(resolve))

beforeEach(() => {
  opened = []
  pool = openPool({ open: async () => standIn(), size: 2, acquireMs: 50, idleMs: 60_000 })
})
afterEach(() => pool.close())

it('lends one connection again and again', async () => {
  for (let time = 0; time < 5; time++) {
    expect(await use()).toBe(1)
    await aMoment()
  }
})

it('opens another in the place of one that broke while nobody used it', async () => {
  await use()
  await aMoment()
  for (const connection of opened) connection.isOpen = false
  expect(await use()).toBe(2)
})

it('serves many callers over few connections', async () => {
  await Promise.all(Array.from({ length: 50 }, use))
  expect(opened.length).toBe(2)
})

it('tells a caller who waits too long that all are busy, and serves the next', async () => {
  const release: (() => void)[] = []
  const busy = [1, 2].map(() => pool.use(() => new Promise<void>(resolve => release.push(resolve))))
  await expect(use()).rejects.toThrow(WarehouseUnavailableError)
  for (const end of release) end()
  await Promise.all(busy)
  await aMoment()
  expect(await use()).toBeGreaterThan(0)
})

it('keeps a connection until the request that its caller gave up has ended', async () => {
  let end: () => void = () => undefined
  await pool.use(async connection => {
    const lent = opened.find(one => one === connection)
    if (lent) lent.request = new Promise(resolve => (end = resolve))
  })
  expect(await use()).toBe(2)
  end()
  await aMoment()
  await Promise.all([use(), use()])
  expect(opened.length).toBe(2)
})

it('does not lose a place when opening fails', async () => {
  let fails = true
  const fragile = openPool({
    open: async () => {
      if (fails) throw new Error('paused')
      return standIn()
    },
    size: 1,
    acquireMs: 50,
  })
  await expect(fragile.use(async () => 'done')).rejects.toThrow('paused')
  fails = false
  expect(await fragile.use(async () => 'done')).toBe('done')
  await fragile.close()
})
