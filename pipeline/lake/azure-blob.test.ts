import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CredentialUnavailableError, type TokenCredential } from '@azure/identity'
import { BlobServiceClient } from '@azure/storage-blob'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AZURE_CLIENT_OPTIONS, openAzureBlob } from './azure-blob.ts'
import { openLocalCopies } from './local-copies.ts'
import { LakeError, type ObjectStore } from './object-store.ts'
import { describeObjectStore } from './object-store-contract.ts'
import { type AzuritePeer, describeWithPeers, emulatorCredential, startAzurite } from './peers.ts'

describeWithPeers('Azure Blob, over https with a token', process.env, () => {
  let azurite: AzuritePeer
  let service: BlobServiceClient
  let folder: string
  let containers = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grid-azure-blob-'))
    azurite = await startAzurite()
    setDefaultCACertificates([...getCACertificates('default'), azurite.certificate])
    service = new BlobServiceClient(
      `${azurite.origin}/devstoreaccount1`,
      emulatorCredential(),
      AZURE_CLIENT_OPTIONS,
    )
  })
  afterAll(async () => {
    await azurite?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function openEmpty(prefix = 'grid/'): Promise<ObjectStore & { container: string; copies: string }> {
    const container = `lake-${++containers}`
    await service.createContainer(container)
    const copies = join(folder, container)
    const store = openAzureBlob({
      service,
      container,
      prefix,
      copies: openLocalCopies(container, { folder: copies, maxBytes: 2 ** 30, now: () => new Date() }),
    })
    return { ...store, container, copies }
  }

  describeObjectStore('keeps the contract', openEmpty, 5_000)

  it('leaves out the directories of a hierarchical namespace, and what is outside its prefix', async () => {
    const store = await openEmpty()
    const container = service.getContainerClient(store.container)
    const directory = { metadata: { hdi_isfolder: 'true' } }
    await container.getBlockBlobClient('grid/bronze').upload('', 0, directory)
    await container.getBlockBlobClient('grid/bronze/2026').upload('', 0, directory)
    await container.getBlockBlobClient('elsewhere/bronze/x').upload('x', 1)
    await store.create('bronze/2026/a', new Uint8Array([1]))
    expect(await store.list('')).toEqual(['bronze/2026/a'])
    expect([...(await store.versions('bronze')).keys()]).toEqual(['bronze/2026/a'])
  })

  it('does not download again what has not changed, and takes over what it stored itself', async () => {
    const store = await openEmpty()
    await store.create('silver/a', new TextEncoder().encode('first'))
    const path = await store.localPath('silver/a')
    expect(await store.localPath('silver/a')).toBe(path)
    await rm(path)
    // The copy was handed over: had it been held, its removal would go unseen.
    expect(await readFile(await store.localPath('silver/a'), 'utf8')).toBe('first')
    expect(await readdir(store.copies)).toHaveLength(1)
  })

  it('names container and key when it may not', async () => {
    const store = openAzureBlob({
      service: new BlobServiceClient(`${azurite.origin}/devstoreaccount1`, {
        getToken: async () => ({ token: 'no.token.atall', expiresOnTimestamp: Date.now() + 3_600_000 }),
      }),
      container: 'lake-0',
      prefix: 'grid/',
      copies: openLocalCopies('x', { folder, maxBytes: 1, now: () => new Date() }),
    })
    for (const attempt of [
      () => store.read('a'),
      () => store.list(''),
      () => store.create('a', new Uint8Array()),
    ]) {
      await expect(attempt()).rejects.toThrow(LakeError)
      await expect(attempt()).rejects.toThrow(/lake-0\/grid\/a?: HTTP 403 AuthenticationFailed/)
    }
  })

  it('says that nobody is signed in, or that nobody answers, in words', async () => {
    const closed = { ...AZURE_CLIENT_OPTIONS, retryOptions: { maxTries: 1 } }
    const storeOf = (account: string, credential: TokenCredential) =>
      openAzureBlob({
        service: new BlobServiceClient(account, credential, closed),
        container: 'lake',
        prefix: '',
        copies: openLocalCopies('x', { folder, maxBytes: 1, now: () => new Date() }),
      })
    const nobody = {
      getToken: () =>
        Promise.reject(new CredentialUnavailableError('Azure CLI could not be found.\nRun az login.')),
    }
    const unsigned = storeOf(`${azurite.origin}/devstoreaccount1`, nobody).read('a')
    await expect(unsigned).rejects.toThrow(LakeError)
    await expect(unsigned).rejects.toThrow(
      'lake/a: nobody is signed in (docs/operations.md, « Identity »): Azure CLI could not be found.; Run az login.',
    )
    const unanswered = storeOf('https://127.0.0.1:1/devstoreaccount1', emulatorCredential()).localPath('a')
    await expect(unanswered).rejects.toThrow(LakeError)
    await expect(unanswered).rejects.toThrow("can't be reached: ")
  })

  it('says that a container is not there, not that an object is not', async () => {
    const { copies } = await openEmpty()
    const store = openAzureBlob({
      service,
      container: 'nowhere',
      prefix: '',
      copies: openLocalCopies('x', { folder: copies, maxBytes: 1, now: () => new Date() }),
    })
    for (const attempt of [
      () => store.read('a'),
      () => store.list(''),
      () => store.replace('a', new Uint8Array()),
      () => store.localPath('a'),
    ]) {
      await expect(attempt()).rejects.toThrow(LakeError)
      await expect(attempt()).rejects.toThrow('ContainerNotFound')
    }
  })
})
