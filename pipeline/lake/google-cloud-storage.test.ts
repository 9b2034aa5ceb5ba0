import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GOOGLE_CLIENT_OPTIONS, openGoogleCloudStorage } from './google-cloud-storage.ts'
import { openLocalCopies } from './local-copies.ts'
import { LakeError } from './object-store.ts'
import { describeObjectStore } from './object-store-contract.ts'
import { describeWithPeers, type Peer, startFakeGcs } from './peers.ts'

describeWithPeers('Google Cloud Storage', process.env, () => {
  let server: Peer
  let storage: Storage
  let folder: string
  let buckets = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grid-gcs-'))
    server = await startFakeGcs()
    storage = new Storage({ ...GOOGLE_CLIENT_OPTIONS, apiEndpoint: server.origin, projectId: 'emulated' })
  })
  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const openIn = (name: string) =>
    openGoogleCloudStorage({
      bucket: storage.bucket(name),
      prefix: 'grid/',
      copies: openLocalCopies(name, { folder, maxBytes: 2 ** 30, now: () => new Date() }),
    })

  async function openEmpty() {
    const name = `lake-${++buckets}`
    await storage.createBucket(name)
    return openIn(name)
  }

  describeObjectStore('keeps the contract', openEmpty, 1_000)

  it('leaves out what consoles make to show an empty folder, and what is outside its prefix', async () => {
    const store = await openEmpty()
    const bucket = storage.bucket(`lake-${buckets}`)
    await bucket.file('grid/bronze/').save('')
    await bucket.file('elsewhere/bronze/x').save('x')
    await store.create('bronze/a', new Uint8Array([1]))
    expect(await store.list('')).toEqual(['bronze/a'])
  })

  it('downloads without a warning of listeners', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => void warnings.push(warning)
    process.on('warning', hear)
    const store = await openEmpty()
    await store.create('a', new Uint8Array(2 ** 21))
    expect(await store.read('a')).toHaveLength(2 ** 21)
    await store.localPath('a')
    await setImmediate()
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })

  it('says that nobody answers', async () => {
    const closed = new Storage({
      apiEndpoint: 'http://127.0.0.1:1',
      projectId: 'emulated',
      retryOptions: { autoRetry: false },
    })
    const store = openGoogleCloudStorage({
      bucket: closed.bucket('lake'),
      prefix: '',
      copies: openLocalCopies('x', { folder, maxBytes: 1, now: () => new Date() }),
    })
    for (const attempt of [() => store.read('a'), () => store.localPath('a'), () => store.list('')]) {
      await expect(attempt()).rejects.toThrow(LakeError)
      await expect(attempt()).rejects.toThrow("can't be reached: ")
    }
  })

  it('says that a bucket is not there, not that an object is not', async () => {
    const store = openIn('nowhere')
    for (const attempt of [() => store.list(''), () => store.create('a', new Uint8Array())]) {
      await expect(attempt()).rejects.toThrow(LakeError)
      await expect(attempt()).rejects.toThrow('gs://nowhere/grid/')
    }
  })
})
