/** The tools that tests run, as `npm run peers` installs them. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'

const FOLDER = join(import.meta.dirname, '..', 'node_modules', '.cache', 'peers')

export type Tool = 'actionlint' | 'kubeconform' | 'kubectl' | 'kubernetes-schemas'

export const pathOf = (tool: Tool): string => join(FOLDER, tool)

/**
 * `describe`, for tests that need tools. Where they are missing the report says so; in continuous integration
 * that is a failure, because a proof that silently stops running proves nothing.
 */
export function describeWithTools(
  title: string,
  tools: readonly Tool[],
  { CI }: { readonly CI?: string | undefined },
  tests: () => void,
): void {
  const missing = tools.filter(tool => !existsSync(pathOf(tool)))
  if (missing.length === 0) return void describe(title, tests)
  const reason = `${missing.join(' and ')}: not installed; npm run peers installs them`
  it(title, ({ skip }) => {
    if (CI) throw new Error(reason)
    // The usual reporter tells that a test was skipped, and keeps the reason to itself.
    process.stderr.write(`skipped « ${title} »: ${reason}\n`)
    skip(reason)
  })
}

const KUBERNETES = '1.34.0'

export interface ManifestReport {
  readonly status: number | null
  readonly summary: { readonly valid: number; readonly invalid: number; readonly skipped: number }
  /** What is wrong with which manifest. */
  readonly invalid: readonly object[]
}

/** Holds manifests, as YAML, against the schemas of Kubernetes: no field that it does not know, no kind left out. */
export function validateManifests(yaml: string): ManifestReport {
  const schemas = `${pathOf('kubernetes-schemas')}/{{ .ResourceKind }}{{ .KindSuffix }}.json`
  const options = ['-strict', '-summary', '-output', 'json', '-kubernetes-version', KUBERNETES]
  const { status, stdout } = spawnSync(pathOf('kubeconform'), [...options, '-schema-location', schemas], {
    input: yaml,
    encoding: 'utf8',
  })
  const { summary, resources } = JSON.parse(stdout)
  return { status, summary, invalid: resources }
}
