import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Provider } from '@pulumi/databricks/provider.js'
import { describe, expect, it } from 'vitest'
import { DatabricksWorkspace } from './databricks-workspace.ts'
import { Kubernetes, type KubernetesArgs } from './kubernetes.ts'
import { ROLES } from './roles.ts'
import { SparkJob, type SparkJobArgs } from './spark-job.ts'
import { IDENTITY, outputOf, PLACEMENT, REGISTRY_ID, SUBNET_ID, tryOut, WORKSPACE_ID } from './trial.ts'

it('makes a Databricks workspace inside the network, without public addresses, with an identity to lend', async () => {
  const workspace = await tryOut(
    () =>
      new DatabricksWorkspace('databricks', {
        placement: PLACEMENT,
        identity: IDENTITY,
        workspaceId: WORKSPACE_ID,
        subscriptionId: 'subscription',
        virtualNetworkId: 'vnet',
        hostSubnetName: 'host',
        containerSubnetName: 'container',
        managedResourceGroupName: 'managed',
      }),
  )
  expect(workspace.only('databricks:AccessConnector')).toMatchObject({
    identity: { type: 'UserAssigned', userAssignedIdentities: [await outputOf(IDENTITY.id)] },
  })
  expect(workspace.only('databricks:Workspace')).toMatchObject({
    sku: { name: 'premium' },
    managedResourceGroupId: '/subscriptions/subscription/resourceGroups/managed',
    parameters: {
      enableNoPublicIp: { value: true },
      customVirtualNetworkId: { value: 'vnet' },
      customPublicSubnetName: { value: 'host' },
      customPrivateSubnetName: { value: 'container' },
    },
  })
  expect(workspace.only('monitor:DiagnosticSetting')).toMatchObject({ metrics: [] })
  expect(await outputOf(workspace.made.url)).toMatch(/^https:\/\/adb-\d+\.\d+\.azuredatabricks\.net$/)
})

describe('a cluster', () => {
  const args: KubernetesArgs = {
    placement: PLACEMENT,
    workspaceId: WORKSPACE_ID,
    tenantId: 'tenant',
    subnetId: SUBNET_ID,
    registryId: REGISTRY_ID,
    administratorGroupIds: ['group'],
    authorizedRanges: [],
    vmSize: 'Standard_D2as_v5',
    nodes: { min: 2, max: 4 },
    workloads: [{ name: 'api', identity: IDENTITY, namespace: 'grid', serviceAccount: 'api' }],
  }
  const tryCluster = (more: Partial<KubernetesArgs> = {}) =>
    tryOut(() => new Kubernetes('cluster', { ...args, ...more }))

  it('knows no local account, separates pods, patches itself, and is private unless ranges are named', async () => {
    expect((await tryCluster()).only('containerservice:ManagedCluster')).toMatchObject({
      enableRBAC: true,
      disableLocalAccounts: true,
      aadProfile: {
        managed: true,
        enableAzureRBAC: true,
        tenantID: 'tenant',
        adminGroupObjectIDs: ['group'],
      },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
      autoUpgradeProfile: { upgradeChannel: 'stable', nodeOSUpgradeChannel: 'NodeImage' },
      networkProfile: { networkPolicy: 'cilium', networkPlugin: 'azure' },
      apiServerAccessProfile: { enablePrivateCluster: true },
      agentPoolProfiles: [
        {
          vmSize: 'Standard_D2as_v5',
          minCount: 2,
          maxCount: 4,
          vnetSubnetID: SUBNET_ID,
          enableNodePublicIP: false,
        },
      ],
    })
    const cluster = await tryCluster({ authorizedRanges: ['192.0.2.0/24'] })
    expect(cluster.only('containerservice:ManagedCluster')).toMatchObject({
      apiServerAccessProfile: { authorizedIPRanges: ['192.0.2.0/24'] },
    })
  })

  it('lets each workload sign in as its identity, and its nodes pull images', async () => {
    const cluster = await tryCluster()
    expect(cluster.only('managedidentity:FederatedIdentityCredential')).toMatchObject({
      resourceName: 'job',
      issuer: expect.stringMatching(/^https:\/\/oidc\.invalid\//),
      subject: 'system:serviceaccount:grid:api',
      audiences: ['api://AzureADTokenExchange'],
    })
    expect(cluster.of('authorization:RoleAssignment')).toMatchObject({
      'cluster-pull': { roleDefinitionId: expect.stringContaining(ROLES.AcrPull), scope: REGISTRY_ID },
      'cluster-subnet': {
        roleDefinitionId: expect.stringContaining(ROLES['Network Contributor']),
        scope: SUBNET_ID,
      },
    })
  })
})

describe('a Spark job', () => {
  const tryJob = async (more: Partial<SparkJobArgs> = {}) => {
    const wheel = join(await mkdtemp(join(tmpdir(), 'spark-')), 'clean-1.0.0-py3-none-any.whl')
    await writeFile(wheel, 'a wheel')
    return tryOut(
      () =>
        new SparkJob('silver', {
          provider: new Provider('databricks', { host: 'https://adb-0.0.azuredatabricks.net' }),
          accessConnectorId: 'connector',
          identityId: 'identity',
          locations: { bronze: 'abfss://bronze@lake.dfs.core.windows.net/' },
          wheel,
          packageName: 'clean',
          entryPoint: 'clean-day',
          parameters: ['--day', 'yesterday'],
          sparkVersion: 'any',
          nodeType: 'Standard_D4as_v5',
          workers: { min: 1, max: 4 },
          schedule: '0 0 * * * ?',
          timeoutMinutes: 30,
          ...more,
        }),
    )
  }

  it('runs the wheel on machines of its own, one run at a time, on its schedule', async () => {
    const job = (await tryJob()).only('databricks:index/job:Job')
    expect(job).toMatchObject({
      maxConcurrentRuns: 1,
      timeoutSeconds: 1800,
      schedule: { quartzCronExpression: '0 0 * * * ?', timezoneId: 'UTC' },
      jobClusters: [
        {
          newCluster: {
            nodeTypeId: 'Standard_D4as_v5',
            dataSecurityMode: 'SINGLE_USER',
            autoscale: { minWorkers: 1, maxWorkers: 4 },
          },
        },
      ],
      tasks: [
        {
          libraries: [{}],
          pythonWheelTask: {
            packageName: 'clean',
            entryPoint: 'clean-day',
            parameters: ['--day', 'yesterday'],
          },
        },
      ],
    })
  })

  it('reads the lake by the identity that the connector lends', async () => {
    const job = await tryJob({ schedule: null })
    expect(job.only('databricks:index/storageCredential:StorageCredential')).toMatchObject({
      azureManagedIdentity: { accessConnectorId: 'connector', managedIdentityId: 'identity' },
    })
    expect(job.only('databricks:index/externalLocation:ExternalLocation')).toMatchObject({
      credentialName: 'silver',
      url: 'abfss://bronze@lake.dfs.core.windows.net/',
    })
    expect(job.only('databricks:index/job:Job').schedule).toBeUndefined()
  })
})
