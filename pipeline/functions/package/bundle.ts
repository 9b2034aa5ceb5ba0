/**
 * The code of the function app as a few files that load fast: what runs only in some calls lies in files of its own,
 * which are loaded with the first of these.
 */
import { build } from 'esbuild'

export interface BundledFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Given by the host, and native code that no bundle can hold. */
const LEFT_OUT = ['@azure/functions-core', '@duckdb/node-bindings', 'pg-native']

/** CommonJS packages ask for built-ins by `require`, which modules lack. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`

/** @param root of the repository. */
export async function bundleFunctions(root: string): Promise<readonly BundledFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { index: 'pipeline/functions/index.ts' },
    outdir: 'out',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Both run in Azure.
    target: 'node22',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'parts/[name]-[hash]',
    // Not minified: an error shows the line it comes from, and that would be all of them.
    legalComments: 'none',
    external: LEFT_OUT,
    banner: { js: REQUIRE },
    logLevel: 'error',
  })
  return outputFiles.map(({ path, contents }) => ({
    path: path.slice(path.indexOf('/out/') + '/out/'.length),
    bytes: contents,
  }))
}
