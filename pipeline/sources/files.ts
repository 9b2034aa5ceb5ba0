/**
 * Source: files of éCO2mix publications on this machine, as people have them: RTE « eCO2mix_RTE_*.xls »
 * (or the .zip as RTE serves it), ODRÉ CSV, JSON and Parquet. MW, quarter- and half-hours, local and UTC.
 *
 * A file is recognised by its content and stored as it is; its rows get their meaning in silver.
 * Licence: Licence Ouverte / Etalab 2.0, RTE – éCO2mix.
 */
import { glob, readFile, stat } from 'node:fs/promises'
import { basename, join, normalize } from 'node:path'
import { type BronzeRecord, storeReceived } from '../bronze/bronze-store.ts'
import { PersonalDataError, refuseMeterLevelData } from '../bronze/privacy-guard.ts'
import { recognise, UnrecognisedPublicationError } from '../bronze/publication-format.ts'
import type { ObjectStore } from '../lake/object-store.ts'

export const FILES_FEED = 'eco2mix-files'

export interface FileOutcome {
  readonly path: string
  readonly outcome: 'stored' | 'known' | 'refused'
  /** Of what is in bronze; undefined for a refused file. */
  readonly record?: BronzeRecord
  /** Why it was refused. */
  readonly reason?: string
  /** It was refused as data of single meters or persons. */
  readonly isPersonal?: boolean
}

/**
 * Files that paths, folders and glob patterns stand for, sorted, each once.
 *
 * @throws NoFileError naming the pattern that stands for none.
 */
export async function findFiles(patterns: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const pattern of patterns) {
    const matches = (await kindOf(pattern)) === 'missing' ? await Array.fromAsync(glob(pattern)) : [pattern]
    const files = (await Promise.all(matches.map(filesAt))).flat()
    if (files.length === 0) throw new NoFileError(`${pattern}: no such file, folder or match`)
    for (const file of files) found.add(normalize(file))
  }
  return [...found].sort()
}

export class NoFileError extends Error {
  override readonly name = 'NoFileError'
}

/** Store one file in bronze, unless its content is no publication. The file itself stays as it is. */
export async function ingestFile(
  lake: ObjectStore,
  path: string,
  { fetchedAt, isSimulated }: { fetchedAt: Date; isSimulated: boolean },
): Promise<FileOutcome> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    // Gone since it was found, or not ours to read: a fault of this file, not of the others.
    return { path, outcome: 'refused', reason: error instanceof Error ? error.message : String(error) }
  }
  return { path, ...(await ingestBytes(lake, { fileName: basename(path), bytes, fetchedAt, isSimulated })) }
}

interface NamedBytes {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly fetchedAt: Date
  readonly isSimulated: boolean
}

async function ingestBytes(
  lake: ObjectStore,
  { fileName, bytes, fetchedAt, isSimulated }: NamedBytes,
): Promise<Omit<FileOutcome, 'path'>> {
  try {
    await recogniseOrRefuse(fileName, bytes)
    const { record, isNew } = await storeReceived(lake, {
      feed_id: FILES_FEED,
      file_name: fileName,
      bytes,
      fetched_at: fetchedAt,
      is_simulated: isSimulated,
    })
    return { outcome: isNew ? 'stored' : 'known', record }
  } catch (error) {
    if (error instanceof PersonalDataError) {
      return { outcome: 'refused', reason: error.message, isPersonal: true }
    }
    if (error instanceof UnrecognisedPublicationError) return { outcome: 'refused', reason: error.message }
    throw error
  }
}

/** What is no publication is described by how it begins, which must not be a value of a person. */
async function recogniseOrRefuse(fileName: string, bytes: Uint8Array): Promise<void> {
  try {
    await recognise(bytes)
  } catch (error) {
    await refuseMeterLevelData(fileName, bytes)
    throw error
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'missing'
    throw error
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  if ((await kindOf(path)) === 'file') return [path]
  const entries = await Array.fromAsync(glob('**/*', { cwd: path }))
  const files: string[] = []
  for (const entry of entries) if ((await kindOf(join(path, entry))) === 'file') files.push(join(path, entry))
  return files
}
