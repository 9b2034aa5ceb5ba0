/** Protections that let a person know: telemetry, alarms, money, and locks against a slip of the hand. */
import { at, type EstateRule, expectAt, listAt, type PolicyResource, type ResourceRule } from './rule.ts'

const WORKSPACE = 'azure-native:operationalinsights:Workspace'
const INSIGHTS = 'azure-native:applicationinsights:Component'

export const MONITORING_RULES: readonly ResourceRule[] = [
  {
    id: 'monitor-no-local-authentication',
    checkov: [],
    reason: 'Whoever knows a key could write telemetry, and drown an alarm in it.',
    types: [WORKSPACE, INSIGHTS],
    breach: inputs =>
      inputs.disableLocalAuth === true || at(inputs, 'features', 'disableLocalAuth') === true
        ? undefined
        : 'local authentication is not off',
  },
  {
    id: 'monitor-workspace-based',
    checkov: [],
    reason: 'Telemetry would lie apart from the logs, under other rights and terms.',
    types: [INSIGHTS],
    breach: inputs => (inputs.workspaceResourceId ? undefined : 'workspaceResourceId is not set'),
  },
  {
    id: 'monitor-daily-cap',
    checkov: [],
    reason: 'A loop that logs would cost without end.',
    types: [WORKSPACE],
    breach: inputs =>
      Number(at(inputs, 'workspaceCapping', 'dailyQuotaGb')) > 0
        ? undefined
        : 'workspaceCapping.dailyQuotaGb is not set',
  },
  {
    id: 'monitor-receiver',
    checkov: [],
    reason: 'An alarm would ring for nobody.',
    types: ['azure-native:monitor:ActionGroup'],
    breach: inputs => {
      const receivers = Object.entries(inputs).flatMap(([key]) =>
        key.endsWith('Receivers') ? listAt(inputs, key) : [],
      )
      return receivers.length > 0 ? undefined : 'it has no receiver'
    },
  },
]

/** Where data lies or is worked on: each says what is done with it. */
const DATA_RESOURCES = [
  'azure-native:storage:StorageAccount',
  'azure-native:sql:Database',
  'azure-native:containerregistry:Registry',
  'azure-native:databricks:Workspace',
  'azure-native:containerservice:ManagedCluster',
]

const LOCKED = ['azure-native:sql:Server', WORKSPACE]

/** The lake: an account with a hierarchical namespace. */
const isLake = ({ type, inputs }: PolicyResource) =>
  type === 'azure-native:storage:StorageAccount' && inputs.isHnsEnabled === true

const WATCHED = [
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.Authorization/policyAssignments/write',
]

const isOf = (type: string) => (resource: PolicyResource) => resource.type === type

/** The resource group stands for the whole environment. */
const environmentWithout = (estate: readonly PolicyResource[], isThere: boolean, message: string) =>
  isThere
    ? []
    : estate
        .filter(isOf('azure-native:resources:ResourceGroup'))
        .map(({ name }) => ({ resource: name, message }))

export const MONITORING_ESTATE_RULES: readonly EstateRule[] = [
  {
    id: 'monitor-diagnostics',
    checkov: [],
    reason: 'What happens to the data would be told nowhere.',
    breaches: estate => {
      const spoken = estate
        .filter(isOf('azure-native:monitor:DiagnosticSetting'))
        .map(({ inputs }) => String(inputs.resourceUri))
      return estate
        .filter(({ type, id }) => DATA_RESOURCES.includes(type) && id !== undefined)
        .filter(({ id }) => !spoken.some(uri => uri === id || uri.startsWith(`${id}/`)))
        .map(({ name }) => ({ resource: name, message: 'no diagnostic setting speaks of it' }))
    },
  },
  {
    id: 'budget',
    checkov: [],
    reason: 'What it costs would be known from the bill.',
    breaches: estate =>
      environmentWithout(
        estate,
        estate
          .filter(isOf('azure-native:consumption:Budget'))
          .some(({ inputs }) => Object.keys(Object(inputs.notifications)).length > 0),
        'no budget tells anybody',
      ),
  },
  {
    id: 'activity-alerts',
    checkov: [],
    reason: 'Somebody could give away rights without anybody noticing.',
    breaches: estate => {
      const watched = estate
        .filter(isOf('azure-native:monitor:ActivityLogAlert'))
        .flatMap(({ inputs }) => listAt(inputs, 'condition', 'allOf'))
        .map(condition => at(condition, 'equals'))
      return WATCHED.filter(operation => !watched.includes(operation)).flatMap(operation =>
        environmentWithout(estate, false, `nobody is told of ${operation}`),
      )
    },
  },
  {
    id: 'delete-locks',
    checkov: [],
    reason: 'One click, or one program run in the wrong place, would delete what cannot be had again.',
    breaches: estate => {
      const locked = estate
        .filter(isOf('azure-native:authorization:ManagementLockByScope'))
        .filter(({ inputs }) => expectAt(inputs, 'level', 'CanNotDelete') === undefined)
        .map(({ inputs }) => inputs.scope)
      return estate
        .filter(resource => LOCKED.includes(resource.type) || isLake(resource))
        .filter(({ id }) => id !== undefined && !locked.includes(id))
        .map(({ name }) => ({ resource: name, message: 'no lock keeps it from being deleted' }))
    },
  },
]
