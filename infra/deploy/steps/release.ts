/**
 * Brings what runs in a namespace to what the manifests say: applies them, waits until it runs, and takes away what
 * carries their label and is no longer among them. Doing it twice changes nothing.
 */
import { DeployError } from './deploy-error.ts'
import { type Kubectl, kubectl } from './kubectl.ts'
import { type Manifest, readManifests } from './manifests.ts'

export interface Release {
  /** YAML, all of it in one namespace but for the namespace itself. */
  readonly manifests: string
  /** What everything of ours carries, and nothing else: `app.kubernetes.io/part-of=<name>`. */
  readonly label: string
}

export interface ReleaseResult {
  readonly applied: number
  /** `<kind>/<name>` of what was taken away. */
  readonly removed: readonly string[]
}

/** What manifests may hold beside a namespace: among these, what is gone from them is looked for. */
const KINDS: Readonly<Record<string, string>> = {
  ConfigMap: 'configmap',
  CronJob: 'cronjob.batch',
  Deployment: 'deployment.apps',
  HorizontalPodAutoscaler: 'horizontalpodautoscaler.autoscaling',
  NetworkPolicy: 'networkpolicy.networking.k8s.io',
  PodDisruptionBudget: 'poddisruptionbudget.policy',
  Service: 'service',
  ServiceAccount: 'serviceaccount',
}

const ROLLOUT_TIME = '10m'
/** Changed by hand, a field is ours again: what is committed is what runs. */
const AS_OURS = ['--server-side', '--force-conflicts', '--field-manager', 'grid-power-stream']

/** @throws DeployError for a kind that could never be taken away again. */
export function checkKinds(manifests: readonly Manifest[]): void {
  const strangers = manifests.filter(({ kind }) => kind !== 'Namespace' && KINDS[kind] === undefined)
  if (strangers.length === 0) return
  const named = strangers.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')
  throw new DeployError(`${named}: expected one of Namespace, ${Object.keys(KINDS).join(', ')}`)
}

export async function release(access: Kubectl, { manifests, label }: Release): Promise<ReleaseResult> {
  const objects = readManifests(manifests)
  checkKinds(objects)
  const { output } = await kubectl(access, {
    words: ['apply', ...AS_OURS, '--output', 'name', '--filename', '-'],
    input: manifests,
  })
  const applied = linesOf(output)
  for (const { kind, metadata } of objects) {
    if (kind === 'Deployment') await rollOut(access, metadata.name)
  }
  // What runs no longer needs what was before.
  const removed = await removeOthers(access, label, applied)
  return { applied: applied.length, removed }
}

/** @returns whether there is a difference, told as kubectl tells it. */
export async function differs(access: Kubectl, manifests: string): Promise<boolean> {
  const { output: there } = await kubectl(access, {
    words: ['get', 'namespace', access.namespace, '--ignore-not-found', '--output', 'name'],
  })
  // A cluster compares nothing with what would lie in a namespace that it does not have.
  if (there === '') {
    access.progress(`namespace ${access.namespace}: is not there yet, and so all of it is new`)
    return true
  }
  const { code, output } = await kubectl(access, {
    words: ['diff', ...AS_OURS, '--filename', '-'],
    input: manifests,
    expected: [1],
  })
  if (output !== '') access.progress(output)
  return code === 1
}

async function rollOut(access: Kubectl, name: string): Promise<void> {
  try {
    const words = ['rollout', 'status', `deployment/${name}`, '--timeout', ROLLOUT_TIME]
    const { output } = await kubectl(access, { words })
    for (const line of linesOf(output)) access.progress(line)
  } catch (error) {
    const words = ['get', 'events', '--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp']
    const { output } = await kubectl(access, { words })
    access.progress(linesOf(output).slice(-20).join('\n'))
    throw error
  }
}

async function removeOthers(access: Kubectl, label: string, kept: readonly string[]): Promise<string[]> {
  const kinds = Object.values(KINDS).join(',')
  const { output } = await kubectl(access, {
    words: ['get', kinds, '--selector', label, '--output', 'name'],
  })
  const others = linesOf(output).filter(name => !kept.includes(name))
  if (others.length > 0) {
    await kubectl(access, { words: ['delete', '--ignore-not-found', '--wait=false', ...others] })
  }
  return others
}

const linesOf = (text: string) => text.split('\n').filter(line => line !== '')
