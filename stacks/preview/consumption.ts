/**
 * What an environment uses in a month, by meter, as far as its resources say or an assumption stands in.
 *
 * An upper bound where the resource has a cap, a lower one where it can scale: each line says which.
 */

import type { Property } from './properties.ts'
import type { CapturedResource } from './run-program.ts'

export interface Consumption {
  /** As in the price list. */
  readonly meter: string
  readonly quantity: number
  /** How the quantity was come by. */
  readonly because: string
}

const HOURS = 730
const DAYS = 30
/** 12 regions, four quarters an hour; a fetch keeps a few objects, silver rewrites a partition. */
const WRITES_A_MONTH = 60_000
/** Measured on ten years of history and its publications: less than this. */
const LAKE_GB = 50
/** Each queue is looked at every ten seconds or so when it is empty. */
const QUEUE_OPERATIONS = 3 * 6 * 60 * HOURS
/** A run of a job takes half a minute of an instance; 96 real-time fetches a day, three jobs each, and the rest. */
const FUNCTION_RUNS = 400 * DAYS
const FUNCTION_SECONDS = FUNCTION_RUNS * 30
/** Telemetry of Application Insights is kept for longer without a price; the rest is not told apart here. */
const FREE_RETENTION_DAYS = 31

export function consumptionOf(resources: readonly CapturedResource[]): Consumption[] {
  return resources.flatMap(resource => meters(resource))
}

function meters({ type, inputs }: CapturedResource): Consumption[] {
  switch (type) {
    case 'azure-native:storage:StorageAccount':
      return inputs.isHnsEnabled === true ? lake(String(inside(inputs, 'sku', 'name'))) : []
    case 'azure-native:sql:Database':
      return database(inputs)
    case 'azure-native:web:AppServicePlan':
      return plan(inputs)
    case 'azure-native:operationalinsights:Workspace':
      return logs(inputs)
    case 'azure-native:web:WebApp':
      return 'functionAppConfig' in inputs ? functions(inputs) : []
    case 'azure-native:storage:Queue':
      return String(inputs.queueName).endsWith('-poison')
        ? []
        : [one('queue-operations', QUEUE_OPERATIONS / 3 / 10_000, 1, 'looked at every ten seconds')]
    case 'azure-native:containerregistry:Registry':
      return [one('registry-days', 1, DAYS, 'always there')]
    case 'azure-native:network:NatGateway':
      return [one('nat-gateway-hours', 1, HOURS, 'always there, without the data that goes through')]
    case 'azure-native:network:PublicIPAddress':
      return [one('public-address-hours', 1, HOURS, 'always there')]
    case 'azure-native:network:PrivateEndpoint':
      return [one('private-endpoint-hours', 1, HOURS, 'always there')]
    case 'azure-native:privatedns:PrivateZone':
      return [one('private-zones', 1, 1, 'always there')]
    case 'azure-native:sql:ServerSecurityAlertPolicy':
      return [one('sql-threat-detection', 1, 1, 'always there')]
    case 'azure-native:monitor:ScheduledQueryRule':
      return [one(logRuleMeter(String(inputs.evaluationFrequency)), 1, 1, 'by how often it is evaluated')]
    case 'azure-native:monitor:MetricAlert':
      return [one('metric-alert-rules', 1, 1, 'always there')]
    case 'azure-native:applicationinsights:WebTest':
      return [webTest(inputs)]
    case 'azure-native:containerservice:ManagedCluster':
      return [
        one(
          'kubernetes-node-hours',
          inside(inputs, 'agentPoolProfiles', '0', 'minCount'),
          HOURS,
          'its least nodes',
        ),
      ]
    default:
      return []
  }
}

const one = (meter: string, amount: Property | undefined, times: number, because: string): Consumption => ({
  meter,
  quantity: Number(amount) * times,
  because,
})

const lake = (redundancy: string) => [
  one(`lake-stored-${redundancy}`, LAKE_GB, 1, `${LAKE_GB} GB assumed`),
  one(`lake-written-${redundancy}`, WRITES_A_MONTH / 10_000, 1, `${WRITES_A_MONTH} writes assumed`),
]

function database(inputs: CapturedResource['inputs']): Consumption[] {
  const isZoneRedundant = inputs.zoneRedundant === true
  const awake = 'its least while it is awake, never paused; load and more vCores add to it'
  return [
    one('sql-vcore-hours', inputs.minCapacity, HOURS, awake),
    ...(isZoneRedundant
      ? [one('sql-zone-vcore-hours', inputs.minCapacity, HOURS, 'three zones: as above')]
      : []),
    one(
      isZoneRedundant ? 'sql-stored-zone-redundant' : 'sql-stored',
      Number(inputs.maxSizeBytes) / 1024 ** 3,
      1,
      'its greatest size: at most',
    ),
  ]
}

/** The cap bounds what comes in, and so what is kept. */
function logs(inputs: CapturedResource['inputs']): Consumption[] {
  const monthlyGb = Number(inside(inputs, 'workspaceCapping', 'dailyQuotaGb')) * DAYS
  const paidMonths = Math.max(0, Number(inputs.retentionInDays) - FREE_RETENTION_DAYS) / DAYS
  return [
    one('logs-ingested', monthlyGb, 1, 'its daily cap: at most'),
    one('logs-retained', monthlyGb, paidMonths, `kept beyond ${FREE_RETENTION_DAYS} days: at most`),
  ]
}

/** What is evaluated once in a quarter of an hour, or more rarely, has one price. */
const logRuleMeter = (frequency: string) =>
  `log-alert-rules-${['PT1M', 'PT5M', 'PT10M'].includes(frequency) ? frequency : 'PT15M'}`

function webTest(inputs: CapturedResource['inputs']): Consumption {
  const places = Array.isArray(inputs.locations) ? inputs.locations.length : 0
  const runs = (HOURS * 3600) / Number(inputs.frequency)
  return one('availability-tests', places, runs, `every ${String(inputs.frequency)} s from ${places} places`)
}

function plan(inputs: CapturedResource['inputs']): Consumption[] {
  const capacity = inside(inputs, 'sku', 'capacity')
  return capacity === undefined
    ? []
    : [
        one(
          `app-service-hours-${String(inside(inputs, 'sku', 'name'))}`,
          capacity,
          HOURS,
          'its least instances',
        ),
      ]
}

function functions(inputs: CapturedResource['inputs']): Consumption[] {
  const memory = inside(inputs, 'functionAppConfig', 'scaleAndConcurrency', 'instanceMemoryMB')
  return [
    one(
      'functions-gb-seconds',
      Number(memory) / 1024,
      FUNCTION_SECONDS / 3,
      'half a minute a run, 400 runs a day assumed',
    ),
    one('functions-executions', FUNCTION_RUNS / 3 / 1e6, 1, '400 runs a day assumed'),
  ]
}

function inside(inputs: CapturedResource['inputs'], ...path: readonly string[]): Property | undefined {
  return path.reduce<Property | undefined>(
    (value, key) => (value !== null && typeof value === 'object' ? Object(value)[key] : undefined),
    inputs,
  )
}
