import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionPackage, packageFunctions } from './package-functions.ts'

const ROOT = join(import.meta.dirname, '../../..')
const run = promisify(execFile)
/** Larger ones are refused by some of the ways to deploy. */
const MOST_BYTES = 60 * 2 ** 20

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-package-'))
  let made: FunctionPackage

  beforeAll(async () => {
    made = await packageFunctions(ROOT)
    for (const [path, bytes] of Object.entries(unzipSync(made.bytes))) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    }
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has the same bytes when it is made again, elsewhere in the world', async () => {
    const script = `import { packageFunctions } from './pipeline/functions/package/package-functions.ts'
      process.stdout.write((await packageFunctions(process.cwd())).sha256)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      env: { ...process.env, TZ: 'Pacific/Auckland' },
    })
    expect(stdout).toBe(made.sha256)
  }, 300_000)

  it('holds the settings of the host, the code, and DuckDB for Linux, in order', () => {
    const paths = [...made.files.keys()]
    expect(paths).toEqual(paths.toSorted())
    expect(paths.filter(path => !path.startsWith('parts/'))).toEqual([
      'host.json',
      'index.mjs',
      'node_modules/@duckdb/node-bindings-linux-x64/LICENSE',
      'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node',
      'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so',
      'node_modules/@duckdb/node-bindings-linux-x64/package.json',
      'node_modules/@duckdb/node-bindings/LICENSE',
      'node_modules/@duckdb/node-bindings/duckdb.js',
      'node_modules/@duckdb/node-bindings/package.json',
      'package.json',
    ])
    expect(made.bytes.byteLength).toBeLessThan(MOST_BYTES)
  })

  const SETTINGS = {
    GRID_QUEUES: 'https://a.queue.core.windows.net',
    GRID_LAKE: 'https://a.blob.core.windows.net/lake',
    GRID_WAREHOUSE: 'mssql://a/b',
  }

  it('runs apart from the repository, and says which feeds have no timer', async () => {
    const { stdout, stderr } = await run(process.execPath, ['index.mjs'], { cwd: folder, env: SETTINGS })
    expect(stderr).toContain('register function "fetch-eco2mix-regional-realtime"')
    expect(stderr).toContain('register function "gold-poison"')
    expect(stdout).toContain('sql-source: has no timer: GRID_SQL_SOURCE_URL is not set')
  })

  it('refuses to start without its settings, and names them', async () => {
    await expect(run(process.execPath, ['index.mjs'], { cwd: folder, env: {} })).rejects.toThrow(
      'GRID_QUEUES is not set',
    )
  })

  it('has the native code that it needs', async () => {
    const script = "process.stdout.write(require('@duckdb/node-bindings').library_version())"
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder })
    expect(stdout).toMatch(/^v\d+\.\d+/)
  })
})
