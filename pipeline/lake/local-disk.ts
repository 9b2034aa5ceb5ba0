/**
 * The lake on a local disk. Objects appear under their final name only when complete and flushed:
 * written to a temporary file beside it, then linked (create) or renamed (replace). An expected version is
 * compared just before the rename: writers of one home take turns, so nobody comes between.
 */
import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { mapAtOnce } from './at-once.ts'
import { checkKey, folderOf } from './object-key.ts'
import { ObjectChangedError, ObjectNotFoundError, type ObjectStore, type Version } from './object-store.ts'

/** Ends the names of unfinished writes; a crash leaves them behind, and lists leave them out. */
const UNFINISHED = '.unfinished'

export function openLocalDisk(root: string): ObjectStore {
  const pathOf = (key: string) => {
    checkKey(key)
    if (key.endsWith(UNFINISHED)) {
      throw new RangeError(`object key ${JSON.stringify(key)}: expected no name that ends in ${UNFINISHED}`)
    }
    return join(root, ...key.split('/'))
  }
  const list = async (prefix: string) => {
    const folder = folderOf(prefix)
    const keys = await listFiles(join(root, folder), folder)
    return keys.filter(key => key.startsWith(prefix) && !key.endsWith(UNFINISHED)).sort()
  }

  return {
    list,

    async versions(prefix) {
      const found = await mapAtOnce(await list(prefix), async key => ({
        key,
        version: await versionOf(pathOf(key)),
      }))
      return new Map(found.flatMap(({ key, version }) => (version === null ? [] : [[key, version]])))
    },

    async read(key) {
      try {
        return await readFile(pathOf(key))
      } catch (cause) {
        throw isMissing(cause) ? new ObjectNotFoundError(`${key}: no such object`, { cause }) : cause
      }
    },

    async create(key, bytes) {
      const path = pathOf(key)
      const unfinished = await writeUnfinished(path, bytes)
      try {
        await link(unfinished, path)
      } catch (cause) {
        if (hasCode(cause, 'EEXIST')) return false
        throw cause
      } finally {
        await rm(unfinished, { force: true })
      }
      await flush(dirname(path))
      return true
    },

    async replace(key, bytes, expected) {
      const path = pathOf(key)
      const unfinished = await writeUnfinished(path, bytes)
      await checkVersion(key, path, expected, unfinished)
      await rename(unfinished, path)
      await flush(dirname(path))
    },

    async replaceFromFile(key, source, expected) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      const unfinished = await bringBeside(source, path)
      await checkVersion(key, path, expected, unfinished)
      await rename(unfinished, path)
      await flush(dirname(path))
    },

    async remove(key) {
      await rm(pathOf(key), { force: true })
    },

    async localPath(key) {
      const path = pathOf(key)
      if ((await versionOf(path)) === null) throw new ObjectNotFoundError(`${key}: no such object`)
      return path
    },
  }
}

/** A file that takes the place of another is another file, and so has another number. */
async function versionOf(path: string): Promise<Version | null> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true })
    return `${ino}-${mtimeNs}-${size}`
  } catch (cause) {
    if (isMissing(cause)) return null
    throw cause
  }
}

async function checkVersion(
  key: string,
  path: string,
  expected: Version | null | undefined,
  unfinished: string,
): Promise<void> {
  if (expected === undefined || (await versionOf(path)) === expected) return
  await rm(unfinished)
  throw new ObjectChangedError(`${key}: was written by somebody else since it was read`)
}

async function writeUnfinished(path: string, bytes: Uint8Array): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = unfinishedPath(path)
  const file = await open(unfinished, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  return unfinished
}

/** A file on another disk can't be renamed into place: it is copied beside it first. */
async function bringBeside(source: string, path: string): Promise<string> {
  const unfinished = unfinishedPath(path)
  try {
    await rename(source, unfinished)
  } catch (cause) {
    if (!hasCode(cause, 'EXDEV')) throw cause
    await copyFile(source, unfinished)
    await rm(source)
  }
  await flush(unfinished)
  return unfinished
}

const unfinishedPath = (path: string) => `${path}.${randomUUID()}${UNFINISHED}`

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function listFiles(folder: string, prefix: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile())
      .map(entry => prefix + relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  } catch (cause) {
    if (isMissing(cause)) return []
    throw cause
  }
}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code
const isMissing = (error: unknown) => hasCode(error, 'ENOENT')
