/** One environment of the platform: which components there are, and how they know of each other. */
import * as pulumi from '@pulumi/pulumi'
import { Alerts } from '../infra/alerts.ts'
import { AvailabilityTest } from '../infra/availability-test.ts'
import { Budget } from '../infra/budget.ts'
import { Database } from '../infra/database.ts'
import { lockAgainstDeletion } from '../infra/delete-lock.ts'
import { Identities } from '../infra/identities.ts'
import { Lake } from '../infra/lake.ts'
import { Monitoring } from '../infra/monitoring.ts'
import { Network } from '../infra/network.ts'
import { Queues } from '../infra/queues.ts'
import { Registry } from '../infra/registry.ts'
import { ResourceGroup } from '../infra/resource-group.ts'
import { Workbook } from '../infra/workbook.ts'
import {
  API_UNREACHABLE,
  AWAITING_RULES,
  LOG_RULES,
  metricRules,
  RIGHTS_CHANGED,
  readable,
} from './alert-rules.ts'
import { createApi } from './api.ts'
import { DATA_RIGHTS, identitiesOf, LAYERS, QUEUES } from './data-access.ts'
import { createDatabricks } from './databricks-workspace.ts'
import { apiImageIn, deployCode } from './deploy-code.ts'
import { deployManifests } from './deploy-manifests.ts'
import { readEnvironment } from './environment.ts'
import { createFunctionApps } from './function-apps.ts'
import { createKubernetes, manifestValues } from './kubernetes.ts'
import { BRONZE_RETENTION } from './retention.ts'
import { WORKBOOK_PANELS } from './workbook-panels.ts'

const DATABASE = 'grid'

const stack = pulumi.getStack()
const environment = readEnvironment(pulumi.runtime.allConfig())
const { alertEmails, tenantId } = environment

const group = new ResourceGroup(`grid-power-stream-${stack}`, {
  location: environment.location,
  environment: stack,
  owner: environment.owner,
})
const { placement } = group
/** Locks are the program's own, and go first in a destroy: against that only the engine protects. */
const kept = { protect: environment.isProtected }
const monitoring = new Monitoring('monitoring', { placement, alertEmails, ...environment.monitoring }, kept)
const { workspaceId, actionGroupId, insightsId } = monitoring
const network = new Network('network', {
  placement,
  ...environment.network,
  hasDatabricks: environment.hasDatabricks,
  hasKubernetes: environment.kubernetes !== null,
})
const { access } = network
const identityNames = identitiesOf({
  databricks: environment.hasDatabricks,
  kubernetes: environment.kubernetes !== null,
})
const identities = new Identities('identity', {
  placement,
  names: identityNames,
  federated: environment.deploySubject
    ? [
        {
          identity: 'deploy',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: environment.deploySubject,
        },
      ]
    : [],
})
const { redundancy } = environment.lake
const lake = new Lake(
  'lake',
  {
    placement,
    access,
    workspaceId,
    layers: LAYERS,
    retention: BRONZE_RETENTION,
    ...environment.lake,
  },
  kept,
)
const queues = new Queues('queues', { placement, access, workspaceId, names: QUEUES, redundancy })
const { minVcores, maxVcores, ...databaseShape } = environment.database
const database = new Database('warehouse', {
  placement,
  access,
  workspaceId,
  alertEmails,
  ...databaseShape,
  databaseName: DATABASE,
  vcores: { min: minVcores, max: maxVcores },
  administrators: { ...environment.databaseAdministrators, tenantId },
  isProtected: environment.isProtected,
})
const registry = new Registry('registry', { placement, workspaceId })

const data = { lake, queues, database }
const functionApps = createFunctionApps({
  environment,
  stack,
  placement,
  network,
  monitoring,
  identities,
  data,
})
const { apiImage, functionsPackage } = environment
const image = apiImageIn(registry, apiImage, functionsPackage !== undefined)
const api = createApi({
  environment,
  stack,
  placement,
  network,
  monitoring,
  identities,
  data,
  registry,
  image,
})
const databricks = environment.hasDatabricks
  ? createDatabricks({ stack, group, network, workspaceId, identities, data })
  : undefined
const kubernetes = environment.kubernetes
  ? {
      shape: environment.kubernetes,
      environment,
      stack,
      monitoring,
      data,
      placement,
      network,
      workspaceId,
      registry,
      identities,
    }
  : undefined
const cluster = kubernetes && createKubernetes(kubernetes)

const { repositoryUrl } = environment
const alerts = new Alerts('alerts', {
  placement,
  workspaceId,
  actionGroupId,
  subscriptionId: group.subscriptionId,
  logRules: LOG_RULES.map(rule => readable(rule, repositoryUrl)),
  metricRules: metricRules(database).map(rule => readable(rule, repositoryUrl)),
  rightsChanged: readable(RIGHTS_CHANGED, repositoryUrl),
})
new AvailabilityTest('api-availability', {
  placement,
  insightsId,
  actionGroupId,
  url: pulumi.interpolate`${api.url}/healthz`,
  severity: 1,
  ...readable(API_UNREACHABLE, repositoryUrl),
})
const workbook = new Workbook('workbook', {
  placement,
  workspaceId,
  displayName: `Grid Power Stream (${stack})`,
  panels: WORKBOOK_PANELS,
})
new Budget('budget', {
  resourceGroupId: group.id,
  monthlyAmount: environment.monthlyBudget,
  start: environment.budgetStart,
  alertEmails,
  actionGroupId,
})
if (environment.isProtected) {
  lockAgainstDeletion('lake', lake.id, { parent: lake })
  lockAgainstDeletion('warehouse', database.serverId, { parent: database })
  lockAgainstDeletion('monitoring', workspaceId, { parent: monitoring })
}

// For people.
export const resourceGroup = group.name
export const apiUrl = api.url
export const apiDocumentation = pulumi.interpolate`${api.url}/docs`
export const dashboardUrl = api.url
export const workbookUrl = workbook.url
export const alertsUrl = alerts.url
/** Rules that are not deployed yet, and what each waits for. */
export const alertsAwaiting = AWAITING_RULES
// For the programs and scripts that deploy into it.
export const lakeUrl = lake.endpoint
export const queuesUrl = queues.endpoint
export const warehouseUrl = database.url
export const registryServer = registry.loginServer
export const apiApp = api.name
export const functionAppNames = functionApps
export const databaseUsers = identityNames
  .filter(name => DATA_RIGHTS[name].database_role !== null)
  .map(name => ({
    name: identities.of(name).name,
    clientId: identities.of(name).clientId,
    role: DATA_RIGHTS[name].database_role,
  }))
export const databricksWorkspace = databricks && {
  id: databricks.id,
  url: databricks.url,
  accessConnectorId: databricks.accessConnectorId,
  identityId: identities.of('spark').id,
}
export const kubernetesCluster = cluster?.cluster.name
/** For the files of settings of infra/kubernetes/overlays/azure. */
export const kubernetesValues = kubernetes && manifestValues(kubernetes, image)

if (functionsPackage) {
  const migrated = deployCode({
    functionsPackage,
    apiImage,
    groupId: group.id,
    database,
    databaseName: DATABASE,
    users: databaseUsers,
    functionAppNames: functionApps,
    isFirewallOpened: !environment.network.isPrivate,
    api,
    audience: environment.authAudience,
  })
  if (cluster && kubernetesValues) {
    deployManifests({
      clusterId: cluster.cluster.id,
      values: kubernetesValues,
      dependsOn: [cluster.cluster, ...cluster.grants, migrated],
    })
  }
}
