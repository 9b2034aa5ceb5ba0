/** Publishes a package to a function app and makes its host read the triggers: `publish-functions.ts --help`. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { publishPackage } from './steps/one-deploy.ts'
import { deployPatience } from './steps/patience.ts'
import { MANAGEMENT, MANAGEMENT_SCOPE, publishingHost, syncTriggers } from './steps/site.ts'

const script = deployScript('publish-functions', 'Publish a zip to a function app on Flex Consumption.')
  .requiredOption('--site <id>', 'resource id of the function app: /subscriptions/…/sites/<name>')
  .requiredOption('--package <zip>', 'the package')
  .parse()
const options = script.opts<{ site: string; package: string; dryRun?: true }>()

await runScript(async () => {
  const zip = new Uint8Array(await readFile(options.package))
  const what = {
    site: options.site,
    bytes: zip.byteLength,
    sha256: createHash('sha256').update(zip).digest('hex'),
  }
  if (options.dryRun) return { ...what, dryRun: true }
  const credential = deployCredential(process.env)
  const service = { credential, scope: MANAGEMENT_SCOPE, patience: deployPatience(), progress }
  const site = { management: MANAGEMENT, siteId: options.site }
  const deployment = await publishPackage(service, `https://${await publishingHost(service, site)}`, zip)
  return { ...what, deployment, functions: await syncTriggers(service, site) }
})
