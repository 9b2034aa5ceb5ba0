import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

/** Files of SQL Server's driver that a process has loaded once it has done something. */
function loadedAfter(statements: string): number {
  const script = `
    import { createRequire } from 'node:module'
    import { openWarehouse } from './pipeline/gold/open-warehouse.ts'
    import { openRunner } from './pipeline/jobs/feeds/feed-runner.ts'
    import { bringUpToDate } from './pipeline/jobs/update/bring-up-to-date.ts'
    ${statements}
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    console.log(loaded.filter(path => path.includes('/tedious/')).length)
    process.exit()`
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: resolve(import.meta.dirname, '../..'),
      encoding: 'utf8',
    }),
  )
}

it('loads the driver of SQL Server when one is spoken to, and not for a warehouse in a file', () => {
  expect(loadedAfter(`openWarehouse(undefined, 'nowhere', {})`)).toBe(0)
  const speak = `
    const server = openWarehouse('mssql://sa:x@127.0.0.1:1/grid?trustServerCertificate=true', 'nowhere', {})
    await server.read(async () => undefined).catch(() => undefined)`
  expect(loadedAfter(speak)).toBeGreaterThan(10)
})
