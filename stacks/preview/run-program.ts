/**
 * Runs a Pulumi program as Pulumi itself does, with an engine of ours in the place of Pulumi's.
 *
 * The language runtime is the real one: it starts the entry point, resolves inputs and reports resources.
 * The stand-in answers it: in a preview with nothing but the inputs, so that all else is unknown; in an
 * update with what Azure would have added, made up by `standInState`. Nothing leaves this machine.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { startEngine } from './engine.ts'
import type { Properties, Property } from './properties.ts'

export interface ProgramRequest {
  /** The file that is `main` of the project. */
  readonly main: string
  readonly project: string
  readonly stack: string
  /** As Pulumi hands it over: `<project>:<key>` to text, structured values as JSON. */
  readonly configuration: Readonly<Record<string, string>>
  readonly mode: 'preview' | 'up'
  /** Outputs of other stacks that the program may refer to, by `<organization>/<project>/<stack>`. */
  readonly otherStacks?: Readonly<Record<string, Properties>>
}

export interface CapturedResource {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly parent: string
  /** Made by a provider, rather than a component of ours. */
  readonly isCustom: boolean
  readonly isProtected: boolean
  readonly dependencies: readonly string[]
  readonly inputs: Readonly<Record<string, Property>>
  /** What the engine keeps of it: inputs and what the provider added. */
  readonly state: Readonly<Record<string, Property>>
}

export interface ProgramRun {
  readonly exitCode: number | null
  /** In the order in which they were registered. */
  readonly resources: readonly CapturedResource[]
  readonly outputs: Readonly<Record<string, Property>>
  /** What the program or the runtime reported, errors and warnings. */
  readonly messages: readonly string[]
}

const RUNTIME = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run')

export async function runProgram(request: ProgramRequest): Promise<ProgramRun> {
  const engine = await startEngine(request)
  try {
    const { exitCode, printed } = await runLanguageRuntime(request, engine.address)
    return {
      exitCode,
      resources: engine.resources,
      outputs: engine.outputs(),
      messages: exitCode === 0 ? engine.messages : [...engine.messages, ...printed],
    }
  } finally {
    engine.stop()
  }
}

function runLanguageRuntime({ main, project, stack, configuration, mode }: ProgramRequest, address: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ exitCode: number | null; printed: string[] }>()
  const program = spawn(
    process.execPath,
    [
      // Each output keeps a stack trace, most of what a run costs; a few frames tell where a program failed.
      '--stack-trace-limit=3',
      RUNTIME,
      ...['--monitor', address, '--engine', address],
      ...['--project', project, '--stack', stack, '--organization', 'organization'],
      ...['--pwd', dirname(main), '--parallel', '16'],
      ...(mode === 'preview' ? ['--dry-run'] : []),
      basename(main),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of this machine's environment: a program is its configuration and nothing else.
      env: {
        PULUMI_CONFIG: JSON.stringify(configuration),
        PULUMI_NODEJS_TYPESCRIPT: 'false',
        // The providers are large: what was compiled once is taken again.
        NODE_COMPILE_CACHE: join(tmpdir(), 'grid-power-stream-preview'),
      },
    },
  )
  const printed: string[] = []
  program.stdout.on('data', chunk => printed.push(String(chunk)))
  program.stderr.on('data', chunk => printed.push(String(chunk)))
  program.on('error', reject)
  program.on('close', exitCode => resolve({ exitCode, printed }))
  return promise
}
