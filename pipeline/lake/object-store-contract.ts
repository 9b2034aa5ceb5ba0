/** What every object store keeps to. Adapters run it in their tests, each against the real thing. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { mapAtOnce } from './at-once.ts'
import { ObjectChangedError, ObjectNotFoundError, type ObjectStore } from './object-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (read: Uint8Array) => new TextDecoder().decode(read)

const LARGE_BYTES = 20 * 2 ** 20
/** Thousands of requests, on a machine that does other work too. */
const LONG_MS = 600_000

/**
 * @param openEmpty gives a store that holds nothing, a new one for every test.
 * @param pageSize how many keys the store lists in one answer.
 */
export function describeObjectStore(
  name: string,
  openEmpty: () => Promise<ObjectStore>,
  pageSize: number,
): void {
  describe(name, () => {
    let store: ObjectStore
    let scratch: string | undefined
    beforeEach(async () => {
      store = await openEmpty()
    })
    afterAll(async () => {
      if (scratch) await rm(scratch, { recursive: true })
    })

    async function localFile(content: string | Uint8Array): Promise<string> {
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

    it(
      'lists more objects than fit into one answer',
      async () => {
        const keys = Array.from(
          { length: pageSize + 1 },
          (_, index) => `runs/${String(index).padStart(6, '0')}`,
        )
        await mapAtOnce(keys, key => store.create(key, new Uint8Array()))
        expect(await store.list('runs/')).toEqual(keys)
      },
      LONG_MS,
    )

    it.each([
      'silver/eco2mix_regional/year=2017/month=9/part.parquet',
      'quota/open meteo/2026-11.json',
      'files/100 % é#2?x=1&y=+~.csv',
      "files/it's [1] (2) {3} @;:,!$^`|.csv",
      'files/%2F%20',
      'files/日本/ÅÅ',
      'files/.hidden',
    ])('takes %j for a name', async key => {
      await store.create(key, bytes(key))
      expect(text(await store.read(key))).toBe(key)
      expect(await store.list(key.slice(0, key.lastIndexOf('/') + 1))).toEqual([key])
      expect(await readFile(await store.localPath(key), 'utf8')).toBe(key)
      await store.remove(key)
      expect(await store.list('')).toEqual([])
    })

    it(
      'carries large objects whole, by bytes and by file',
      async () => {
        const large = randomBytes(LARGE_BYTES)
        await store.create('bronze/large', large)
        await store.replaceFromFile('silver/large', await localFile(large))
        for (const key of ['bronze/large', 'silver/large']) {
          expect(Buffer.compare(await store.read(key), large)).toBe(0)
          expect(Buffer.compare(await readFile(await store.localPath(key)), large)).toBe(0)
        }
      },
      LONG_MS,
    )

    it('shows a replacement at once, to every kind of reader', async () => {
      for (const content of ['first', 'second', 'third']) {
        await store.replace('silver/a', bytes(content))
        expect(text(await store.read('silver/a'))).toBe(content)
        expect(await readFile(await store.localPath('silver/a'), 'utf8')).toBe(content)
        await store.replaceFromFile('silver/a', await localFile(`${content} file`))
        expect(text(await store.read('silver/a'))).toBe(`${content} file`)
        expect(await readFile(await store.localPath('silver/a'), 'utf8')).toBe(`${content} file`)
      }
    })

    it('has no path for what is not there', async () => {
      await expect(store.localPath('silver/none')).rejects.toThrow(ObjectNotFoundError)
      await store.create('silver/a', bytes('first'))
      await store.localPath('silver/a')
      await store.remove('silver/a')
      await expect(store.localPath('silver/a')).rejects.toThrow(ObjectNotFoundError)
    })

    describe('a version', () => {
      const versionOf = async (key: string) => (await store.versions(key)).get(key) ?? null

      it('is another one after each write, and the same until then', async () => {
        await store.create('silver/a', bytes('same'))
        const created = await versionOf('silver/a')
        expect(await versionOf('silver/a')).toBe(created)
        await store.replace('silver/a', bytes('same'))
        const replaced = await versionOf('silver/a')
        await store.replaceFromFile('silver/a', await localFile('same'))
        expect(new Set([created, replaced, await versionOf('silver/a'), null]).size).toBe(4)
      })

      it('that was read lets the next write pass, and not the one after', async () => {
        await store.create('silver/a', bytes('first'))
        const read = await versionOf('silver/a')
        await store.replace('silver/a', bytes('second'), read)
        await expect(store.replace('silver/a', bytes('lost'), read)).rejects.toThrow(ObjectChangedError)
        await expect(store.replaceFromFile('silver/a', await localFile('lost'), read)).rejects.toThrow(
          'silver/a: was written by somebody else since it was read',
        )
        expect(text(await store.read('silver/a'))).toBe('second')
        await store.replaceFromFile('silver/a', await localFile('third'), await versionOf('silver/a'))
        expect(text(await store.read('silver/a'))).toBe('third')
      })

      it('of what is not there lets one writer make it', async () => {
        await store.replaceFromFile('silver/a', await localFile('first'), null)
        await expect(store.replaceFromFile('silver/a', await localFile('lost'), null)).rejects.toThrow(
          ObjectChangedError,
        )
        await expect(store.replace('silver/a', bytes('lost'), null)).rejects.toThrow(ObjectChangedError)
        await store.remove('silver/a')
        await store.replace('silver/a', bytes('second'), null)
        expect(text(await store.read('silver/a'))).toBe('second')
      })

      it('of an object that was removed is no longer there', async () => {
        await store.create('silver/a', bytes('first'))
        const read = await versionOf('silver/a')
        await store.remove('silver/a')
        await expect(store.replace('silver/a', bytes('lost'), read)).rejects.toThrow(ObjectChangedError)
        expect(await store.list('')).toEqual([])
      })
    })

    it('does not list what lies outside', async () => {
      await expect(store.list('../')).rejects.toThrow('expected names separated by single slashes')
    })
  })
}
