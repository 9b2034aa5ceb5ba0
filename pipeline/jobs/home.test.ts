import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimHome, HomeError, homePath, openHome, originOf } from './home.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-home-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a home', () => {
  it('holds what was first brought in', async () => {
    expect(await originOf(openHome(folder))).toBeUndefined()
    await claimHome(openHome(folder), 'published')
    await claimHome(openHome(folder), 'published')
    expect(await originOf(openHome(folder))).toBe('published')
  })

  it.each([
    ['published', 'simulated'],
    ['simulated', 'published'],
  ] as const)('with %s data refuses %s data, naming itself and the way out', async (held, other) => {
    await claimHome(openHome(folder), held)
    await expect(claimHome(openHome(folder), other)).rejects.toThrow(HomeError)
    await expect(claimHome(openHome(folder), other)).rejects.toThrow(
      `${folder}: holds ${held} data, and ${other} data is kept apart: set GRID_HOME to another folder`,
    )
    expect(await originOf(openHome(folder))).toBe(held)
  })

  it('is made with the folders above it', async () => {
    const path = join(folder, 'deep', 'below')
    await claimHome(openHome(path), 'published')
    expect(await originOf(openHome(path))).toBe('published')
  })

  // Other systems have no folder in which even root makes none.
  it.runIf(process.platform === 'linux')('is refused where the system makes no folder', async () => {
    // Without the rights of root the system says so, and names the folder, too.
    await expect(claimHome(openHome('/proc/grid/home'), 'published')).rejects.toThrow('/proc/grid')
  })

  it('says which file is damaged', async () => {
    writeFileSync(join(folder, 'home.json'), '{"origin":"borrowed"}')
    await expect(originOf(openHome(folder))).rejects.toThrow(join(folder, 'home.json'))
    writeFileSync(join(folder, 'home.json'), '')
    await expect(originOf(openHome(folder))).rejects.toThrow(HomeError)
  })
})

describe('the folder used', () => {
  it('is the one asked for, whatever it is for', () => {
    expect(['published', 'simulated', 'any'].map(origin => homePath('/x', origin as 'any'))).toEqual([
      '/x',
      '/x',
      '/x',
    ])
  })

  it('is never the working folder for want of a name', () => {
    expect(() => homePath('', 'any')).toThrow(HomeError)
  })

  it('is one of its own for each origin when none is asked for', () => {
    expect(homePath(undefined, 'published')).not.toBe(homePath(undefined, 'simulated'))
  })
})
