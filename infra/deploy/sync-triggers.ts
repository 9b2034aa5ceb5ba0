/** Makes the host of a function app read its triggers anew: `sync-triggers.ts --help`. */
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { deployPatience } from './steps/patience.ts'
import { MANAGEMENT, MANAGEMENT_SCOPE, syncTriggers } from './steps/site.ts'

const script = deployScript('sync-triggers', 'Make the host of a function app read its triggers anew.')
  .requiredOption('--site <id>', 'resource id of the function app: /subscriptions/…/sites/<name>')
  .parse()
const options = script.opts<{ site: string; dryRun?: true }>()

await runScript(async () => {
  if (options.dryRun) return { site: options.site, dryRun: true }
  const credential = deployCredential(process.env)
  const service = { credential, scope: MANAGEMENT_SCOPE, patience: deployPatience(), progress }
  const site = { management: MANAGEMENT, siteId: options.site }
  return { site: options.site, functions: await syncTriggers(service, site) }
})
