/**
 * The package of the function app: the bundle, the settings of the host, and DuckDB's native code for Linux on x64. The
 * same sources give the same bytes, whenever and wherever it is made: its digest says whether to deploy.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import product from '../../../package.json' with { type: 'json' }
import { bundleFunctions } from './bundle.ts'

export interface FunctionPackage {
  readonly bytes: Uint8Array
  /** Hex. */
  readonly sha256: string
  /** Bytes of each file, before compression, by path. */
  readonly files: ReadonlyMap<string, number>
}

const NATIVE = ['@duckdb/node-bindings', '@duckdb/node-bindings-linux-x64']
/** Types and manuals do nothing there. */
const IDLE = /\.(d\.ts|md)$/

/** @param root of the repository, with its packages installed. */
export async function packageFunctions(root: string): Promise<FunctionPackage> {
  const contents = new Map<string, Uint8Array>([
    ['host.json', await readFile(join(root, 'pipeline/functions/host.json'))],
    ['package.json', manifest()],
    ...(await bundleFunctions(root)).map(({ path, bytes }) => [path, bytes] as const),
    ...(await nativeFiles(root)),
  ])
  const paths = [...contents.keys()].sort()
  const entries: Zippable = Object.fromEntries(
    paths.map(path => [path, contents.get(path) ?? new Uint8Array()]),
  )
  // A zip has the time of day of wherever it is made; this one is the same moment on every clock.
  const bytes = zipSync(entries, { mtime: new Date(1980, 0, 1), level: 6, os: 3 })
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    files: new Map(paths.map(path => [path, contents.get(path)?.byteLength ?? 0])),
  }
}

function manifest(): Uint8Array {
  const { name, version } = product
  const content = { name: `${name}-functions`, version, private: true, type: 'module', main: 'index.mjs' }
  return new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`)
}

async function nativeFiles(root: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const files: [string, Uint8Array][] = []
  for (const name of NATIVE) {
    const folder = join('node_modules', name)
    for (const file of await readdir(join(root, folder)))
      if (!IDLE.test(file)) files.push([`${folder}/${file}`, await readFile(join(root, folder, file))])
  }
  return files
}
