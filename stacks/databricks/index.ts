/** What runs in the Databricks workspace: the Spark job that may take the place of `transform`. */
import { existsSync } from 'node:fs'
import { Provider } from '@pulumi/databricks/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { SparkJob } from '../../infra/spark-job.ts'
import { readJobConfiguration } from './job-configuration.ts'
import { layerLocation, readPlatform } from './platform.ts'

const { minWorkers, maxWorkers, jobFile, jobParameters, platformStack, ...shape } = readJobConfiguration(
  pulumi.runtime.allConfig(),
)
if (!existsSync(jobFile)) throw new Error(`jobFile ${jobFile}: no such file, from ${process.cwd()}`)

const platform = new pulumi.StackReference(platformStack)
const { workspace, lakeUrl } = readPlatform(platform)

const job = new SparkJob('grid-silver', {
  // Signed in with Entra ID, as whoever deploys: the workspace is found by its id in Azure.
  provider: new Provider('databricks', {
    host: workspace.apply(({ url }) => url),
    azureWorkspaceResourceId: workspace.apply(({ id }) => id),
  }),
  accessConnectorId: workspace.apply(({ accessConnectorId }) => accessConnectorId),
  identityId: workspace.apply(({ identityId }) => identityId),
  locations: { bronze: layerLocation(lakeUrl, 'bronze'), silver: layerLocation(lakeUrl, 'silver') },
  file: jobFile,
  parameters: jobParameters,
  workers: { min: minWorkers, max: maxWorkers },
  ...shape,
})

export const jobUrl = job.url
