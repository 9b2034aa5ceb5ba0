/** What every object store keeps to. Adapters run it in their tests, each against the real thing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ObjectNotFoundError, type ObjectStore } from './object-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (read: Uint8Array) => new TextDecoder().decode(read)

/** @param openEmpty gives a store that holds nothing, a new one for every test. */
export function describeObjectStore(name: string, openEmpty: () => Promise<ObjectStore>): void {
  describe(name, () => {
    let store: ObjectStore
    let scratch: string | undefined
    beforeEach(async () => {
      store = await openEmpty()
    })
    afterAll(async () => {
      if (scratch) await rm(scratch, { recursive: true })
    })

    async function localFile(content: string): Promise<string> {
      scratch ??= await mkdtemp(join(tmpdir(), 'grid-object-store-'))
      const path = join(scratch, 'finished')
      await writeFile(path, content)
      return path
    }

    it('gives back the bytes it was given, all of them', async () => {
      const all = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
      await store.create('bronze/a.bin', all)
      expect(Buffer.compare(await store.read('bronze/a.bin'), all)).toBe(0)
      await store.create('bronze/empty', new Uint8Array())
      expect(await store.read('bronze/empty')).toHaveLength(0)
    })

    it('creates an object once: the second time changes nothing', async () => {
      expect(await store.create('bronze/a', bytes('first'))).toBe(true)
      expect(await store.create('bronze/a', bytes('second'))).toBe(false)
      expect(text(await store.read('bronze/a'))).toBe('first')
    })

    it('lets one of several that create at the same time win, and keeps its bytes whole', async () => {
      const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000))
      const won = await Promise.all(contents.map(content => store.create('bronze/a', bytes(content))))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(text(await store.read('bronze/a'))).toBe(contents[won.indexOf(true)])
    })

    it('replaces what is there, and makes what is not', async () => {
      await store.replace('silver/a', bytes('first, and longer'))
      await store.replace('silver/a', bytes('second'))
      expect(text(await store.read('silver/a'))).toBe('second')
    })

    it('puts a finished file in the place of an object', async () => {
      await store.create('silver/a', bytes('first'))
      await store.replaceFromFile('silver/a', await localFile('second'))
      await store.replaceFromFile('silver/new/b', await localFile('third'))
      expect(text(await store.read('silver/a'))).toBe('second')
      expect(text(await store.read('silver/new/b'))).toBe('third')
    })

    it('removes an object, and does not mind that there is none', async () => {
      await store.create('silver/a', bytes('first'))
      await store.remove('silver/a')
      await store.remove('silver/a')
      await store.remove('never/there')
      expect(await store.list('')).toEqual([])
      await expect(store.read('silver/a')).rejects.toThrow(ObjectNotFoundError)
    })

    it('names the object it does not have', async () => {
      await expect(store.read('bronze/none')).rejects.toThrow('bronze/none: no such object')
      await expect(store.read('bronze/none')).rejects.toThrow(ObjectNotFoundError)
    })

    it('lists keys by what they begin with, folders or not, sorted', async () => {
      for (const key of [
        'bronze/b',
        'bronze/ab/x',
        'bronze/a/y/z',
        'bronze/a/x',
        'bronze-not/a',
        'silver/a',
      ]) {
        await store.create(key, bytes(key))
      }
      expect(await store.list('bronze/a')).toEqual(['bronze/a/x', 'bronze/a/y/z', 'bronze/ab/x'])
      expect(await store.list('bronze/a/')).toEqual(['bronze/a/x', 'bronze/a/y/z'])
      expect(await store.list('bronze/')).toEqual(['bronze/a/x', 'bronze/a/y/z', 'bronze/ab/x', 'bronze/b'])
      expect(await store.list('bronze/a/y/z')).toEqual(['bronze/a/y/z'])
      expect(await store.list('')).toHaveLength(6)
      expect(await store.list('gold/')).toEqual([])
    })

    it.each(['', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', 'a/./b'])(
      'refuses %j as a key',
      async key => {
        const refused = `object key ${JSON.stringify(key)}: expected names separated by single slashes`
        await expect(store.create(key, bytes('x'))).rejects.toThrow(refused)
        await expect(store.replace(key, bytes('x'))).rejects.toThrow(refused)
        await expect(store.read(key)).rejects.toThrow(refused)
        await expect(store.remove(key)).rejects.toThrow(refused)
        await expect(store.localPath(key)).rejects.toThrow(refused)
      },
    )

    it('does not list what lies outside', async () => {
      await expect(store.list('../')).rejects.toThrow('expected names separated by single slashes')
    })
  })
}
