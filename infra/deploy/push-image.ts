/** Builds the image of the API and pushes it, unless it is there: `push-image.ts --help`. Prints its digest. */
import { join } from 'node:path'
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { buildAndPush } from './steps/image.ts'
import { deployPatience } from './steps/patience.ts'
import { digestOf, signIn } from './steps/registry.ts'
import { MANAGEMENT_SCOPE } from './steps/site.ts'

interface Options {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly context: string
  readonly file?: string
  readonly docker: string
  readonly dryRun?: true
}

const script = deployScript(
  'push-image',
  'Build an image and push it to a registry, unless its tag is there.',
)
  .requiredOption('--registry <host>', 'the registry: <name>.azurecr.io')
  .requiredOption('--repository <name>', 'the repository in it')
  .requiredOption('--tag <tag>', 'what the image is made from: a commit')
  .requiredOption('--context <folder>', 'the folder that is built')
  .option('--file <dockerfile>', 'the Dockerfile (default: that of the folder)')
  .option('--docker <program>', 'the program that builds', 'docker')
  .parse()
const options = script.opts<Options>()
const { registry, repository, tag, context, docker } = options

await runScript(async () => {
  const image = { registry, repository, tag }
  if (options.dryRun) return { ...image, context, dryRun: true }
  const credential = deployCredential(process.env)
  const service = { credential, scope: MANAGEMENT_SCOPE, patience: deployPatience(), progress }
  const refreshToken = await signIn(service, `https://${registry}`)
  const there = await digestOf(service, `https://${registry}`, refreshToken, image)
  const dockerfile = options.file ?? join(context, 'Dockerfile')
  const digest = there ?? (await buildAndPush({ ...image, docker, context, dockerfile, refreshToken }))
  return { image: `${registry}/${repository}@${digest}`, built: there === undefined }
})
