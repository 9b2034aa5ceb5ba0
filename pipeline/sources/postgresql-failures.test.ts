/** The SQL source when PostgreSQL, or the way to it, fails. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openLocalDisk } from '../lake/local-disk.ts'
import { type PostgreSqlServer, startPostgreSql } from './postgresql-server.ts'
import { openSqlSource, SQL_SOURCE_LIMITS } from './sql-source.ts'
import { sqlSourceConfig } from './sql-source-config.ts'
import { failureOf, openSource, SECRET } from './sql-source-contract.ts'

const ROWS = 100_000

let server: PostgreSqlServer
let root: string
const servers: Server[] = []
beforeAll(async () => {
  server = await startPostgreSql()
  await server.run(`
    CREATE TABLE readings AS
    SELECT '53' AS code_insee_region, 'Données temps réel' AS nature,
      timestamptz '2020-01-01 00:00:00+00' + n * interval '15 minutes' AS date_heure, 2000.5 + n AS consommation,
      timestamptz '2020-01-01 00:00:00+00' + n * interval '15 minutes' AS updated_at
    FROM generate_series(1, ${ROWS}) AS n`)
})
afterAll(() => server.close())
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'grid-sql-'))
})
afterEach(async () => {
  for (const listening of servers.splice(0)) listening.close()
  await rm(root, { recursive: true })
})

/** A server that does with each connection what it is told. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const listening = createServer(socket => {
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  servers.push(listening)
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return server.url.replace(`:${server.port}/`, `:${port}/`)
}

/** The database, over a line on which something happens once so many bytes have come from it. */
const onLine = (bytes: number, happen: (socket: Socket, upstream: Socket) => void) =>
  listen(socket => {
    const upstream = connect(server.port, '127.0.0.1')
    upstream.on('error', () => undefined)
    socket.pipe(upstream)
    let passed = 0
    upstream.on('data', chunk => {
      passed += chunk.length
      if (passed < bytes) socket.write(chunk)
      else happen(socket, upstream)
    })
    socket.on('close', () => upstream.destroy())
    upstream.on('close', () => socket.destroy())
  })

/** What PostgreSQL answers to a greeting it does not like. */
const refusing = (state: string, words: string) =>
  listen(socket => {
    socket.once('data', () => {
      const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0M${words}\0\0`)
      const head = Buffer.alloc(5)
      head.write('E')
      head.writeInt32BE(fields.length + 4, 1)
      socket.end(Buffer.concat([head, fields]))
    })
  })

const failing = async (url: string, limits = {}) => {
  const source = await openSource(url, root)
  const failure = await failureOf(source.fetch({}, limits))
  expect(await source.lake.list('')).toEqual([])
  for (const secret of [SECRET, encodeURIComponent(SECRET)]) {
    expect(failure.message).not.toContain(secret)
    expect(JSON.stringify(failure)).not.toContain(secret)
  }
  return failure
}

it('says that nobody listens', async () => {
  const url = await listen(() => undefined)
  servers.pop()?.close()
  const failure = await failing(url)
  expect([failure.code, failure.calls]).toEqual(['unreachable', 1])
  expect(failure.message).toMatch(/^postgresql:\/\/127\.0\.0\.1:\d+\/postgres\?table=readings.*ECONNREFUSED/)
})

it.each([
  [
    '28P01',
    `password authentication failed for user "postgres"`,
    'misconfigured',
    /GRID_SQL_SOURCE_PASSWORD/,
  ],
  ['3D000', `database "grid" does not exist`, 'misconfigured', /look at GRID_SQL_SOURCE_URL/],
  ['42501', 'permission denied for table readings', 'rejected', /permission denied for table readings$/],
  ['53300', 'sorry, too many clients already', 'server-error', /too many clients/],
  [
    '22P02',
    'invalid input syntax for type integer: "Jeanne Exemple"',
    'rejected',
    /invalid input syntax for type integer: …$/,
  ],
  ['57P03', 'the database system is starting up', 'server-error', /starting up/],
  [
    'XX000',
    `could not parse ${SECRET} of meter 21345678901234`,
    'server-error',
    /parse \*\*\* of meter ‹14 digits›/,
  ],
])('tells a refusal of the server, %s: %s', async (state, words, code, told) => {
  const failure = await failing(await refusing(state, words))
  expect(failure.code).toBe(code)
  expect(failure.message).toMatch(told)
})

it('says which setting to look at when the server can not encrypt', async () => {
  const failure = await failing(`${server.url}?sslmode=require`)
  expect(failure.code).toBe('misconfigured')
  expect(failure.message).toMatch(/look at the options of GRID_SQL_SOURCE_URL$/)
})

it('does not wait for ever for a greeting, nor for rows', async () => {
  const silent = await failing(await listen(() => undefined), { connectMs: 100 })
  expect(silent.code).toBe('timeout')
  const stuck = await failing(await onLine(50_000, () => undefined), { statementMs: 250, closeMs: 50 })
  expect(stuck.code).toBe('timeout')
})

it('tells a line that breaks between rows from one that breaks before them', async () => {
  const early = await failing(await onLine(1, socket => socket.destroy()))
  expect(early.code).toBe('unreachable')
  const late = await failing(await onLine(1_000_000, socket => socket.destroy()))
  expect([late.code, late.message]).toEqual(['truncated', expect.stringMatching(/broke off between rows/)])
})

it('stops when it is asked to', async () => {
  const controller = new AbortController()
  const url = await onLine(50_000, () => controller.abort(new Error('asked to stop')))
  const config = sqlSourceConfig({
    GRID_SQL_SOURCE_URL: url,
    GRID_SQL_SOURCE_TABLE: 'readings',
    GRID_SQL_SOURCE_WATERMARK: 'updated_at',
  })
  if (!config) throw new TypeError('no source')
  const context = {
    lake: openLocalDisk(root),
    now: () => new Date(0),
    fetch,
    isSimulated: false,
    signal: controller.signal,
  }
  const window = { from: new Date(0), to: new Date(0) }
  await expect(openSqlSource(config, SQL_SOURCE_LIMITS).fetch(window, context)).rejects.toThrow(
    'asked to stop',
  )
})

it('reads a hundred thousand rows in a memory that could not hold them', async () => {
  const reading = `
    import { openLocalDisk } from '${import.meta.resolve('../lake/local-disk.ts')}'
    import { openSqlSource, SQL_SOURCE_LIMITS } from '${import.meta.resolve('./sql-source.ts')}'
    import { sqlSourceConfig } from '${import.meta.resolve('./sql-source-config.ts')}'
    const connector = openSqlSource(sqlSourceConfig(process.env), { ...SQL_SOURCE_LIMITS, publicationRows: 20_000 })
    const context = { lake: openLocalDisk(process.env.ROOT), now: () => new Date(0), fetch, isSimulated: false }
    const { publications, bytes } = await connector.fetch({ from: new Date(0), to: new Date(0) }, context)
    console.log(publications.length, bytes > ${ROWS} * 150)`
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=32', '--input-type=module', '--eval', reading],
    {
      env: {
        ...process.env,
        ROOT: root,
        GRID_SQL_SOURCE_URL: server.url,
        GRID_SQL_SOURCE_TABLE: 'readings',
        GRID_SQL_SOURCE_WATERMARK: 'updated_at',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [text, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'exit')])
  expect([String(text.join('')).trim(), code]).toEqual([`${ROWS / 20_000} true`, 0])
})
