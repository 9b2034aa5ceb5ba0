import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContainerPerFolder } from './container-per-folder.ts'
import { openLocalDisk } from './local-disk.ts'
import { ObjectChangedError, ObjectNotFoundError } from './object-store.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'grid-containers-'))
})
afterAll(() => rm(root, { recursive: true }))

/** Folders of this machine stand for containers; real containers keep the same contract. */
const openAccount = async () => {
  const account = await mkdtemp(join(root, 'account-'))
  return { account, lake: openContainerPerFolder(container => openLocalDisk(join(account, container))) }
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('a lake with a container for each top folder', () => {
  it('keeps each object in the container of its folder', async () => {
    const { account, lake } = await openAccount()
    await lake.create('bronze/feed/a', bytes('a'))
    await lake.replace('silver/b', bytes('b'))
    expect(await readFile(join(account, 'bronze', 'feed', 'a'), 'utf8')).toBe('a')
    expect(await readFile(join(account, 'silver', 'b'), 'utf8')).toBe('b')
  })

  it('reads, lists and tells versions by the keys that were written', async () => {
    const { lake } = await openAccount()
    expect(await lake.create('bronze/feed/a', bytes('a'))).toBe(true)
    expect(await lake.create('bronze/feed/a', bytes('b'))).toBe(false)
    await lake.create('silver/feed/a', bytes('c'))
    expect(await lake.list('bronze/')).toEqual(['bronze/feed/a'])
    expect(await lake.list('bronze/fe')).toEqual(['bronze/feed/a'])
    expect([...(await lake.versions('bronze/feed/')).keys()]).toEqual(['bronze/feed/a'])
    expect(new TextDecoder().decode(await lake.read('silver/feed/a'))).toBe('c')
    expect(await readFile(await lake.localPath('silver/feed/a'), 'utf8')).toBe('c')
  })

  it('replaces from a file against the version that was read, and removes', async () => {
    const { account, lake } = await openAccount()
    await writeFile(join(account, 'finished'), 'new')
    await lake.replaceFromFile('silver/a', join(account, 'finished'), null)
    const version = (await lake.versions('silver/')).get('silver/a') ?? null
    await lake.replace('silver/a', bytes('newer'), version)
    await expect(lake.replace('silver/a', bytes('late'), version)).rejects.toThrow(ObjectChangedError)
    await lake.remove('silver/a')
    await expect(lake.read('silver/a')).rejects.toThrow(ObjectNotFoundError)
  })

  it('keeps what lies in no folder in a container of its own', async () => {
    const { account, lake } = await openAccount()
    await lake.create('home.json', bytes('{}'))
    expect(await readFile(join(account, 'home', 'home.json'), 'utf8')).toBe('{}')
    expect(await lake.list('home.json')).toEqual(['home.json'])
  })

  it('opens a container once', async () => {
    const opened: string[] = []
    const lake = openContainerPerFolder(container => {
      opened.push(container)
      return openLocalDisk(join(root, container))
    })
    await lake.list('gold/x')
    await lake.list('gold/y')
    expect(opened).toEqual(['gold'])
  })

  it.each(['', '/a'])('refuses %j, which may be anywhere', async key => {
    const { lake } = await openAccount()
    await expect(lake.list(key)).rejects.toThrow(
      'expected <folder>/…, since each top folder is a container of its own',
    )
  })
})
