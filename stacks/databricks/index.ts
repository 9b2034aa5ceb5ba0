/** What runs in the Databricks workspace: the Spark job that may take the place of `transform`. */
import { existsSync } from 'node:fs'
import { Provider } from '@pulumi/databricks/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { SparkJob } from '../../infra/spark-job.ts'
import { readJobConfiguration } from './job-configuration.ts'
import { layerLocation, readPlatform } from './platform.ts'

const { minWorkers, maxWorkers, jobWheel, platformStack, ...shape } = readJobConfiguration(
  pulumi.runtime.allConfig(),
)
if (!existsSync(jobWheel)) {
  throw new Error(`jobWheel ${jobWheel}: no such file, from ${process.cwd()}; npm run package:spark makes it`)
}

const platform = new pulumi.StackReference(platformStack)
const { workspace, lakeUrl } = readPlatform(platform)

const locations = { bronze: layerLocation(lakeUrl, 'bronze'), silver: layerLocation(lakeUrl, 'silver') }
const job = new SparkJob('grid-silver', {
  // Signed in with Entra ID, as whoever deploys: the workspace is found by its id in Azure.
  provider: new Provider('databricks', {
    host: workspace.apply(({ url }) => url),
    azureWorkspaceResourceId: workspace.apply(({ id }) => id),
  }),
  accessConnectorId: workspace.apply(({ accessConnectorId }) => accessConnectorId),
  identityId: workspace.apply(({ identityId }) => identityId),
  locations,
  wheel: jobWheel,
  packageName: 'grid_silver',
  entryPoint: 'grid-silver',
  parameters: ['--bronze', locations.bronze, '--silver', locations.silver],
  workers: { min: minWorkers, max: maxWorkers },
  ...shape,
})

export const jobUrl = job.url
