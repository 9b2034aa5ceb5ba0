/** Runs the command that migrates, signed in as whoever deploys. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, githubToken, isGithub } from './deploy-credential.ts'
import { showProgram } from './program.ts'

/**
 * In a workflow the command gets GitHub's token as a file, as a pod on Kubernetes would: @azure/identity takes
 * AZURE_FEDERATED_TOKEN_FILE everywhere. The file is gone when the command has ended.
 *
 * @throws DeployError when it ends with anything but 0. Nothing is run for an empty command.
 */
export async function runMigrations(command: readonly string[], environment: Environment): Promise<void> {
  const [program, ...words] = command
  if (program === undefined) return
  if (!isGithub(environment)) return showProgram({ program, words, environment })
  const folder = await mkdtemp(join(tmpdir(), 'sign-in-'))
  try {
    const file = join(folder, 'token')
    await writeFile(file, await githubToken(environment), { mode: 0o600 })
    await showProgram({ program, words, environment: { ...environment, AZURE_FEDERATED_TOKEN_FILE: file } })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
