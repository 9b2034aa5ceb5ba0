/** Holds all resources of an environment against all rules, less what is waived. */
import { COMPUTE_RULES } from './compute-rules.ts'
import { DATABASE_ESTATE_RULES, DATABASE_RULES } from './database-rules.ts'
import { MONITORING_ESTATE_RULES, MONITORING_RULES } from './monitoring-rules.ts'
import { at, type Breach, type EstateRule, type PolicyResource, type ResourceRule } from './rule.ts'
import { STORAGE_ESTATE_RULES, STORAGE_RULES } from './storage-rules.ts'
import { WAIVERS, type Waiver } from './waivers.ts'
import { WEB_ESTATE_RULES, WEB_RULES } from './web-rules.ts'

export const RESOURCE_RULES: readonly ResourceRule[] = [
  ...STORAGE_RULES,
  ...DATABASE_RULES,
  ...WEB_RULES,
  ...COMPUTE_RULES,
  ...MONITORING_RULES,
]

export const ESTATE_RULES: readonly EstateRule[] = [
  ...STORAGE_ESTATE_RULES,
  ...DATABASE_ESTATE_RULES,
  ...WEB_ESTATE_RULES,
  ...MONITORING_ESTATE_RULES,
]

export interface EstateReport {
  readonly breaches: readonly Breach[]
  readonly waived: readonly (Breach & { readonly reason: string })[]
}

export function checkEstate(environment: string, estate: readonly PolicyResource[]): EstateReport {
  const found = [
    ...RESOURCE_RULES.flatMap(rule => estate.flatMap(resource => breachOf(rule, resource))),
    ...ESTATE_RULES.flatMap(rule => rule.breaches(estate).map(breach => ({ rule: rule.id, ...breach }))),
  ]
  const judged = found.map(breach => ({ breach, waiver: waiverOf(environment, breach) }))
  return {
    breaches: judged.flatMap(({ breach, waiver }) => (waiver ? [] : [breach])),
    waived: judged.flatMap(({ breach, waiver }) => (waiver ? [{ ...breach, reason: waiver.reason }] : [])),
  }
}

export function breachOf(rule: ResourceRule, { type, name, inputs }: PolicyResource): Breach[] {
  if (!rule.types.includes(type)) return []
  const message = rule.breach(inputs)
  return message === undefined ? [] : [{ rule: rule.id, resource: name, message }]
}

export function waiverOf(
  environment: string | undefined,
  breach: Omit<Breach, 'message'>,
): Waiver | undefined {
  return WAIVERS.find(
    ({ rule, environments, resources }) =>
      rule === breach.rule &&
      environment !== undefined &&
      environments.includes(environment) &&
      (resources?.test(breach.resource) ?? true),
  )
}

/** By the tags of its resource group. Undefined: it has none. */
export function environmentOf(estate: readonly PolicyResource[]): string | undefined {
  const tagged = estate.find(({ type }) => type === 'azure-native:resources:ResourceGroup')
  const environment = at(tagged?.inputs, 'tags', 'environment')
  return typeof environment === 'string' ? environment : undefined
}
