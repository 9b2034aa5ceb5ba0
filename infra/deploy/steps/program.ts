/** Runs other programs to their end: shown to whoever watches, or listened to. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Environment } from './deploy-credential.ts'
import { DeployError } from './deploy-error.ts'

export interface ProgramCall {
  readonly program: string
  readonly words: readonly string[]
  /** Goes to its standard input. */
  readonly input?: string
  /** That of this process, unless said. */
  readonly environment?: Environment
  /** What an error says of the words, where not all of them are of use: all, unless said. */
  readonly named?: string
}

export interface ProgramAnswer {
  readonly code: number
  /** Its standard output. */
  readonly output: string
  /** Its standard error, without the space around it. */
  readonly said: string
}

/**
 * What it says goes to standard error: standard output is for the result of a script.
 *
 * @throws DeployError when it can't be started, or ends with anything but 0.
 */
export async function showProgram(call: ProgramCall): Promise<void> {
  const code = await ended(start(call, ['pipe', 2, 2]), call)
  if (code === 0) return
  const named = call.named ?? call.words.join(' ')
  throw new DeployError(`${call.program} ${named}: ended with ${code}, expected 0`)
}

/** @throws DeployError when it can't be started; how it ended, the answer tells. */
export async function askProgram(call: ProgramCall): Promise<ProgramAnswer> {
  const child = start(call, ['pipe', 'pipe', 'pipe'])
  const output = collected(child.stdout)
  const said = collected(child.stderr)
  const code = await ended(child, call)
  return { code, output: output(), said: said().trim() }
}

function start({ program, words, environment }: ProgramCall, stdio: SpawnOptions['stdio']): ChildProcess {
  return spawn(program, words, { stdio, ...(environment && { env: { ...environment } }) })
}

function ended(child: ChildProcess, { program, input = '' }: ProgramCall): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.on('error', cause =>
    reject(new DeployError(`${program}: could not be started: is it installed?`, { cause })),
  )
  // Killed by a signal, it has no code.
  child.on('close', code => resolve(code ?? 1))
  child.stdin?.on('error', () => undefined) // it ended without reading: its exit code tells
  child.stdin?.end(input)
  return promise
}

function collected(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', chunk => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}
