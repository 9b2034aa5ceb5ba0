import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLocalCopies } from './local-copies.ts'

const HOUR_MS = 3_600_000
let folder: string
let now: Date
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-copies-'))
  now = new Date('2026-06-01T00:00:00Z')
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (maxBytes = 100, store = 'lake') => openLocalCopies(store, { folder, maxBytes, now: () => now })
const held = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .toSorted()

/** A store's side: gives an object of a version, unless that is what is held; counts what it gave. */
function object(content: string, version = '"1"') {
  const given: (string | undefined)[] = []
  const download = async (heldVersion: string | undefined) => {
    given.push(heldVersion)
    return heldVersion === version ? 'unchanged' : { version, body: Readable.from([content]) }
  }
  return { given, download: download as Parameters<ReturnType<typeof open>['pathOf']>[1] }
}

it('downloads once what does not change, by whichever process', async () => {
  const first = object('first')
  const path = await open().pathOf('silver/a', first.download)
  expect(await open().pathOf('silver/a', first.download)).toBe(path)
  expect(first.given).toEqual([undefined, '"1"'])
  expect(readFileSync(path, 'utf8')).toBe('first')
})

it('keeps the newest version of an object alone', async () => {
  const copies = open()
  await copies.pathOf('silver/a', object('first', '"1"').download)
  const path = await copies.pathOf('silver/a', object('second', '"2/x"').download)
  expect(readFileSync(path, 'utf8')).toBe('second')
  expect(held()).toEqual(['second'])
})

it('tells apart objects of the same name in two stores', async () => {
  await open(100, 'one').pathOf('a', object('one').download)
  await open(100, 'two').pathOf('a', object('two').download)
  expect(held()).toEqual(['one', 'two'])
})

it('takes over what was stored, so that it is not downloaded', async () => {
  const copies = open()
  const finished = join(folder, 'finished')
  writeFileSync(finished, 'stored')
  await copies.adopt('silver/a', '"7"', finished)
  const asked = object('stored', '"7"')
  expect(readFileSync(await copies.pathOf('silver/a', asked.download), 'utf8')).toBe('stored')
  expect(asked.given).toEqual(['"7"'])
  expect(held()).toEqual(['stored'])
})

it('lets go what was not used for longest, and nothing that was used within the hour', async () => {
  const copies = open(10)
  for (const [key, content] of [
    ['a', 'aaaaa'],
    ['b', 'bbbbb'],
  ] as const) {
    await copies.pathOf(key, object(content).download)
    now = new Date(now.getTime() + HOUR_MS)
  }
  await copies.pathOf('a', object('aaaaa').download)
  await copies.pathOf('c', object('ccccc').download)
  expect(held()).toEqual(['aaaaa', 'ccccc'])
  // All of these were used just now: an engine may be reading them.
  await copies.pathOf('d', object('ddddd').download)
  expect(held()).toEqual(['aaaaa', 'ccccc', 'ddddd'])
})

it('keeps no half of what broke off, and clears what a killed process left', async () => {
  const copies = open()
  const body = Readable.from(
    (async function* () {
      yield 'half'
      throw new Error('cut')
    })(),
  )
  await expect(copies.pathOf('a', async () => ({ version: '1', body }))).rejects.toThrow('cut')
  expect(held()).toEqual([])

  const path = await copies.pathOf('a', object('whole').download)
  const left = join(dirname(path), 'x.unfinished')
  writeFileSync(left, 'left behind')
  utimesSync(left, new Date(0), new Date(0))
  await open().pathOf('b', object('other').download)
  expect(held()).toEqual(['other', 'whole'])
  expect(statSync(path).mtime).toEqual(now)
})
