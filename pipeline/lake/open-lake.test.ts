import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../catalog/config-error.ts'
import { azureStorageCredential } from './credentials.ts'
import { openLake, parseLocation } from './open-lake.ts'
import { describeWithPeers, type Peer, startAzurite, startFakeGcs } from './peers.ts'

const folder = mkdtempSync(join(tmpdir(), 'grid-open-lake-'))
afterAll(() => rmSync(folder, { recursive: true }))
const surroundings = {
  environment: {},
  copies: { folder: join(folder, 'copies'), maxBytes: 2 ** 30, now: () => new Date() },
}
const open = (location: string, environment = {}) =>
  openLake('GRID_LAKE', location, { ...surroundings, environment })

describe('a location', () => {
  it.each([
    ['https://a.blob.core.windows.net/lake', 'container', 'https://a.blob.core.windows.net/', 'lake', ''],
    ['https://a.blob.core.windows.net/lake/', 'container', 'https://a.blob.core.windows.net/', 'lake', ''],
    [
      'https://a.blob.core.windows.net/lake/x/y%20z',
      'container',
      'https://a.blob.core.windows.net/',
      'lake',
      'x/y z/',
    ],
    ['https://127.0.0.1:1/account/lake/x', 'container', 'https://127.0.0.1:1/account', 'lake', 'x/'],
    [
      'http://azurite:10000/devstoreaccount1/lake',
      'container',
      'http://azurite:10000/devstoreaccount1',
      'lake',
      '',
    ],
    ['https://a.blob.core.windows.net', 'account', 'https://a.blob.core.windows.net/', '', ''],
    ['http://azurite:10000/devstoreaccount1/', 'account', 'http://azurite:10000/devstoreaccount1', '', ''],
    ['gs://lake', 'bucket', undefined, 'lake', ''],
    ['gs://lake/x/y', 'bucket', undefined, 'lake', 'x/y/'],
    ['http://127.0.0.1:4443/storage/v1/b/lake/x', 'bucket', 'http://127.0.0.1:4443/', 'lake', 'x/'],
  ])('%s is a %s', (location, kind, endpoint, name, prefix) => {
    const found = parseLocation(location)
    expect({ ...found, endpoint: found?.endpoint?.href }).toEqual({ kind, endpoint, name, prefix })
  })

  it.each([
    's3://bucket',
    'https://example.org/lake',
    'https://a.dfs.core.windows.net/lake',
    'http://a.blob.core.windows.net/lake',
    'http://127.0.0.1:1',
    'https://a.blob.core.windows.net/lake?comp=list',
    'https://a.blob.core.windows.net/lake/a//b',
    'https://a.blob.core.windows.net/lake/%zz',
    'gs://',
    'abfss://lake@a.dfs.core.windows.net/',
    'UseDevelopmentStorage=true',
  ])('%s is none', location => {
    expect(() => open(location)).toThrow(ConfigError)
    expect(() => open(location)).toThrow('GRID_LAKE: ')
  })

  it('with a secret is refused before anything is reached', () => {
    expect(() => open('https://a.blob.core.windows.net/lake?sv=1&sig=hunter2')).toThrow(
      'a shared access signature',
    )
  })

  it('of Google is not opened where a variable leads its client elsewhere', async () => {
    const lake = open('gs://lake', { STORAGE_EMULATOR_HOST: 'http://stranger.example.org' })
    await expect(lake.list('')).rejects.toThrow(
      'STORAGE_EMULATOR_HOST=http://stranger.example.org: expected it unset',
    )
  })

  it('that is a folder is one, and needs to be no more than a name', async () => {
    const lake = open(join(folder, 'disk'))
    await lake.create('bronze/a', new Uint8Array([1]))
    expect(await open(join(folder, 'disk')).list('')).toEqual(['bronze/a'])
  })
})

describeWithPeers('an emulator', process.env, () => {
  let azurite: Peer
  let gcs: Peer
  beforeAll(async () => {
    ;[azurite, gcs] = await Promise.all([startAzurite('http'), startFakeGcs()])
  })
  afterAll(async () => {
    await Promise.all([azurite?.stop(), gcs?.stop()])
  })

  async function writeAndRead(location: string): Promise<void> {
    const lake = open(location)
    expect(await lake.create('bronze/a', new TextEncoder().encode('first'))).toBe(true)
    await lake.replace('silver/a', new TextEncoder().encode('second'))
    expect(await open(location.slice(0, location.lastIndexOf('/'))).list('')).toEqual([
      'x/bronze/a',
      'x/silver/a',
    ])
    expect(new TextDecoder().decode(await open(location).read('silver/a'))).toBe('second')
  }

  it('of Azure over plain HTTP is opened without a word of a key', async () => {
    const account = `${azurite.origin}/devstoreaccount1`
    await new BlobServiceClient(account, azureStorageCredential(new URL(account), {})).createContainer('lake')
    await writeAndRead(`${account}/lake/x`)
  })

  it('of Google is opened by the address of its buckets', async () => {
    await new Storage({ apiEndpoint: gcs.origin, projectId: 'emulated' }).createBucket('lake')
    await writeAndRead(`${gcs.origin}/storage/v1/b/lake/x`)
  })
})
