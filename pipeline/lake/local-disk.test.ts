import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from './local-disk.ts'
import { ObjectNotFoundError } from './object-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A folder in memory, where the machine has one: another file system than that of the lake. */
const MEMORY = '/dev/shm'
const otherFolder = () => (existsSync(MEMORY) ? MEMORY : tmpdir())

let root: string
let scratch: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'grid-lake-'))
  scratch = mkdtempSync(join(otherFolder(), 'grid-scratch-'))
})
afterEach(() => {
  for (const folder of [root, scratch]) rmSync(folder, { recursive: true })
})

describe('the lake on a local disk', () => {
  it('creates an object once and keeps it as it is', async () => {
    const lake = openLocalDisk(root)
    expect(await lake.create('a/b', bytes('first'))).toBe(true)
    expect(await lake.create('a/b', bytes('second'))).toBe(false)
    expect(String(await lake.read('a/b'))).toBe('first')
  })

  it('takes a scratch file from any file system, and leaves nothing beside the object', async () => {
    const lake = openLocalDisk(root)
    const source = join(scratch, 'rows.parquet')
    await lake.replace('silver/part', bytes('old'))
    writeFileSync(source, 'new')
    await lake.replaceFromFile('silver/part', source)
    expect(String(await lake.read('silver/part'))).toBe('new')
    expect(existsSync(source)).toBe(false)
    expect(readdirSync(join(root, 'silver'))).toEqual(['part'])
    if (existsSync(MEMORY)) expect(statSync(scratch).dev).not.toBe(statSync(root).dev)
  })

  it('leaves unfinished writes out of lists', async () => {
    const lake = openLocalDisk(root)
    await lake.replace('a/done', bytes(''))
    writeFileSync(join(root, 'a', 'begun.unfinished'), '')
    expect(await lake.list('a/')).toEqual(['a/done'])
  })

  it('says which object is not there', async () => {
    const lake = openLocalDisk(root)
    await expect(lake.read('a/b')).rejects.toThrow(new ObjectNotFoundError('a/b: no such object'))
  })

  it.each(['', '../x', 'a//b', 'a/./b'])('refuses the key %j, which could leave the lake', async key => {
    await expect(openLocalDisk(root).read(key)).rejects.toThrow(RangeError)
  })
})
