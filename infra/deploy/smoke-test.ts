/** Tries a deployed API from outside and reports: `smoke-test.ts --help`. */
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { deployPatience } from './steps/patience.ts'
import { smokeTest } from './steps/smoke.ts'

const script = deployScript(
  'smoke-test',
  'Ask a deployed API whether it lives, can serve, and keeps its door.',
)
  .requiredOption('--url <url>', 'where it is: https://…')
  .requiredOption(
    '--audience <id>',
    'what its tokens are made out to: the application id of its registration',
  )
  .requiredOption('--path <path>', 'what to ask for with a token, and without one')
  .parse()
const options = script.opts<{ url: string; audience: string; path: string; dryRun?: true }>()

await runScript(async () => {
  const url = options.url.replace(/\/+$/, '')
  if (options.dryRun) return { url, path: options.path, dryRun: true }
  const scope = `${options.audience}/.default`
  const credential = deployCredential(process.env)
  const patience = { ...deployPatience(), requestMs: 60_000 }
  return { url, checks: await smokeTest({ url, path: options.path, credential, scope, patience, progress }) }
})
