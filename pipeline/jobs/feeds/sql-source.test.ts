/** A database as a source, from its rows to the API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveWarehouse } from '../../../api/test-service.ts'
import { type PostgreSqlServer, startPostgreSql } from '../../sources/postgresql-server.ts'
import { temporaryHome } from '../temporary-home.ts'
import { openRunner } from './feed-runner.ts'
import { feedOf } from './loopback-feed.ts'
import { runFeed } from './run-feed.ts'

const feed = feedOf('sql-source')

let server: PostgreSqlServer
beforeAll(async () => {
  server = await startPostgreSql()
})
afterAll(() => server.close())

it('rows of a database, and what becomes of them there, come out of the API', async () => {
  const home = temporaryHome()
  let minute = 0
  const { runner } = await openRunner(home, {
    origin: 'published',
    environment: {
      GRID_SQL_SOURCE_URL: server.url,
      GRID_SQL_SOURCE_TABLE: 'measured.power',
      GRID_SQL_SOURCE_WATERMARK: 'changed_at',
    },
    simulatorPort: 0,
    now: () => new Date(Date.UTC(2026, 5, 1, 12, minute++)),
  })
  const fetchAndUpdate = () => runFeed(runner, { feed, trigger: 'manual' })
  await server.run(`
    CREATE SCHEMA measured;
    CREATE TABLE measured.power (
      region_code char(2), vintage_code text, interval_start_utc timestamptz, consumption_mw numeric, nuclear_mw float8,
      wind_mw int, exchange_mw numeric(9, 1), changed_at timestamptz DEFAULT '2026-06-01 10:00+00',
      PRIMARY KEY (region_code, vintage_code, interval_start_utc));
    INSERT INTO measured.power VALUES
      ('53', 'real-time', '2026-06-01 09:00+02', 2000.5, 0, 500, 1500.5),
      ('53', 'real-time', '2026-06-01 09:15+02', 2100, 0, NULL, 1600)`)
  expect(await fetchAndUpdate()).toMatchObject({
    outcome: 'new',
    publisher_newest_utc: '2026-06-01T07:15:00.000Z',
    rows_read: 2,
    rows_loaded: 2,
    unknown_columns: [],
    error_message: null,
  })
  await server.run(`
    UPDATE measured.power SET wind_mw = 510, changed_at = '2026-06-01 10:20+00' WHERE wind_mw IS NULL;
    INSERT INTO measured.power VALUES ('53', 'real-time', '2026-06-01 09:30+02', 2200, 0, 520, 1680)`)
  await fetchAndUpdate()

  const service = await serveWarehouse(home.warehouse)
  try {
    const { body } = await service.get(
      '/v1/balance?region=53&from=2026-06-01T07:00Z&to=2026-06-01T07:45Z&step=PT15M',
    )
    const { body: revised } = await service.get(
      '/v1/mix?region=53&from=2026-06-01T07:00Z&to=2026-06-01T07:45Z&step=PT15M',
    )
    expect(body.data.map((row: Record<string, unknown>) => row.consumption_mw)).toEqual([2000.5, 2100, 2200])
    expect(JSON.stringify(revised.data)).toMatch(/510/)
    expect(body.meta.is_simulated).toBe(false)
  } finally {
    await service.stop()
  }
})
