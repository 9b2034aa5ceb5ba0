import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocalDisk } from './local-disk.ts'
import { describeObjectStore } from './object-store-contract.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'grid-local-disk-'))
})
afterAll(() => rm(root, { recursive: true }))

describeObjectStore(
  'the lake on a local disk',
  async () => openLocalDisk(await mkdtemp(join(root, 'contract-'))),
  1_000,
)

describe('local disk', () => {
  it('does not show a write that was never finished, and is not disturbed by it', async () => {
    const home = await mkdtemp(join(root, 'unfinished-'))
    await mkdir(join(home, 'bronze'))
    await writeFile(join(home, 'bronze', 'a.0000.unfinished'), 'half of')
    const disk = openLocalDisk(home)
    expect(await disk.list('bronze/')).toEqual([])
    expect(await disk.create('bronze/a', new Uint8Array([1]))).toBe(true)
    expect(await disk.list('bronze/')).toEqual(['bronze/a'])
  })

  it('leaves nothing behind but the objects', async () => {
    const home = await mkdtemp(join(root, 'clean-'))
    const disk = openLocalDisk(home)
    await disk.create('a', new Uint8Array([1]))
    await disk.create('a', new Uint8Array([2]))
    await disk.replace('a', new Uint8Array([3]))
    await writeFile(join(root, 'finished'), 'x')
    await disk.replaceFromFile('b', join(root, 'finished'))
    expect(await readdir(home)).toEqual(['a', 'b'])
  })

  it('gives an engine a path that holds the bytes', async () => {
    const disk = openLocalDisk(await mkdtemp(join(root, 'path-')))
    await disk.create('silver/a', new TextEncoder().encode('bytes'))
    expect(await readFile(await disk.localPath('silver/a'), 'utf8')).toBe('bytes')
  })

  const OTHER_DISK = '/dev/shm'

  it('takes a finished file from another disk', async context => {
    const isOther = existsSync(OTHER_DISK) && (await stat(OTHER_DISK)).dev !== (await stat(root)).dev
    if (!isOther) context.annotate('this machine has one disk: the file comes from the same')
    const other = await mkdtemp(join(isOther ? OTHER_DISK : tmpdir(), 'grid-other-disk-'))
    const home = await mkdtemp(join(root, 'other-'))
    await writeFile(join(other, 'finished'), 'from afar')
    const disk = openLocalDisk(home)
    await disk.replaceFromFile('silver/a', join(other, 'finished'))
    expect(new TextDecoder().decode(await disk.read('silver/a'))).toBe('from afar')
    expect([await readdir(join(home, 'silver')), await readdir(other)]).toEqual([['a'], []])
    await rm(other, { recursive: true })
  })
})
