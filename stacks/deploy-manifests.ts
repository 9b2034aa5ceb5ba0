/**
 * What `pulumi up` does with a cluster: it applies infra/kubernetes, with the values of this environment, as
 * `kubectl apply -k` would. Nothing is undone when the step leaves the program: what runs goes with its cluster.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as pulumi from '@pulumi/pulumi'
import { runScript, type Word } from './deploy-step.ts'
import { NAMESPACE } from './kubernetes.ts'

export const MANIFESTS = 'infra/kubernetes'
export const OVERLAY = 'overlays/azure'
const LABEL = `app.kubernetes.io/part-of=${NAMESPACE}`

export interface ManifestDeployment {
  readonly clusterId: Word
  /** By file of settings and name, as the overlay has them. */
  readonly values: pulumi.Input<object>
  readonly dependsOn: readonly pulumi.Resource[]
}

export function deployManifests({ clusterId, values, dependsOn }: ManifestDeployment): pulumi.Resource {
  const told = pulumi.jsonStringify(values)
  return runScript('apply-manifests', 'apply-manifests.ts', {
    words: [
      ...['--cluster', clusterId, '--namespace', NAMESPACE, '--label', LABEL],
      ...['--folder', MANIFESTS, '--overlay', OVERLAY, '--values', told],
    ],
    triggers: [clusterId, versionOfFolder(join(import.meta.dirname, '..', MANIFESTS)), told],
    dependsOn,
  })
}

/** The hash of all its files, by name and content. */
function versionOfFolder(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .toSorted()
  const hash = createHash('sha256')
  for (const path of paths) {
    const content = readFileSync(path)
    hash.update(`${path.slice(folder.length)} ${content.byteLength}\n`).update(content)
  }
  return hash.digest('hex')
}
