/**
 * What Azure would have added to a resource, made up: ids, names, hosts, principals. Always the same for the
 * same resource, and recognisably not of any real one.
 */
import { createHash } from 'node:crypto'

type Values = Readonly<Record<string, unknown>>

const STAND_IN_SUBSCRIPTION = '00000000-0000-0000-0000-00000000515b'

/** The input that names a resource in Azure, where one was given; else the provider makes a name up, as here. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'azure-native:resources:ResourceGroup': 'resourceGroupName',
  'azure-native:storage:StorageAccount': 'accountName',
  'azure-native:storage:BlobContainer': 'containerName',
  'azure-native:storage:Queue': 'queueName',
  'azure-native:sql:Database': 'databaseName',
  'azure-native:network:Subnet': 'subnetName',
  'azure-native:privatedns:PrivateZone': 'privateZoneName',
  'azure-native:authorization:RoleAssignment': 'roleAssignmentName',
  'azure-native:authorization:ManagementLockByScope': 'lockName',
  'azure-native:monitor:ScheduledQueryRule': 'ruleName',
  'azure-native:monitor:MetricAlert': 'ruleName',
  'azure-native:applicationinsights:Workbook': 'resourceName',
  'azure-native:consumption:Budget': 'budgetName',
}

export function standInState(urn: string, type: string, logicalName: string, inputs: Values): Values {
  const name = nameOf(urn, type, logicalName, inputs)
  return { ...inputs, name, id: idOf(type, name, inputs), ...addedByAzure(urn, type, name, inputs) }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const guid = (text: string) => digest(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

function nameOf(urn: string, type: string, logicalName: string, inputs: Values): string {
  const given = inputs[NAMED_BY[type] ?? 'name'] ?? inputs.name
  return typeof given === 'string' ? given : `${logicalName}${digest(urn).slice(0, 8)}`
}

function idOf(type: string, name: string, inputs: Values): string {
  const [provider, module = '', kind = ''] = type.split(':')
  if (provider !== 'azure-native') return name
  const group = `/subscriptions/${STAND_IN_SUBSCRIPTION}/resourceGroups`
  if (kind === 'ResourceGroup') return `${group}/${name}`
  const parents = ['accountName', 'serverName', 'virtualNetworkName']
    .map(key => inputs[key])
    .filter(parent => typeof parent === 'string' && parent !== name)
  const path = [kind.charAt(0).toLowerCase() + kind.slice(1), ...parents, name].join('/')
  return `${group}/${String(inputs.resourceGroupName ?? 'none')}/providers/Microsoft.${module}/${path}`
}

function addedByAzure(urn: string, type: string, name: string, inputs: Values): Values {
  switch (type) {
    case 'azure-native:storage:StorageAccount':
      return {
        primaryEndpoints: Object.fromEntries(
          ['blob', 'dfs', 'queue', 'table'].map(kind => [kind, `https://${name}.${kind}.core.windows.net/`]),
        ),
      }
    case 'azure-native:managedidentity:UserAssignedIdentity':
      return { clientId: guid(`client ${urn}`), principalId: guid(`principal ${urn}`) }
    case 'azure-native:sql:Server':
      return { fullyQualifiedDomainName: `${name}.database.windows.net` }
    case 'azure-native:web:WebApp':
      return { defaultHostName: `${name}.azurewebsites.net` }
    case 'azure-native:containerregistry:Registry':
      return { loginServer: `${name}.azurecr.io` }
    case 'azure-native:applicationinsights:Component':
      return {
        connectionString: `InstrumentationKey=${guid(urn)};IngestionEndpoint=https://${String(inputs.location)}-1.in.applicationinsights.azure.com/`,
      }
    case 'azure-native:databricks:Workspace':
      return { workspaceUrl: `adb-${parseInt(digest(urn).slice(0, 8), 16)}.0.azuredatabricks.net` }
    case 'azure-native:containerservice:ManagedCluster':
      return {
        identityProfile: { kubeletidentity: { objectId: guid(`kubelet ${urn}`) } },
        oidcIssuerProfile: { enabled: true, issuerURL: `https://oidc.invalid/${guid(urn)}/` },
      }
    default:
      return {}
  }
}
