import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WarehouseUnavailableError } from './warehouse.ts'
import { acquireWriterLock, writerIsActive } from './writer-lock.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  path = join(folder, 'warehouse.duckdb')
})
afterEach(() => rmSync(folder, { recursive: true }))

const processThatHasEnded = () => {
  const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' })
  return stdout.trim()
}

it('names its owner, and leaves nothing behind', async () => {
  const release = await acquireWriterLock(path, 1_000)
  expect(readFileSync(`${path}.writer`, 'utf8')).toBe(String(process.pid))
  expect(writerIsActive(path)).toBe(true)
  await release()
  expect(writerIsActive(path)).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})

it('makes the second writer wait for the first', async () => {
  const release = await acquireWriterLock(path, 1_000)
  const order: string[] = []
  const second = acquireWriterLock(path, 5_000).then(releaseSecond => {
    order.push('second has it')
    return releaseSecond()
  })
  await new Promise(resolve => setTimeout(resolve, 60))
  order.push('first gives it back')
  await release()
  await second
  expect(order).toEqual(['first gives it back', 'second has it'])
})

it('lets one of many in at a time', async () => {
  let inside = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const release = await acquireWriterLock(path, 10_000)
      expect(++inside).toBe(1)
      await new Promise(resolve => setTimeout(resolve, 5))
      inside--
      await release()
    }),
  )
  expect(readdirSync(folder)).toEqual([])
})

it('gives up in time, naming the owner', async () => {
  const release = await acquireWriterLock(path, 1_000)
  await expect(acquireWriterLock(path, 50)).rejects.toThrow(WarehouseUnavailableError)
  await expect(acquireWriterLock(path, 50)).rejects.toThrow(`process ${process.pid} has been writing`)
  await release()
})

it.each([
  ['of a process that has ended', processThatHasEnded],
  ['of a process killed before this one, with the same id', () => String(process.pid)],
  ['that names no process', () => 'nonsense'],
  ['that is empty', () => ''],
])('takes over a lock %s', async (_, content) => {
  writeFileSync(`${path}.writer`, content())
  expect(writerIsActive(path)).toBe(false)
  const release = await acquireWriterLock(path, 1_000)
  expect(readFileSync(`${path}.writer`, 'utf8')).toBe(String(process.pid))
  await release()
  expect(readdirSync(folder)).toEqual([])
})
