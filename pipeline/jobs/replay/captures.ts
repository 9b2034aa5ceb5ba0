/**
 * Captures: publications as somebody recorded them, one file each, named by the moment in UTC:
 * `2026-03-29T02-03-19Z.json`. In a folder or an archive, in folders below, in any order.
 */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { findFiles } from '../../sources/files.ts'
import { archiveEntries } from './archive-entries.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

export interface Capture {
  readonly name: string
  readonly moment: Date
  read(): Promise<Uint8Array>
}

export interface Captures {
  /** In the order of their moments. */
  readonly captures: readonly Capture[]
  /** Names of files that are no captures. */
  readonly ignored: readonly string[]
}

const NAME = /(?:^|[^0-9])(\d{4}-\d{2}-\d{2})T(\d{2})[-:](\d{2})[-:](\d{2})(?:\.(\d{3}))?Z\.json$/

/**
 * @param scratch an empty folder: an archive can only be read from its beginning, so its captures are
 * put there, compressed, until their turn.
 * @throws NoFileError when nothing is there, ArchiveError when the archive can't be read.
 */
export async function findCaptures(path: string, scratch: string): Promise<Captures> {
  const isFile = await stat(path).then(
    found => found.isFile(),
    () => false, // `findFiles` tells what is missing
  )
  return inOrder(isFile ? await unpack(path, scratch) : await inFolder(path))
}

interface Found {
  readonly name: string
  readonly read: () => Promise<Uint8Array>
}

async function inFolder(path: string): Promise<readonly Found[]> {
  return (await findFiles([path])).map(file => ({ name: file, read: () => readFile(file) }))
}

async function unpack(path: string, scratch: string): Promise<readonly Found[]> {
  const found: Found[] = []
  await mkdir(scratch, { recursive: true })
  for await (const { name, bytes } of archiveEntries(path)) {
    const file = join(scratch, `${found.length}.zst`)
    if (momentOf(name)) await writeFile(file, await compress(bytes))
    found.push({ name, read: async () => decompress(await readFile(file)) })
  }
  return found
}

/** Two captures of one moment are told apart by their place: the second counts a millisecond later. */
function inOrder(found: readonly Found[]): Captures {
  const dated = found
    .flatMap(({ name, read }) => {
      const moment = momentOf(name)
      return moment ? [{ name, moment, read }] : []
    })
    .sort((a, b) => a.moment.getTime() - b.moment.getTime() || (a.name < b.name ? -1 : 1))
  const captures: Capture[] = []
  for (const capture of dated) {
    const earliest = (captures.at(-1)?.moment.getTime() ?? Number.NEGATIVE_INFINITY) + 1
    captures.push({ ...capture, moment: new Date(Math.max(capture.moment.getTime(), earliest)) })
  }
  return { captures, ignored: found.filter(({ name }) => !momentOf(name)).map(({ name }) => name) }
}

/** `caps/2026-03-29T02-03-19Z.json` → the moment; null for any other name, or no moment of the calendar. */
function momentOf(name: string): Date | null {
  const [, day, hour, minute, second, fraction = '000'] = NAME.exec(basename(name)) ?? []
  if (!day) return null
  const text = `${day}T${hour}:${minute}:${second}.${fraction}Z`
  const moment = new Date(text)
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === text ? moment : null
}
