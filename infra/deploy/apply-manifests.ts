/** Brings a cluster to what the manifests say, with values of one environment: `apply-manifests.ts --help`. */
import { z } from 'zod'
import { withClusterAccess } from './steps/cluster-access.ts'
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { buildManifests, readManifests } from './steps/manifests.ts'
import { deployPatience } from './steps/patience.ts'
import { checkKinds, differs, release } from './steps/release.ts'
import { MANAGEMENT, MANAGEMENT_SCOPE } from './steps/site.ts'

const Values = z.record(z.string(), z.record(z.string(), z.string()))

interface Options {
  readonly cluster: string
  readonly namespace: string
  readonly label: string
  readonly folder: string
  readonly overlay: string
  readonly values: string
  readonly kubectl: string
  readonly diff?: true
  readonly dryRun?: true
}

const script = deployScript('apply-manifests', 'Apply a kustomization to a managed cluster.')
  .requiredOption('--cluster <id>', 'resource id of the cluster: /subscriptions/…/managedClusters/<name>')
  .requiredOption('--namespace <name>', 'where all of it lies')
  .requiredOption('--label <label>', 'what all of it carries, and nothing else: <key>=<value>')
  .requiredOption('--folder <folder>', 'the folder with the kustomizations')
  .requiredOption('--overlay <folder>', 'the one to apply, from there')
  .requiredOption('--values <json>', 'what its files of settings hold: {"<file>": {"<NAME>": "<value>"}}')
  .option('--kubectl <program>', 'the program that builds and applies', 'kubectl')
  .option('--diff', 'show what is different in the cluster, and change nothing')
  .parse()
const options = script.opts<Options>()

await runScript(async () => {
  const { cluster, namespace, label, folder, overlay, kubectl: program } = options
  const values = Values.parse(JSON.parse(options.values))
  const manifests = await buildManifests({ kubectl: program, folder, overlay }, values)
  const objects = readManifests(manifests)
  checkKinds(objects)
  if (options.dryRun) {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    return { cluster, namespace, objects: names, dryRun: true }
  }
  const credential = deployCredential(process.env)
  const patience = deployPatience()
  const service = { credential, scope: MANAGEMENT_SCOPE, patience, progress }
  const address = { management: MANAGEMENT, clusterId: cluster }
  return withClusterAccess(service, address, async kubeconfig => {
    const access = { program, kubeconfig, namespace, patience, progress }
    if (options.diff) return { cluster, namespace, differs: await differs(access, manifests) }
    return { cluster, namespace, ...(await release(access, { manifests, label })) }
  })
})
