/** Builds an image with docker's buildx and pushes it, with a configuration of its own that is gone afterwards. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { showProgram } from './program.ts'
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
    const dockerWith = (words: readonly string[], input = '') =>
      showProgram({ program: docker, words: ['--config', folder, ...words], input, named: words.join(' ') })
    await dockerWith(['login', registry, '--username', TOKEN_USER, '--password-stdin'], request.refreshToken)
    const metadata = join(folder, 'metadata.json')
    const image = `${registry}/${repository}:${tag}`
    const places = ['--file', request.dockerfile, '--metadata-file', metadata, '--tag', image]
    const build = ['buildx', 'build', '--platform', 'linux/amd64', '--push', ...places, request.context]
    await dockerWith(build)
    return Metadata.parse(JSON.parse(await readFile(metadata, 'utf8')))['containerimage.digest']
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
