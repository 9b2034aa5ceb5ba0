/**
 * Copies of a remote store's objects on this machine, for engines that read files: `<folder>/<name>/<version>`,
 * so that an object that has not changed is not downloaded again. Bounded: beyond `maxBytes` the copies that were
 * not used for longest go, but none that was used within the last hour.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Version } from './object-store.ts'

export interface Download {
  readonly version: Version
  readonly body: Readable
}

export interface LocalCopies {
  /**
   * The path of a copy that is as the object is now.
   *
   * @param download is told the version that is here already, and gives the object unless it has that very version.
   */
  pathOf(
    key: string,
    download: (held: Version | undefined) => Promise<Download | 'unchanged'>,
  ): Promise<string>
  /** Take over a file that has just been stored as that version. It may be moved. */
  adopt(key: string, version: Version, path: string): Promise<void>
}

export interface CopiesFolder {
  /** It may be shared by stores and processes, and removed while none runs. */
  readonly folder: string
  readonly maxBytes: number
  readonly now: () => Date
}

const KEPT_AFTER_USE_MS = 60 * 60_000
const UNFINISHED = '.unfinished'

/** @param store tells the store from others in the same folder: its URL. */
export function openLocalCopies(store: string, { folder, maxBytes, now }: CopiesFolder): LocalCopies {
  const placeOf = (key: string) => join(folder, hashOf(`${store} ${key}`))
  const pathOf = (key: string, version: Version) => join(placeOf(key), encodeURIComponent(version))
  let bytes: number | undefined

  /** A finished file becomes the copy; it takes the place of earlier versions. */
  async function keep(key: string, version: Version, unfinished: string): Promise<string> {
    const path = pathOf(key, version)
    const earlier = await versionsAt(placeOf(key))
    const { size } = await stat(unfinished)
    await rename(unfinished, path)
    await utimes(path, now(), now())
    for (const other of earlier) if (other !== version) await rm(pathOf(key, other), { force: true })
    bytes = bytes === undefined ? undefined : bytes + size
    if (bytes === undefined || bytes > maxBytes) bytes = await clean(folder, maxBytes, now())
    return path
  }

  const unfinishedFor = async (key: string) => {
    await mkdir(placeOf(key), { recursive: true })
    return join(placeOf(key), `${randomUUID()}${UNFINISHED}`)
  }

  return {
    async pathOf(key, download) {
      const held = (await versionsAt(placeOf(key)))[0]
      const found = await download(held)
      if (found === 'unchanged') {
        if (held === undefined) throw new TypeError(`${key}: unchanged since never`)
        const path = pathOf(key, held)
        await utimes(path, now(), now())
        return path
      }
      const unfinished = await unfinishedFor(key)
      try {
        await pipeline(found.body, createWriteStream(unfinished))
        return await keep(key, found.version, unfinished)
      } finally {
        await rm(unfinished, { force: true })
      }
    },

    async adopt(key, version, path) {
      const unfinished = await unfinishedFor(key)
      try {
        await moveFile(path, unfinished)
        await keep(key, version, unfinished)
      } finally {
        await rm(unfinished, { force: true })
      }
    },
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

async function versionsAt(place: string): Promise<readonly Version[]> {
  try {
    const names = await readdir(place)
    return names.filter(name => !name.endsWith(UNFINISHED)).map(decodeURIComponent)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return []
    throw cause
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (cause) {
    if (!hasCode(cause, 'EXDEV')) throw cause
    await copyFile(from, to)
    await rm(from)
  }
}

/** Remove what is too much, oldest use first, and what a killed process left half-written. @returns bytes left. */
async function clean(folder: string, maxBytes: number, now: Date): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const copies: { path: string; size: number; usedAt: number }[] = []
  for (const entry of entries.filter(found => found.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const { size, mtimeMs } = await statOf(path)
    copies.push({ path, size, usedAt: mtimeMs })
  }
  let bytes = copies.reduce((sum, copy) => sum + copy.size, 0)
  for (const { path, size, usedAt } of copies.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (usedAt > now.getTime() - KEPT_AFTER_USE_MS) break
    if (bytes <= maxBytes && !path.endsWith(UNFINISHED)) continue
    await rm(path, { force: true })
    bytes -= size
  }
  return bytes
}

/** Another process may have removed it since it was listed. */
async function statOf(path: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    return await stat(path)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return { size: 0, mtimeMs: 0 }
    throw cause
  }
}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code
