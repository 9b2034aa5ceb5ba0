import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DuckDbWarehouse, openDuckDbWarehouse } from './duckdb-warehouse.ts'
import { instant, int, read, sql, text } from './sql.ts'
import { WarehouseUnavailableError } from './warehouse.ts'
import { writerIsActive } from './writer-lock.ts'

let folder: string
let path: string
let warehouse: DuckDbWarehouse
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warehouse-'))
  path = join(folder, 'gold', 'warehouse.duckdb')
  warehouse = openDuckDbWarehouse(path, { waitMs: 10_000 })
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await warehouse.close()
  rmSync(folder, { recursive: true })
})

const load = (value: number) =>
  warehouse.write(async connection => {
    await connection.run('CREATE TABLE IF NOT EXISTS t (n INTEGER)')
    await connection.run(`INSERT INTO t VALUES (${value})`)
  })

const valuesIn = (of: DuckDbWarehouse) =>
  of.read(async engine =>
    (await read(engine, { n: 'int' }, sql`SELECT n FROM t ORDER BY n`)).map(row => row.n),
  )

interface OtherProcess {
  kill(): void
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>
}

/** Another process with the same warehouse, running `body`; answers once it has written a line. */
async function inAnotherProcess(body: string): Promise<OtherProcess> {
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises'
    import { openDuckDbWarehouse } from ${JSON.stringify(new URL('./duckdb-warehouse.ts', import.meta.url).href)}
    const warehouse = openDuckDbWarehouse(${JSON.stringify(path)}, { waitMs: 10_000 })
    const say = line => process.stdout.write(line + '\\n')
    ${body}`
  const file = join(folder, `child-${children.length}.ts`)
  writeFileSync(file, script)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { ended, kill: () => child.kill('SIGKILL') }
}

describe('reading', () => {
  it('fails while nothing has been loaded', async () => {
    await expect(valuesIn(warehouse)).rejects.toThrow(WarehouseUnavailableError)
    expect(existsSync(path)).toBe(false)
  })

  it('fails as unavailable when a first load ended before its commit', async () => {
    await warehouse.write(async connection => {
      await connection.run('BEGIN; CREATE TABLE t (n INTEGER); ROLLBACK')
    })
    await expect(valuesIn(warehouse)).rejects.toThrow('nothing has been loaded yet')
  })

  it('passes typed parameters', async () => {
    await load(1)
    const rows = await warehouse.read(engine =>
      read(
        engine,
        { i: 'int', s: 'text', at: 'instant', n: 'int?', flag: 'bool', d: 'decimal' },
        sql`SELECT ${int(7)} AS i, ${text("l'été")} AS s, ${instant(1_700_000_000_123)} AS at, NULL AS n,
              ${int(1)} = 1 AS flag, CAST('1234567.891' AS decimal(12,3)) AS d`,
      ),
    )
    expect(rows).toEqual([
      { i: 7, s: "l'été", at: '2023-11-14T22:13:20.123Z', n: null, flag: true, d: 1_234_567.891 },
    ])
  })

  it('stays on one state while a load commits', async () => {
    await load(1)
    await warehouse.write(async connection => {
      const seen = await warehouse.read(async engine => {
        const count = () => read(engine, { n: 'int' }, sql`SELECT COUNT(*) AS n FROM t`)
        const before = await count()
        await connection.run('INSERT INTO t VALUES (2)')
        return [before, await count()]
      })
      expect(seen).toEqual([[{ n: 1 }], [{ n: 1 }]])
    })
    expect(await valuesIn(warehouse)).toEqual([1, 2])
  })

  it('goes on during a load in the same process, on the state before it', async () => {
    await load(1)
    await warehouse.write(async connection => {
      await connection.run('BEGIN')
      await connection.run('INSERT INTO t VALUES (2)')
      expect(await valuesIn(warehouse)).toEqual([1])
      await connection.run('COMMIT')
      expect(await valuesIn(warehouse)).toEqual([1, 2])
    })
  })

  it('is interrupted by its signal, and the next read is served', async () => {
    await load(1)
    const slow = warehouse.read(engine =>
      read(
        engine,
        { n: 'int' },
        sql`SELECT COUNT(*) AS n FROM range(100000) a, range(1000000) b`,
        AbortSignal.timeout(100),
      ),
    )
    await expect(slow).rejects.toThrow(/[Ii]nterrupt/)
    expect(await valuesIn(warehouse)).toEqual([1])
  })

  it('lets only so many at once, the others in turn', async () => {
    await load(1)
    const mostAtOnce = async (concurrentReads: number) => {
      const narrow = openDuckDbWarehouse(path, { concurrentReads })
      const order: number[] = []
      let busy = 0
      let most = 0
      const turns = [0, 1, 2, 3, 4].map(turn =>
        narrow.read(async () => {
          order.push(turn)
          most = Math.max(most, ++busy)
          await sleep(20)
          busy--
        }),
      )
      await Promise.all(turns)
      await narrow.close()
      return { most, order }
    }
    expect(await mostAtOnce(1)).toEqual({ most: 1, order: [0, 1, 2, 3, 4] })
    expect(await mostAtOnce(2)).toMatchObject({ most: 2 })
  })

  it('gives its turn on when it fails', async () => {
    await load(1)
    const narrow = openDuckDbWarehouse(path, { concurrentReads: 1 })
    await expect(narrow.read(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    expect(await valuesIn(narrow)).toEqual([1])
    await narrow.close()
  })
})

/** For tests that start processes, on a busy machine. */
const patient = { timeout: 30_000 }

describe('writing', patient, () => {
  it('gives the lock back when a load fails', async () => {
    await load(1)
    await expect(warehouse.write(connection => connection.run('SELECT broken'))).rejects.toThrow('broken')
    expect(writerIsActive(path)).toBe(false)
    await load(2)
    expect(await valuesIn(warehouse)).toEqual([1, 2])
  })

  it('makes loads of one process queue', async () => {
    await Promise.all([1, 2, 3, 4].map(load))
    expect(await valuesIn(warehouse)).toEqual([1, 2, 3, 4])
  })

  it('makes loads of two processes queue', async () => {
    await load(0)
    const other = await inAnotherProcess(`
      await warehouse.write(async connection => {
        say('writing')
        await sleep(300)
        await connection.run('INSERT INTO t SELECT COUNT(*) FROM t')
      })
      await warehouse.close()`)
    await warehouse.write(connection => connection.run('INSERT INTO t SELECT COUNT(*) FROM t'))
    expect(await other.ended).toBe(0)
    expect(await valuesIn(warehouse)).toEqual([0, 1, 2])
  })

  it('lets a writer of another process in between reads that overlap without end', async () => {
    await load(0)
    let isOver = false
    const readers = [0, 1, 2].map(async reader => {
      await sleep(15 * reader)
      while (!isOver) await warehouse.read(() => sleep(45))
    })
    const other = await inAnotherProcess(`
      say('starting')
      await warehouse.write(connection => connection.run('INSERT INTO t VALUES (1)'))
      await warehouse.close()`)
    expect(await other.ended).toBe(0)
    isOver = true
    await Promise.all(readers)
    expect(await valuesIn(warehouse)).toEqual([0, 1])
  })

  it('gives up when another process writes for too long', async () => {
    await load(0)
    await inAnotherProcess(`await warehouse.write(async () => { say('writing'); await sleep(60_000) })`)
    const impatient = openDuckDbWarehouse(path, { waitMs: 100 })
    await expect(impatient.write(() => Promise.resolve())).rejects.toThrow(WarehouseUnavailableError)
    await expect(valuesIn(impatient)).rejects.toThrow(WarehouseUnavailableError)
    await impatient.close()
  })
})

describe('another process', patient, () => {
  it('that reads lets a load pass and sees it afterwards', async () => {
    await load(1)
    const reader = await inAnotherProcess(`
      const count = () => warehouse.read(async engine => Number((await engine.rows('SELECT COUNT(*) AS n FROM t', []))[0].n))
      for (let seen = await count(), last = 0; seen < 3; seen = await count()) {
        if (seen !== last) say('sees ' + seen)
        last = seen
        await sleep(5)
      }
      await warehouse.close()`)
    await load(2)
    await load(3)
    expect(await reader.ended).toBe(0)
  })

  it('that reads sees a warehouse put in the place of the old one', async () => {
    await load(1)
    const reader = await inAnotherProcess(`
      const sum = () => warehouse.read(async engine => Number((await engine.rows('SELECT SUM(n) AS n FROM t', []))[0].n))
      say('sees ' + await sum())
      while (await sum() !== 42) await sleep(60)
      await warehouse.close()`)
    const remade = openDuckDbWarehouse(join(folder, 'remade.duckdb'))
    await remade.write(async connection => {
      await connection.run('CREATE TABLE t AS SELECT 42 AS n')
    })
    await remade.close()
    await warehouse.replaceWith(remade.path)
    expect(await valuesIn(warehouse)).toEqual([42])
    expect(await reader.ended).toBe(0)
  })

  it('killed within a load leaves the state before', async () => {
    await load(1)
    const writer = await inAnotherProcess(`
      await warehouse.write(async connection => {
        await connection.run('BEGIN')
        await connection.run('INSERT INTO t SELECT range FROM range(100000)')
        say('written, not committed')
        await sleep(60_000)
      })`)
    writer.kill()
    expect(await writer.ended).toBe(null)
    expect(await valuesIn(warehouse)).toEqual([1])
    await load(2)
    expect(await valuesIn(warehouse)).toEqual([1, 2])
  })

  it('killed after a commit leaves that commit, though its log was not folded in yet', async () => {
    await load(1)
    const writer = await inAnotherProcess(`
      await warehouse.write(async connection => {
        await connection.run('INSERT INTO t VALUES (2)')
        await connection.run('BEGIN')
        await connection.run('INSERT INTO t VALUES (3)')
        say('one committed, one not')
        await sleep(60_000)
      })`)
    writer.kill()
    expect(await writer.ended).toBe(null)
    expect(existsSync(`${path}.wal`)).toBe(true)
    expect(await valuesIn(warehouse)).toEqual([1, 2])
    await load(4)
    expect(await valuesIn(warehouse)).toEqual([1, 2, 4])
  })
})
