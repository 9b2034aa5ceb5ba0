/** Protection of what deploys (CKV2_GHA_1): a workflow says what its token may do, and never « everything ». */
import { parse } from 'yaml'
import { at, isRecord } from './rule.ts'

/** Sentences; none: all is well. `text` is the workflow's YAML. */
export function workflowFaults(path: string, text: string): string[] {
  const workflow: unknown = parse(text)
  const jobs = at(workflow, 'jobs')
  const named = isRecord(jobs) ? Object.entries(jobs).map(([name, job]) => [`job ${name}`, job] as const) : []
  const places = [['workflow', workflow] as const, ...named]
  const tooMuch = places
    .filter(([, place]) => at(place, 'permissions') === 'write-all')
    .map(([name]) => `${path}: ${name} has permissions: write-all`)
  // Without a word, the token may do what the repository's settings say: often everything.
  const isSaid =
    at(workflow, 'permissions') !== undefined ||
    named.every(([, job]) => at(job, 'permissions') !== undefined)
  return isSaid ? tooMuch : [...tooMuch, `${path}: says nothing of permissions`]
}
