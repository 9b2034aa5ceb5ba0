/**
 * SparkJob: a Python wheel run on a schedule in a Databricks workspace, on machines that are there for the run alone.
 *
 * It reads the lake as the identity that the workspace's access connector lends, through external locations: no
 * key, no mount. Runs never overlap.
 */
import { basename } from 'node:path'
import { ExternalLocation } from '@pulumi/databricks/externalLocation.js'
import { Job } from '@pulumi/databricks/job.js'
import type { Provider } from '@pulumi/databricks/provider.js'
import { StorageCredential } from '@pulumi/databricks/storageCredential.js'
import { WorkspaceFile } from '@pulumi/databricks/workspaceFile.js'
import * as pulumi from '@pulumi/pulumi'

export interface SparkJobArgs {
  /** Signed in to the workspace. */
  readonly provider: Provider
  readonly accessConnectorId: pulumi.Input<string>
  /** The resource's id of the identity that the connector lends. */
  readonly identityId: pulumi.Input<string>
  /** `abfss://<container>@<account>.dfs.core.windows.net/` by the name that the catalogue is to know it under. */
  readonly locations: Readonly<Record<string, pulumi.Input<string>>>
  /** A path on this machine, whose file is uploaded under its name; what its metadata requires is installed with it. */
  readonly wheel: string
  readonly packageName: string
  /** Of its `console_scripts`. */
  readonly entryPoint: string
  readonly parameters: readonly pulumi.Input<string>[]
  readonly sparkVersion: string
  readonly nodeType: string
  readonly workers: { readonly min: number; readonly max: number }
  /** Quartz's form, seven fields, UTC. Null: when a person says so. */
  readonly schedule: string | null
  /** After which a run is given up. */
  readonly timeoutMinutes: number
}

export class SparkJob extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>

  constructor(name: string, args: SparkJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:SparkJob', name, {}, opts)
    const parent = { parent: this, provider: args.provider }

    const credential = new StorageCredential(
      name,
      {
        name,
        azureManagedIdentity: {
          accessConnectorId: args.accessConnectorId,
          managedIdentityId: args.identityId,
        },
      },
      parent,
    )
    const locations = Object.entries(args.locations).map(
      ([location, url]) =>
        new ExternalLocation(
          `${name}-${location}`,
          { name: `${name}-${location}`, credentialName: credential.name, url },
          parent,
        ),
    )
    const wheel = new WorkspaceFile(
      name,
      { source: args.wheel, path: `/Shared/${name}/${basename(args.wheel)}` },
      parent,
    )
    const job = new Job(name, jobInputs(name, args, wheel.workspacePath), {
      ...parent,
      dependsOn: locations,
    })
    this.url = job.url
    this.registerOutputs({ url: this.url })
  }
}

function jobInputs(name: string, args: SparkJobArgs, whl: pulumi.Input<string>) {
  return {
    name,
    maxConcurrentRuns: 1,
    queue: { enabled: true },
    timeoutSeconds: args.timeoutMinutes * 60,
    ...(args.schedule !== null && { schedule: { quartzCronExpression: args.schedule, timezoneId: 'UTC' } }),
    jobClusters: [
      {
        jobClusterKey: 'run',
        newCluster: {
          sparkVersion: args.sparkVersion,
          nodeTypeId: args.nodeType,
          // The catalogue gives its identity to machines of one user alone.
          dataSecurityMode: 'SINGLE_USER',
          autoscale: { minWorkers: args.workers.min, maxWorkers: args.workers.max },
        },
      },
    ],
    tasks: [
      {
        taskKey: 'run',
        jobClusterKey: 'run',
        maxRetries: 1,
        libraries: [{ whl }],
        pythonWheelTask: {
          packageName: args.packageName,
          entryPoint: args.entryPoint,
          parameters: [...args.parameters],
        },
      },
    ],
  }
}
