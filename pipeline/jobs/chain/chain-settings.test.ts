import { expect, it } from 'vitest'
import { ConfigError } from '../../catalog/config-error.ts'
import { chainSettings } from './chain-settings.ts'
import { openQueues } from './queues.ts'
import { scheduledFeeds } from './scheduled-feeds.ts'

const QUEUES = 'https://account.queue.core.windows.net'
const IN_AZURE = {
  GRID_QUEUES: QUEUES,
  GRID_LAKE: 'https://a.blob.core.windows.net/lake',
  GRID_WAREHOUSE: 'mssql://s/d',
}

it('runs all parts in a temporary folder, and lets nobody ask, unless told', () => {
  expect(chainSettings(IN_AZURE, '/temporary')).toEqual({
    parts: new Set(['ingest', 'transform', 'load']),
    home: '/temporary/grid-power-stream',
    queues: QUEUES,
    auth: null,
  })
})

it('runs the parts it is told, which need no more than their own settings', () => {
  const { GRID_WAREHOUSE: _, ...environment } = IN_AZURE
  const { parts } = chainSettings({ ...environment, GRID_FUNCTIONS: 'ingest, transform' }, '/temporary')
  expect(parts).toEqual(new Set(['ingest', 'transform']))
})

it.each([
  [{}, 'GRID_QUEUES is not set'],
  [{}, 'GRID_LAKE is not set'],
  [{ ...IN_AZURE, GRID_WAREHOUSE: '' }, 'GRID_WAREHOUSE is not set'],
  [{ ...IN_AZURE, GRID_FUNCTIONS: 'ingest,forecast' }, 'GRID_FUNCTIONS=ingest,forecast: expected some of'],
  [{ ...IN_AZURE, GRID_AUTH_ISSUER: 'https://login.example/x/v2.0' }, 'GRID_AUTH_AUDIENCE: is not set'],
])('names what is missing in %j: %s', (environment, fault) => {
  expect(() => chainSettings(environment, '/temporary')).toThrow(ConfigError)
  expect(() => chainSettings(environment, '/temporary')).toThrow(fault)
})

it.each([
  [
    'http://account.queue.core.windows.net',
    'GRID_QUEUES=http://account.queue.core.windows.net: expected https://',
  ],
  ['https://example.org', 'GRID_QUEUES=https://example.org: expected https://'],
  [`${QUEUES}/?sv=2024&sig=abc`, 'a shared access signature'],
  ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc', 'an account key'],
])('takes no queues at %s', (address, fault) => {
  expect(() => openQueues(address, {})).toThrow(fault)
})

it('says which feeds have no timer, and why', () => {
  const { feeds, left_out } = scheduledFeeds({})
  expect(feeds.map(({ feed_id }) => feed_id)).not.toContain('sql-source')
  expect(left_out).toEqual([
    { feed_id: 'eco2mix-files', reason: 'it has no schedule: a person gives its files' },
    { feed_id: 'sql-source', reason: 'GRID_SQL_SOURCE_URL is not set' },
  ])
  const configured = {
    GRID_SQL_SOURCE_URL: 'postgres://reader@127.0.0.1/grid',
    GRID_SQL_SOURCE_TABLE: 'readings',
    GRID_SQL_SOURCE_WATERMARK: 'updated_at',
  }
  expect(scheduledFeeds(configured).feeds.map(({ feed_id }) => feed_id)).toContain('sql-source')
})
