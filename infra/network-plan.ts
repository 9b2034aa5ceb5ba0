/** Which subnets a network has, how large, for whom, and what each of them may reach. */

export interface NetworkPlan {
  /** The first two numbers of its addresses: `10.40` for 10.40.0.0/16. Networks that shall meet need different ones. */
  readonly addressPrefix: string
  /** Data resources have no public endpoint. */
  readonly isPrivate: boolean
  readonly hasDatabricks: boolean
  readonly hasKubernetes: boolean
}

export type SubnetName =
  | 'functions'
  | 'api'
  | 'runners'
  | 'endpoints'
  | 'databricks-host'
  | 'databricks-container'
  | 'kubernetes'

export interface SubnetPlan {
  readonly name: SubnetName
  readonly addressPrefix: string
  /** The service that runs inside it. */
  readonly delegatedTo?: string
  readonly serviceEndpoints: readonly string[]
  /** Callers of data come from here. */
  readonly reachesData: boolean
  /** Machines in it have no public address, and no service lets them out. */
  readonly needsNat: boolean
  readonly isOfDatabricks: boolean
}

const DATA_SERVICES = ['Microsoft.Storage', 'Microsoft.Sql']

/** In the order in which they are made. Where there are private endpoints, service endpoints are not needed. */
export function planSubnets(plan: NetworkPlan): SubnetPlan[] {
  const at = (range: string) => `${plan.addressPrefix}.${range}`
  const caller = {
    serviceEndpoints: plan.isPrivate ? [] : DATA_SERVICES,
    reachesData: true,
    needsNat: false,
    isOfDatabricks: false,
  }
  const subnets: SubnetPlan[] = [
    // Each instance takes an address, and several apps share the subnet.
    { ...caller, name: 'functions', addressPrefix: at('0.0/24'), delegatedTo: 'Microsoft.App/environments' },
    { ...caller, name: 'api', addressPrefix: at('1.0/26'), delegatedTo: 'Microsoft.Web/serverFarms' },
  ]
  if (plan.isPrivate) {
    subnets.push(
      { ...caller, name: 'endpoints', addressPrefix: at('2.0/26'), reachesData: false },
      // Who deploys must reach the database, which has no public endpoint.
      { ...caller, name: 'runners', addressPrefix: at('2.64/26'), needsNat: true },
    )
  }
  if (plan.hasDatabricks) {
    const databricks = {
      ...caller,
      delegatedTo: 'Microsoft.Databricks/workspaces',
      needsNat: true,
      isOfDatabricks: true,
    }
    subnets.push(
      { ...databricks, name: 'databricks-host', addressPrefix: at('4.0/24') },
      { ...databricks, name: 'databricks-container', addressPrefix: at('5.0/24') },
    )
  }
  if (plan.hasKubernetes) subnets.push({ ...caller, name: 'kubernetes', addressPrefix: at('8.0/22') })
  return subnets
}
