/** What the roles of a warehouse let a login do, and that they let it do no more. On the SQL Server at SQLSERVER_URL. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GoldUpdate } from '../gold-update.ts'
import { readDataState } from '../queries/data-state.ts'
import { type GoldTrial, openGoldTrial } from '../trial.ts'
import { updateGold } from '../update-gold.ts'
import type { ServerAddress } from './server-address.ts'
import { createTestDatabase, onServer, type TestDatabase } from './test-database.ts'

const { SQLSERVER_URL } = process.env
const PATIENCE_MS = 300_000

if (!SQLSERVER_URL) {
  it('is not tried: SQLSERVER_URL is not set', () => {
    process.stderr.write('SQLSERVER_URL is not set: nothing was shown of what a reader or a loader may do\n')
    expect(SQLSERVER_URL).toBeFalsy()
  })
} else {
  let database: TestDatabase
  let trial: GoldTrial
  const logins: string[] = []
  let first: GoldUpdate
  beforeAll(async () => {
    database = await createTestDatabase(SQLSERVER_URL)
    trial = await openGoldTrial()
    await trial.publish(
      ['00:00', '00:15', '00:30', '00:45'].map(time => ({ time, Consommation: 2000, Eolien: 300 })),
    )
    first = await trial.updateAll()
  }, PATIENCE_MS)
  afterAll(async () => {
    await trial?.close()
    await database?.remove()
    const server = { ...database.address, database: 'master' }
    await onServer(server, async connection => {
      for (const login of logins) await connection.batch(`DROP LOGIN ${login}`)
    })
  }, PATIENCE_MS)

  /** A login of its own that has one role, and nothing else. */
  async function loginWith(role: 'reader' | 'loader'): Promise<ServerAddress> {
    const user = `grid_test_${role}_${randomBytes(4).toString('hex')}`
    const password = `Aa1-${randomBytes(12).toString('hex')}`
    await database.onConnection(async connection => {
      await connection.batch(`CREATE LOGIN ${user} WITH PASSWORD = '${password}'`)
      logins.push(user)
      await connection.batch(`CREATE USER ${user} FOR LOGIN ${user}`)
      await connection.batch(`ALTER ROLE ${role} ADD MEMBER ${user}`)
    })
    return { ...database.address, login: { user, password } }
  }

  const READING_MORE = ['SELECT COUNT(*) AS n FROM ops.migration']
  const CHANGING = (schema: 'dbo' | 'gold') => [
    `DELETE FROM ${schema}.fact_energy_flow`,
    `UPDATE ${schema}.load_batch SET feed_id = N'x'`,
    `INSERT INTO ${schema}.quality_result (check_name, table_name, severity, passed, rows_checked, violation_count, sample) VALUES (N'a', N'b', N'warn', 1, 1, 0, N'[]')`,
  ]
  const DEFINING = [
    'CREATE TABLE dbo.mine (n int)',
    'CREATE TABLE gold.mine (n int)',
    'CREATE SCHEMA mine',
    'CREATE ROLE mine',
    'CREATE VIEW dbo.mine AS SELECT 1 AS n',
    'ALTER TABLE gold.quality_result ADD n int',
    'TRUNCATE TABLE gold.fact_energy_flow',
    'DROP TABLE gold.quality_result',
    'DROP VIEW dbo.quality_result',
    `INSERT INTO ops.migration (name, checksum, applied_at) VALUES (N'x', N'x', SYSUTCDATETIME())`,
  ]

  async function expectRefused(address: ServerAddress, statements: readonly string[]) {
    await onServer(address, async connection => {
      for (const statement of statements) {
        await expect(connection.batch(statement), statement).rejects.toThrow(/permission|must be owner/i)
      }
    })
  }

  describe('a loader', () => {
    let address: ServerAddress
    beforeAll(async () => {
      address = await loginWith('loader')
    }, PATIENCE_MS)

    it(
      'loads, revises and makes dimensions follow',
      async () => {
        const warehouse = database.another(address)
        const loaded = await updateGold(warehouse, trial.lake, async () => undefined)
        expect(loaded).toEqual(first)
        await trial.publish([{ time: '00:00', Consommation: 2001, Eolien: 300 }], '2026-06-01T23:00:00.000Z')
        const wanted = await trial.updateAll()
        expect(wanted).toMatchObject({ revisions_inserted: 1 })
        expect(await updateGold(warehouse, trial.lake, async () => undefined)).toEqual(wanted)
      },
      PATIENCE_MS,
    )

    it('may neither change definitions nor write anywhere else', () =>
      expectRefused(address, [...READING_MORE, ...CHANGING('dbo'), ...DEFINING]))
  })

  describe('a reader', () => {
    let address: ServerAddress
    beforeAll(async () => {
      address = await loginWith('reader')
    }, PATIENCE_MS)

    it('reads what the queries of the API read', async () => {
      const state = await database.another(address).read(readDataState)
      expect(state).toEqual(await database.warehouse.read(readDataState))
      expect(state).toBeDefined()
    })

    it('may do nothing else', () =>
      expectRefused(address, [
        ...READING_MORE,
        'SELECT COUNT(*) AS n FROM gold.fact_energy_flow',
        ...CHANGING('dbo'),
        ...CHANGING('gold'),
        ...DEFINING,
      ]))
  })
}
