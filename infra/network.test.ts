import { describe, expect, it } from 'vitest'
import { Network, type NetworkArgs } from './network.ts'
import { planSubnets } from './network-plan.ts'
import { outputOf, PLACEMENT, tryOut } from './trial.ts'

const ARGS: NetworkArgs = {
  placement: PLACEMENT,
  addressPrefix: '10.40',
  isPrivate: false,
  hasDatabricks: false,
  hasKubernetes: false,
}
const tryNetwork = (more: Partial<NetworkArgs> = {}) =>
  tryOut(() => new Network('network', { ...ARGS, ...more }))

describe('a network with public data endpoints', () => {
  it('has a delegated subnet for each kind of caller, with service endpoints to the data', async () => {
    const network = await tryNetwork()
    expect(network.only('network:VirtualNetwork')).toMatchObject({
      addressSpace: { addressPrefixes: ['10.40.0.0/16'] },
    })
    const serviceEndpoints = [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }]
    expect(network.of('network:Subnet')).toMatchObject({
      'network-functions': {
        addressPrefix: '10.40.0.0/24',
        delegations: [{ serviceName: 'Microsoft.App/environments' }],
        serviceEndpoints,
      },
      'network-api': {
        addressPrefix: '10.40.1.0/26',
        delegations: [{ serviceName: 'Microsoft.Web/serverFarms' }],
        serviceEndpoints,
      },
    })
  })

  it('lets these subnets through to the data, and needs neither zones nor a gateway', async () => {
    const network = await tryNetwork()
    const { access } = network.made
    if (access.kind !== 'subnets') throw new Error(`access is ${access.kind}`)
    expect(access.subnetIds).toEqual([network.made.subnetId('functions'), network.made.subnetId('api')])
    expect(network.of('privatedns:PrivateZone')).toEqual({})
    expect(network.of('network:NatGateway')).toEqual({})
  })
})

describe('a private network', () => {
  it('has a subnet for endpoints, and one for runners that reach the outside through the gateway', async () => {
    const network = await tryNetwork({ isPrivate: true })
    expect(network.of('network:Subnet')).toMatchObject({
      'network-functions': { serviceEndpoints: [] },
      'network-endpoints': { defaultOutboundAccess: false },
      'network-runners': {
        natGateway: { id: expect.stringContaining('natGateway') },
        defaultOutboundAccess: false,
      },
    })
    expect(network.only('network:PublicIPAddress')).toMatchObject({ publicIPAllocationMethod: 'Static' })
  })

  it('resolves the names of the data inside', async () => {
    const network = await tryNetwork({ isPrivate: true })
    const zones = Object.values(network.of('privatedns:PrivateZone')).map(zone => zone.privateZoneName)
    expect(zones).toEqual([
      'privatelink.blob.core.windows.net',
      'privatelink.dfs.core.windows.net',
      'privatelink.queue.core.windows.net',
      'privatelink.database.windows.net',
    ])
    const vnet = await outputOf(network.made.id)
    expect(network.of('privatedns:VirtualNetworkLink')).toMatchObject({
      'network-blob': { registrationEnabled: false, virtualNetwork: { id: vnet } },
    })
    expect(network.made.access.kind).toBe('private')
  })
})

it('has subnets for Databricks, apart from the others, and for Kubernetes when asked', async () => {
  const network = await tryNetwork({ hasDatabricks: true, hasKubernetes: true })
  expect(network.of('network:Subnet')).toMatchObject({
    'network-databricks-host': { delegations: [{ serviceName: 'Microsoft.Databricks/workspaces' }] },
    'network-databricks-container': { natGateway: { id: expect.stringContaining('natGateway') } },
    'network-kubernetes': { addressPrefix: '10.40.8.0/22', delegations: [] },
  })
  const groups = Object.values(network.of('network:Subnet')).map(
    subnet => Object(subnet.networkSecurityGroup).id,
  )
  expect(new Set(groups).size).toBe(2)
  expect(await outputOf(network.made.subnetName('databricks-host'))).toBe('databricks-host')
})

it('says which subnets there are when asked for one there is not', async () => {
  const network = await tryNetwork()
  expect(() => network.made.subnetId('kubernetes')).toThrow(
    'subnet kubernetes: expected one of functions, api',
  )
})

it('plans no two subnets over the same addresses', () => {
  const plans = planSubnets({
    addressPrefix: '10.40',
    isPrivate: true,
    hasDatabricks: true,
    hasKubernetes: true,
  })
  const ranges = plans.map(({ addressPrefix }) => {
    const [, third = '', fourth = '', bits = ''] = /^10\.40\.(\d+)\.(\d+)\/(\d+)$/.exec(addressPrefix) ?? []
    const from = Number(third) * 256 + Number(fourth)
    return { from, to: from + 2 ** (32 - Number(bits)) }
  })
  const sorted = ranges.toSorted((a, b) => a.from - b.from)
  expect(sorted.filter((range, index) => index > 0 && range.from < (sorted[index - 1]?.to ?? 0))).toEqual([])
})
