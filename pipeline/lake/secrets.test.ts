import { expect, it } from 'vitest'
import { ConfigError } from '../catalog/config-error.ts'
import { isNearby, refuseSecrets } from './secrets.ts'

it.each([
  ['mssql://loader:hunter2@db.database.windows.net/grid', 'a password for db.database.windows.net'],
  [
    'https://lake.blob.core.windows.net/silver?sv=2024-11-04&sig=hunter2',
    'a shared access signature for lake.blob',
  ],
  [
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2;BlobEndpoint=https://a.blob.core.windows.net/',
    'an account key for a.blob.core.windows.net',
  ],
  [
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2',
    'an account key for a server it does not name',
  ],
  [
    'SharedAccessSignature=hunter2;BlobEndpoint=https://a.blob.core.windows.net',
    'a shared access key or signature',
  ],
  ['Server=tcp:db.database.windows.net,1433;Uid=a;Pwd=hunter2', 'a password for db.database.windows.net'],
  ['Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey=hunter2', 'a shared access key'],
])('refuses %s, with the reason and without repeating it', (value, reason) => {
  const refuse = () => refuseSecrets('GRID_LAKE', value)
  expect(refuse).toThrow(ConfigError)
  expect(refuse).toThrow(`GRID_LAKE: holds ${reason}`)
  expect(refuse).not.toThrow(/hunter2/)
})

it.each([
  'https://lake.blob.core.windows.net/silver',
  'gs://bucket/prefix',
  'mssql://db.database.windows.net:1433/grid',
  'mssql://sa:hunter2@127.0.0.1:1433/grid',
  'mssql://sa:hunter2@sqlserver:1433/grid',
  'UseDevelopmentStorage=true;AccountKey=hunter2',
  'AccountName=a;AccountKey=hunter2;BlobEndpoint=http://azurite:10000/a;QueueEndpoint=http://azurite:10001/a',
  'Server=localhost,1433;User Id=sa;Password=hunter2',
  'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://x.in.applicationinsights.azure.com/',
  '/var/lib/grid?sig',
])('lets %s pass', value => {
  expect(() => refuseSecrets('GRID_LAKE', value)).not.toThrow()
})

it('refuses a connection string of which only one server is nearby', () => {
  const value =
    'AccountKey=x;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=https://a.queue.core.windows.net'
  expect(() => refuseSecrets('GRID_QUEUES', value)).toThrow(ConfigError)
})

it.each([
  ['localhost', true],
  ['127.8.0.1', true],
  ['[::1]', true],
  ['sqlserver', true],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
  ['db.database.windows.net', false],
  ['10.0.0.4', false],
  ['', false],
])('takes %j for nearby: %s', (host, nearby) => {
  expect(isNearby(host)).toBe(nearby)
})
