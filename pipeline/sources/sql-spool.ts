/**
 * Rows on their way to bronze: JSON arrays of at most so many rows, written to files as the rows come, so
 * that memory holds one batch, and bronze gets none of them unless all could be read.
 */
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PublishedRow } from './sql-columns.ts'

export interface SpooledPublication {
  readonly path: string
  /** The largest of its rows; undefined when none of them has one. */
  readonly watermark: string | undefined
}

export interface Spool {
  /** Rows come by growing watermark, those without one last. */
  add(rows: readonly PublishedRow[]): Promise<void>
  /** In the order of their rows, each whole. */
  finish(): Promise<readonly SpooledPublication[]>
  remove(): Promise<void>
}

interface Open {
  readonly file: FileHandle
  readonly path: string
  rows: number
  watermark: string | undefined
}

export async function openSpool(maxRows: number): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-sql-'))
  const finished: SpooledPublication[] = []
  let current: Open | undefined

  const begin = async (): Promise<Open> => {
    const path = join(folder, `${finished.length}.json`)
    return { file: await open(path, 'wx', 0o600), path, rows: 0, watermark: undefined }
  }
  const end = async () => {
    if (!current) return
    await current.file.write('\n]\n')
    await current.file.close()
    finished.push({ path: current.path, watermark: current.watermark })
    current = undefined
  }
  return {
    async add(rows) {
      for (let first = 0; first < rows.length; ) {
        current ??= await begin()
        const taken = rows.slice(first, first + maxRows - current.rows)
        const text = taken.map(({ cells }) => JSON.stringify(cells)).join(',\n')
        await current.file.write(`${current.rows === 0 ? '[\n' : ',\n'}${text}`)
        current.rows += taken.length
        current.watermark = taken.findLast(row => row.watermark !== null)?.watermark ?? current.watermark
        first += taken.length
        if (current.rows === maxRows) await end()
      }
    },
    async finish() {
      await end()
      return finished
    },
    async remove() {
      await current?.file.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const readSpooled = (publication: SpooledPublication): Promise<Uint8Array> =>
  readFile(publication.path)
