/** Builds an image with docker's buildx and pushes it, with a configuration of its own that is gone afterwards. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { DeployError } from './deploy-error.ts'
import { TOKEN_USER } from './registry.ts'

export interface ImageRequest {
  /** The program: `docker`, or another that takes its commands. */
  readonly docker: string
  /** `<name>.azurecr.io` */
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly context: string
  readonly dockerfile: string
  /** What the registry took the sign-in for. */
  readonly refreshToken: string
}

const Metadata = z.object({ 'containerimage.digest': z.string().regex(/^sha256:[0-9a-f]{64}$/) })

/** @returns the digest of what was pushed. @throws DeployError when docker is not there or fails. */
export async function buildAndPush(request: ImageRequest): Promise<string> {
  const { docker, registry, repository, tag } = request
  const folder = await mkdtemp(join(tmpdir(), 'image-'))
  try {
    // Where people have buildx, since another configuration hides it.
    const plugins = { cliPluginsExtraDirs: [join(homedir(), '.docker', 'cli-plugins')] }
    await writeFile(join(folder, 'config.json'), JSON.stringify(plugins))
    const own = ['--config', folder]
    await run(
      docker,
      [...own, 'login', registry, '--username', TOKEN_USER, '--password-stdin'],
      request.refreshToken,
    )
    const metadata = join(folder, 'metadata.json')
    const image = `${registry}/${repository}:${tag}`
    const places = ['--file', request.dockerfile, '--metadata-file', metadata, '--tag', image]
    await run(docker, [
      ...own,
      'buildx',
      'build',
      '--platform',
      'linux/amd64',
      '--push',
      ...places,
      request.context,
    ])
    return Metadata.parse(JSON.parse(await readFile(metadata, 'utf8')))['containerimage.digest']
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Its output goes to standard error: standard output is for the digest. */
function run(program: string, arguments_: readonly string[], input = ''): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(program, arguments_, { stdio: ['pipe', 2, 2] })
  child.on('error', cause =>
    reject(new DeployError(`${program}: could not be started: is it installed?`, { cause })),
  )
  child.on('close', code => {
    if (code === 0) resolve()
    else
      reject(new DeployError(`${program} ${arguments_.slice(2).join(' ')}: ended with ${code}, expected 0`))
  })
  child.stdin?.on('error', () => undefined) // it ended without reading: its exit code tells
  child.stdin?.end(input)
  return promise
}
