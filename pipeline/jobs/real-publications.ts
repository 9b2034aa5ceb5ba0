/**
 * Where tests find real publications: `shared/data` beside the checkout. They are too large to be
 * fixtures of ours, so a machine may be without them. A developer's then reports the test skipped with
 * the reason; continuous integration fails it, because a proof that silently stops running proves nothing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')

/** Loading a year takes seconds, and many times that on a machine that does other work too. */
export const LOAD_TIMEOUT_MS = 300_000

/** Path of a file or folder of real publications. */
export const realPath = (...names: string[]): string => join(ROOT, ...names)

/** `describe`, for tests on real publications of the folders or files named. */
export function describeReal(title: string, names: readonly string[], tests: () => void): void {
  const absent = names.map(name => realPath(name)).filter(path => !existsSync(path))
  if (absent.length === 0) describe(title, tests)
  else reportAbsent(title, `no real publications at ${absent.join(', ')}`, process.env.CI)
}

function reportAbsent(title: string, reason: string, ci: string | undefined): void {
  it(title, ({ skip }) => {
    if (ci) throw new Error(reason)
    // The usual reporter tells that a test was skipped, and keeps the reason to itself.
    process.stderr.write(`skipped « ${title} »: ${reason}\n`)
    skip(reason)
  })
}
