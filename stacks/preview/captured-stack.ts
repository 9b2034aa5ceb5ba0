/** A stack, run in both modes and held against everything it can be held against here. */
import { join } from 'node:path'
import { checkEstate, type EstateReport } from '../../infra/policy/check-estate.ts'
import type { PolicyResource } from '../../infra/policy/rule.ts'
import { type Environment, PROJECT, readEnvironment } from '../environment.ts'
import { faultsOf } from './faults.ts'
import { type CapturedResource, type ProgramRun, runProgram } from './run-program.ts'
import { type StackName, stackConfiguration } from './stack-configuration.ts'

export interface CapturedStack {
  readonly stack: StackName
  readonly environment: Environment
  readonly preview: ProgramRun
  readonly up: ProgramRun
  readonly policy: EstateReport
  /** Sentences; none: all is well. */
  readonly faults: readonly string[]
}

/** `root`: the folder of Pulumi.yaml. */
export async function captureStack(root: string, stack: StackName): Promise<CapturedStack> {
  const configuration = await stackConfiguration(root, stack)
  const program = { main: join(root, 'stacks', 'index.ts'), project: PROJECT, stack, configuration }
  const [preview, up] = await Promise.all([
    runProgram({ ...program, mode: 'preview' }),
    runProgram({ ...program, mode: 'up' }),
  ])
  const policy = checkEstate(stack, made(up.resources).map(policyResource))
  return {
    stack,
    environment: readEnvironment(configuration),
    preview,
    up,
    policy,
    faults: [
      ...faultsOf('preview', preview).map(fault => `preview: ${fault}`),
      ...faultsOf('up', up).map(fault => `up: ${fault}`),
      ...policy.breaches.map(({ rule, resource, message }) => `policy ${rule}: ${resource}: ${message}`),
    ],
  }
}

/** What a provider makes, without our own components and the stack itself. */
export const made = (resources: readonly CapturedResource[]) => resources.filter(({ isCustom }) => isCustom)

function policyResource({ type, name, inputs, state }: CapturedResource): PolicyResource {
  return { type, name, inputs, ...(typeof state.id === 'string' && { id: state.id }) }
}
