/** Runs the command that migrates, signed in as whoever deploys. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, githubToken, isGithub } from './deploy-credential.ts'
import { DeployError } from './deploy-error.ts'

/**
 * In a workflow the command gets GitHub's token as a file, as a pod on Kubernetes would: @azure/identity takes
 * AZURE_FEDERATED_TOKEN_FILE everywhere. The file is gone when the command has ended.
 *
 * @throws DeployError when it ends with anything but 0. Nothing is run for an empty command.
 */
export async function runMigrations(command: readonly string[], environment: Environment): Promise<void> {
  const [program, ...arguments_] = command
  if (program === undefined) return
  if (!isGithub(environment)) return run(program, arguments_, environment)
  const folder = await mkdtemp(join(tmpdir(), 'sign-in-'))
  try {
    const file = join(folder, 'token')
    await writeFile(file, await githubToken(environment), { mode: 0o600 })
    await run(program, arguments_, { ...environment, AZURE_FEDERATED_TOKEN_FILE: file })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Its output goes to standard error: standard output is for the result. */
function run(program: string, arguments_: readonly string[], environment: Environment): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(program, arguments_, { stdio: ['ignore', 2, 2], env: { ...environment } })
  child.on('error', cause => reject(new DeployError(`${program}: could not be started`, { cause })))
  child.on('close', code => {
    if (code === 0) resolve()
    else reject(new DeployError(`${[program, ...arguments_].join(' ')}: ended with ${code}, expected 0`))
  })
  return promise
}
