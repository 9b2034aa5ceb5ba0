/** What only a server can do to a load: be cut off, be paused, be busy. On the SQL Server at SQLSERVER_URL. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDataState } from '../../gold/queries/data-state.ts'
import { type CuttingProxy, startCuttingProxy } from '../../gold/sqlserver/cutting-proxy.ts'
import { MigrationError, migrate, readMigrations } from '../../gold/sqlserver/migrations.ts'
import { createTestDatabase, type TestDatabase } from '../../gold/sqlserver/test-database.ts'
import { BACK_OFF_MS } from '../../gold/sqlserver/transient-errors.ts'
import { openSqlServerWarehouse } from '../../gold/sqlserver-warehouse.ts'
import { type GoldTrial, openGoldTrial } from '../../gold/trial.ts'
import { updateGold } from '../../gold/update-gold.ts'
import { WarehouseUnavailableError } from '../../gold/warehouse.ts'

const { SQLSERVER_URL } = process.env

/** A server that is far away, or busy, is no failure. */
const PATIENCE_MS = 300_000

if (!SQLSERVER_URL) {
  it('is not tried: SQLSERVER_URL is not set', () => {
    process.stderr.write(
      'SQLSERVER_URL is not set: nothing was shown of loads that a server cuts or refuses\n',
    )
    expect(SQLSERVER_URL).toBeFalsy()
  })
} else {
  let database: TestDatabase
  let trial: GoldTrial
  beforeAll(async () => {
    database = await createTestDatabase(SQLSERVER_URL)
    trial = await openGoldTrial()
    const rows = Array.from({ length: 96 }, (_, index) => ({
      time: `${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')}`,
      Consommation: 2000 + index,
      Thermique: 100,
      Eolien: 300,
    }))
    await trial.publish(rows, '2026-06-02T00:00:00.000Z')
    await trial.update()
  }, PATIENCE_MS)
  afterAll(async () => {
    await trial?.close()
    await database?.remove()
  }, PATIENCE_MS)

  const none = async () => undefined
  const TABLES = [
    'fact_energy_flow',
    'fact_energy_flow_revision',
    'load_batch',
    'dim_region',
    'dim_time',
    'quality_result',
  ]
  const counts = () =>
    database.onConnection(async connection => {
      const rows = []
      for (const table of TABLES)
        rows.push(...(await connection.rows(`SELECT COUNT(*) AS n FROM gold.${table}`)))
      return rows.map(({ n }) => n)
    })

  async function loadThrough(proxy: CuttingProxy) {
    const warehouse = database.another({ ...database.address, server: 'localhost', port: proxy.port })
    try {
      return await updateGold(warehouse, trial.lake, none)
    } finally {
      await warehouse.close()
    }
  }

  it(
    'leaves nothing half when the connection is cut, wherever it is, and completes the next time',
    async () => {
      const sentByAll = await bytesOfALoad()
      for (const share of [0.1, 0.4, 0.7, 0.95]) {
        const proxy = await startCuttingProxy(database.address, Math.floor(sentByAll * share))
        await expect(loadThrough(proxy)).rejects.toThrow(WarehouseUnavailableError)
        await proxy.close()
        expect(await counts(), `cut after ${share}`).toEqual(TABLES.map(() => 0))
      }
      const whole = await updateGold(trial.warehouse, trial.lake, none)
      expect(await updateGold(database.warehouse, trial.lake, none)).toEqual(whole)
      expect(whole.facts_inserted).toBeGreaterThan(500)
    },
    PATIENCE_MS,
  )

  /** Into a database of its own. */
  async function bytesOfALoad(): Promise<number> {
    const other = await createTestDatabase(SQLSERVER_URL ?? '')
    const proxy = await startCuttingProxy(other.address)
    const warehouse = other.another({ ...other.address, port: proxy.port })
    await updateGold(warehouse, trial.lake, none)
    await warehouse.close()
    await proxy.close()
    await other.remove()
    return proxy.sent()
  }

  it('does a load again while the database is paused or busy, as a whole', async () => {
    const waited: number[] = []
    const warehouse = openSqlServerWarehouse({
      address: database.address,
      sleep: async ms => void waited.push(ms),
    })
    let attempts = 0
    const done = await warehouse.write(async connection => {
      await connection.batch(`INSERT INTO gold.quality_result (check_name, table_name, severity, passed, rows_checked, violation_count, sample)
        VALUES (N'attempt', N'${attempts}', N'warn', 1, 1, 0, N'[]')`)
      if (attempts++ < 2) throw Object.assign(new Error('busy'), { number: attempts === 1 ? 40613 : 40501 })
      return 'done'
    })
    expect([done, waited]).toEqual(['done', BACK_OFF_MS.slice(0, 2)])
    const rows = await database.onConnection(connection =>
      connection.rows(`SELECT table_name FROM gold.quality_result WHERE check_name = N'attempt'`),
    )
    expect(rows.map(({ table_name }) => table_name)).toEqual(['2'])
    await warehouse.close()
  })

  it('reads on when connections broke while nobody used them', async () => {
    const proxy = await startCuttingProxy(database.address)
    const warehouse = database.another({ ...database.address, port: proxy.port })
    const before = await warehouse.read(readDataState)
    proxy.cutNow()
    expect(await warehouse.read(readDataState)).toEqual(before)
    await warehouse.close()
    await proxy.close()
  })

  it('answers a reader at once who gives up, and reads on', async () => {
    const { warehouse } = database
    const slow = warehouse.read(engine =>
      // Seconds, not minutes: Babelfish does not stop it, and drops no database in which it runs.
      engine.rows(
        'SELECT COUNT(*) AS n FROM dim_time a CROSS JOIN dim_time b WHERE a.time_key % 4 = 0',
        [],
        AbortSignal.timeout(200),
      ),
    )
    const started = performance.now()
    await expect(slow).rejects.toThrow(/aborted due to timeout/)
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(await warehouse.read(engine => engine.rows('SELECT 1 AS n', []))).toEqual([{ n: 1 }])
  })

  it('says what to do when the tables are not there yet', async () => {
    const empty = await createTestDatabase(SQLSERVER_URL, { isEmpty: true })
    await expect(empty.warehouse.read(readDataState)).rejects.toThrow(WarehouseUnavailableError)
    await empty.remove()
  })

  it('migrates once when two do it at the same time, and refuses a migration that changed', async () => {
    const empty = await createTestDatabase(SQLSERVER_URL, { isEmpty: true })
    const migrations = await readMigrations()
    const both = await Promise.all(
      [1, 2].map(() => empty.onConnection(connection => migrate(connection, migrations))),
    )
    expect(both.flat().toSorted()).toEqual(migrations.map(({ name }) => name))
    const changed = migrations.map((migration, index) =>
      index === 1 ? { ...migration, checksum: 'other' } : migration,
    )
    await expect(empty.onConnection(connection => migrate(connection, changed))).rejects.toThrow(
      /migration 0002-views: was applied with checksum [0-9a-f]{64}, and its file now has other/,
    )
    await expect(
      empty.onConnection(connection => migrate(connection, migrations.slice(0, 2))),
    ).rejects.toThrow(MigrationError)
    const half = {
      name: '0005-half',
      checksum: 'x',
      batches: ['CREATE TABLE gold.half (n int)', 'SELECT * FROM nowhere'],
    }
    await expect(
      empty.onConnection(connection => migrate(connection, [...migrations, half])),
    ).rejects.toThrow(/nowhere/)
    const [left] = await empty.onConnection(connection =>
      connection.rows(`SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_name = 'half'`),
    )
    expect(left).toEqual({ n: 0 })
    await empty.remove()
  })
}
