import { describe, expect, it } from 'vitest'
import type { Properties } from './properties.ts'
import { secretsIn, secretsOf } from './secrets.ts'

// Made up here, piece by piece, so that no scanner takes them for lost ones.
const ACCOUNT_KEY = `${'Ab1+'.repeat(21)}Cd==`
const SIGNATURE = ['sv=2025-01-05', 'sr=c', ['sig', 'x%2Fy%3D'].join('=')].join('&')

/** What it is, where it lies, and what is said of it. */
const PLANTED: readonly (readonly [string, Properties, string])[] = [
  ['an account key', { note: ACCOUNT_KEY }, 'note: an account key'],
  [
    'a connection string of storage',
    { value: `AccountName=lake;${'AccountKey'}=${ACCOUNT_KEY}` },
    'value: a connection string with a key',
  ],
  [
    'a connection string of a bus',
    { value: `Endpoint=sb://x/;${'SharedAccessKey'}=abc` },
    'value: a connection string with a key',
  ],
  [
    'a connection string of a database',
    { list: [{ value: `Server=x;${'Password'}=hunter2;` }] },
    'list[0].value: a connection string with a password',
  ],
  [
    'a shared access signature',
    { url: `https://lake.blob.core.windows.net/bronze?${SIGNATURE}` },
    'url: a shared access signature',
  ],
  [
    'a URL with a password',
    { url: `mssql://loader:${'hunter2'}@server:1433/grid` },
    'url: a URL with a password',
  ],
  ['a private key', { text: `-----BEGIN ${'PRIVATE'} KEY-----` }, 'text: a private key'],
  ['a token', { text: `${'eyJhbGciOiJSUzI1NiJ9'}.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJlX2hlcmU` }, 'text: a token'],
  [
    'a password by its name',
    { administratorLoginPassword: 'x' },
    'administratorLoginPassword: a value under the name of a secret',
  ],
  [
    'a key by its name',
    { storageAccountAccessKey: 'x' },
    'storageAccountAccessKey: a value under the name of a secret',
  ],
  ['an output by its name', { primaryKey: 'x' }, 'primaryKey: a value under the name of a secret'],
  [
    'a setting by its name',
    { siteConfig: { appSettings: [{ name: 'GRID_SQL_SOURCE_PASSWORD', value: 'x' }] } },
    'siteConfig.appSettings[0].value: a value under the name of a secret',
  ],
]

const run = { resources: [], outputs: {} }
const resource = {
  urn: 'urn',
  type: 'type',
  name: 'planted',
  parent: '',
  isCustom: true,
  isProtected: false,
  dependencies: [],
  inputs: {},
  state: {},
}

describe('a secret', () => {
  it.each(PLANTED)('is found: %s', (_, properties, fault) => {
    expect(secretsIn('here', properties)).toContain(`here ${fault}`)
  })

  it('is found in inputs, in state and in outputs', () => {
    const [, planted] = PLANTED[0] ?? []
    if (!planted) throw new Error('nothing is planted')
    expect(secretsOf({ ...run, resources: [{ ...resource, inputs: planted }] })).toEqual([
      'inputs of planted note: an account key',
    ])
    expect(secretsOf({ ...run, resources: [{ ...resource, state: planted }] })).toEqual([
      'state of planted note: an account key',
    ])
    expect(secretsOf({ ...run, outputs: planted })).toEqual(['outputs note: an account key'])
  })

  it('is not repeated in what is said of it', () => {
    const said = PLANTED.flatMap(([, properties]) => secretsIn('here', properties)).join('\n')
    expect(said).not.toMatch(/hunter2|Ab1\+/)
  })

  it.each<[string, Properties]>([
    [
      'a place for telemetry',
      { value: 'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://x/' },
    ],
    ['a switch', { allowSharedKeyAccess: false, disableLocalAuth: true }],
    ['an address without a user', { url: 'mssql://server.database.windows.net:1433/grid' }],
    ['a digest', { image: `registry/api@sha256:${'0a'.repeat(32)}` }],
    ['an empty password', { administratorLoginPassword: '' }],
  ])('is not seen in %s', (_, properties) => {
    expect(secretsIn('here', properties)).toEqual([])
  })
})
