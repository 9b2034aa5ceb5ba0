/** For tests: makes components without a cloud, and tells what they asked for. */
import * as pulumi from '@pulumi/pulumi'
import { standInState } from './stand-in-state.ts'

export interface AskedFor {
  /** Without the provider's name: `storage:StorageAccount`. */
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

export interface Trial<Made> {
  readonly made: Made
  readonly resources: readonly AskedFor[]
  /** Inputs of all resources of a type, by name of the resource. */
  of(type: string): Readonly<Record<string, AskedFor['inputs']>>
  /** Inputs of the only resource of a type. @throws Error when there are none or several. */
  only(type: string): AskedFor['inputs']
}

/** Makes what `make` makes, and waits until all of it has been registered. */
export async function tryOut<Made extends pulumi.Resource>(make: () => Made): Promise<Trial<Made>> {
  const resources: AskedFor[] = []
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      const { id, ...state } = standInState(`${type}::${name}`, type, name, inputs)
      if (!type.startsWith('platform:')) {
        resources.push({ type: type.replace('azure-native:', ''), name, inputs })
      }
      return { id: String(id), state }
    },
    call: ({ token }) => {
      throw new Error(`${token}: a component asks nothing of the cloud while it is made`)
    },
  })
  const made = make()
  await outputOf(made.urn)
  await pulumi.runtime.disconnect()
  const ofType = (type: string) => resources.filter(resource => resource.type === type)
  return {
    made,
    resources,
    of: type => Object.fromEntries(ofType(type).map(({ name, inputs }) => [name, inputs])),
    only: type => {
      const [first, ...others] = ofType(type)
      if (first && others.length === 0) return first.inputs
      throw new Error(`${type}: ${ofType(type).length} were asked for, expected one`)
    },
  }
}

export const outputOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise(resolve => {
    output.apply(value => resolve(value as Value))
  })

export const PLACEMENT = {
  resourceGroupName: 'group',
  location: 'francecentral',
  tags: { environment: 'test' },
}

const SCOPE = '/subscriptions/00000000-0000-0000-0000-00000000515b/resourceGroups/group/providers'

export const WORKSPACE_ID = `${SCOPE}/Microsoft.OperationalInsights/workspaces/logs`
export const SUBNET_ID = `${SCOPE}/Microsoft.Network/virtualNetworks/net/subnets/callers`
export const REGISTRY_ID = `${SCOPE}/Microsoft.ContainerRegistry/registries/images`

export const FROM_SUBNETS = { kind: 'subnets', subnetIds: [SUBNET_ID] } as const
export const PRIVATE = {
  kind: 'private',
  subnetId: SUBNET_ID,
  zoneIds: { blob: 'zone-blob', dfs: 'zone-dfs', queue: 'zone-queue', sqlServer: 'zone-sql' },
} as const

export const IDENTITY = {
  id: pulumi.output(`${SCOPE}/Microsoft.ManagedIdentity/userAssignedIdentities/job`),
  name: pulumi.output('job'),
  clientId: pulumi.output('11111111-1111-1111-1111-111111111111'),
  principalId: pulumi.output('22222222-2222-2222-2222-222222222222'),
}
