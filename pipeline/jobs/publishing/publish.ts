/**
 * Job: publish the cleaned data set to another lake, a folder or the downloads of a Bitbucket repository: silver and gold
 * as Parquet and CSV, their checksums and a data contract. Names carry what is in the files, and the manifest
 * comes last: a reader that goes by it sees one whole version, before, while and after. Publishing the same again sends nothing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { mapAtOnce } from '../../lake/at-once.ts'
import { claimHome, type Home, originOf } from '../home.ts'
import type { Progress } from '../progress.ts'
import { inTurn } from '../update/in-turn.ts'
import { contractOf } from './data-contract.ts'
import { type Destination, PublishError } from './destination.ts'
import { type ExportedFile, exportTables, nameFile } from './export-tables.ts'

export interface Published {
  readonly files: number
  readonly uploaded: number
  readonly uploaded_bytes: number
  /** Whether the manifest is another one now. */
  readonly is_new: boolean
}

/** Files sent at the same time. */
const AT_ONCE = 4

const Manifest = z.object({ origin: z.enum(['published', 'simulated']) })

/** @throws PublishError when the destination refuses, or holds data of the other origin. */
export async function publish(home: Home, destination: Destination, progress: Progress): Promise<Published> {
  const origin = await originOf(home)
  if (origin === undefined) throw new PublishError(`${home.path}: is empty, there is nothing to publish`)
  await claimHome(home, origin)
  const held = await destination.readManifest()
  refuseOtherOrigin(destination, held, origin)
  const there = await destination.list()
  const folder = await mkdtemp(join(tmpdir(), 'grid-publish-'))
  try {
    // No update changes what is read meanwhile.
    const tables = await inTurn(home, () => exportTables(home, folder, progress.update))
    const contract = await writeNamed(folder, 'data-contract', 'json', contractOf(tables, origin))
    const sums = [...tables, contract].map(({ sha256, name }) => `${sha256}  ${name}\n`).toSorted()
    const checksums = await writeNamed(folder, 'checksums', 'sha256', sums.join(''))
    const missing = [...tables, contract, checksums].filter(({ name }) => !there.has(name))
    await uploadAll(destination, missing, progress)
    const manifest = manifestOf(tables, { origin, contract: contract.name, checksums: checksums.name })
    if (manifest !== held) await destination.replaceManifest(manifest)
    return {
      files: tables.length + 2,
      uploaded: missing.length,
      uploaded_bytes: missing.reduce((sum, { bytes }) => sum + bytes, 0),
      is_new: manifest !== held,
    }
  } finally {
    progress.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function uploadAll(
  destination: Destination,
  files: readonly { readonly name: string; readonly path: string }[],
  progress: Progress,
): Promise<void> {
  let done = 0
  await mapAtOnce(
    files,
    async ({ name, path }) => {
      await destination.upload(name, path)
      progress.update(++done, files.length, name)
    },
    AT_ONCE,
  )
}

async function writeNamed(folder: string, stem: string, extension: string, content: string) {
  const unnamed = join(folder, `unnamed.${extension}`)
  await writeFile(unnamed, content)
  return nameFile(folder, unnamed, stem, extension)
}

function manifestOf(
  files: readonly ExportedFile[],
  head: { readonly origin: string; readonly contract: string; readonly checksums: string },
): string {
  // Where they lay on this machine is nobody's business.
  const listed = files.map(({ path: _, ...file }) => file)
  return `${JSON.stringify({ manifest_version: 1, ...head, files: listed }, null, 2)}\n`
}

function refuseOtherOrigin(destination: Destination, held: string | undefined, origin: string): void {
  if (held === undefined) return
  const parsed = Manifest.safeParse(parseJson(destination, held))
  if (!parsed.success)
    throw new PublishError(`${destination.name}: its manifest.json is none of ours: publish elsewhere`)
  if (parsed.data.origin !== origin) {
    throw new PublishError(
      `${destination.name}: holds ${parsed.data.origin} data, and ${origin} data is kept apart: publish elsewhere`,
    )
  }
}

function parseJson({ name }: Destination, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new PublishError(`${name}: its manifest.json is no JSON: publish elsewhere`, { cause })
  }
}

/** What was published, in words. */
export function describePublished({ name }: Destination, published: Published): string {
  const { files, uploaded, uploaded_bytes, is_new } = published
  return is_new
    ? `${name}: ${files} files, ${uploaded} of them new (${uploaded_bytes} bytes)\n`
    : `${name}: ${files} files, nothing new\n`
}
