/** How tests run: real engines, real servers, real files, on a machine with two cores. */
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

// Each file is a process that loads the same packages, some of them huge: compiled once, not two hundred times.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled')

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: [...configDefaults.exclude, '.grid/**'],
    // One process per file: DuckDB is native code, and what a test leaves behind dies with its process.
    pool: 'forks',
    isolate: true,
    // As they run in production: Node strips the types itself, and keeps what it compiled. Nothing here mocks a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // One more than cores: many tests wait for a server, a disk or a child now and then.
    maxWorkers: 3,
    // What hangs is to be found out, not what is slow: three workers share two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Named, so that the report is the same whoever runs it.
    reporters: ['default'],
    passWithNoTests: false,
    allowOnly: !process.env.CI,
  },
})
