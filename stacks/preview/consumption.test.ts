import { expect, it } from 'vitest'
import { consumptionOf } from './consumption.ts'
import { readPriceList } from './cost.ts'
import type { Properties } from './properties.ts'

const resource = (type: string, inputs: Properties) => ({
  urn: 'urn',
  type: `azure-native:${type}`,
  name: 'used',
  parent: '',
  isCustom: true,
  isProtected: false,
  dependencies: [],
  inputs,
  state: {},
})
const used = (type: string, inputs: Properties) =>
  consumptionOf([resource(type, inputs)]).map(({ meter, quantity }) => [meter, Math.round(quantity)])

it.each<[string, string, Properties, (string | number)[][]]>([
  [
    'a database in three zones pays for the zones',
    'sql:Database',
    { minCapacity: 2, maxSizeBytes: 64 * 1024 ** 3, zoneRedundant: true },
    [
      ['sql-vcore-hours', 1460],
      ['sql-zone-vcore-hours', 1460],
      ['sql-stored-zone-redundant', 64],
    ],
  ],
  [
    'a database in one zone does not',
    'sql:Database',
    { minCapacity: 0.5, maxSizeBytes: 32 * 1024 ** 3, zoneRedundant: false },
    [
      ['sql-vcore-hours', 365],
      ['sql-stored', 32],
    ],
  ],
  [
    'logs pay for what comes in and for what is kept beyond a month',
    'operationalinsights:Workspace',
    { workspaceCapping: { dailyQuotaGb: 2 }, retentionInDays: 91 },
    [
      ['logs-ingested', 60],
      ['logs-retained', 120],
    ],
  ],
  [
    'a plan pays by its size',
    'web:AppServicePlan',
    { sku: { name: 'P1v3', capacity: 3 } },
    [['app-service-hours-P1v3', 2190]],
  ],
  [
    'a test pays for each place',
    'applicationinsights:WebTest',
    { frequency: 300, locations: [{}, {}] },
    [['availability-tests', 17_520]],
  ],
  [
    'a rule that is evaluated once a day costs what one of a quarter of an hour does',
    'monitor:ScheduledQueryRule',
    { evaluationFrequency: 'P1D' },
    [['log-alert-rules-PT15M', 1]],
  ],
  [
    'a cluster pays for its nodes',
    'containerservice:ManagedCluster',
    { agentPoolProfiles: [{ minCount: 2 }] },
    [['kubernetes-node-hours', 1460]],
  ],
  ['what costs nothing by itself has no meter', 'databricks:Workspace', {}, []],
])('%s', (_, type, inputs, meters) => {
  expect(used(type, inputs)).toEqual(meters)
  const priced = readPriceList().prices.map(({ meter }) => meter)
  expect(meters.filter(([meter]) => !priced.some(known => known === meter))).toEqual([])
})
