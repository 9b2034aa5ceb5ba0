/** The programs, run by Pulumi's own language runtime for each environment, in a preview and in an update. */
import { beforeAll, describe, expect, it } from 'vitest'
import { PRIVATE_ZONES } from '../infra/network-access.ts'
import { WAIVERS } from '../infra/policy/waivers.ts'
import { ROLES } from '../infra/roles.ts'
import { FEEDS } from '../pipeline/catalog/feeds.ts'
import { DATA_RIGHTS, LAYERS, QUEUES } from './data-access.ts'
import { type CapturedStack, captureStack, made } from './preview/captured-stack.ts'
import { consumptionOf } from './preview/consumption.ts'
import { estimateCost, readPriceList } from './preview/cost.ts'
import { textsWithin, UNKNOWN } from './preview/properties.ts'
import { differences, stackReport } from './preview/report.ts'
import { runProgram } from './preview/run-program.ts'
import SHAPE_WAIVERS from './preview/shape-waivers.json' with { type: 'json' }
import { STACKS, type StackName } from './preview/stack-configuration.ts'

const PROGRAM_TIME = 300_000

const stacks = new Map<StackName, CapturedStack>()
beforeAll(async () => {
  for (const stack of STACKS) stacks.set(stack, await captureStack(process.cwd(), stack))
}, 4 * PROGRAM_TIME)

function captured(stack: StackName): CapturedStack {
  const found = stacks.get(stack)
  if (!found) throw new Error(`${stack}: not captured`)
  return found
}
const resourcesOf = (stack: StackName, type: string) =>
  made(captured(stack).up.resources).filter(resource => resource.type === `azure-native:${type}`)

describe.each(STACKS)('the stack %s', stack => {
  it('runs in a preview and in an update without a fault, a secret or a broken protection', () => {
    expect(captured(stack).faults).toEqual([])
    expect([captured(stack).preview.exitCode, captured(stack).up.exitCode]).toEqual([0, 0])
  })

  it('registers in a preview what it makes in an update, though much is not known yet', () => {
    const urns = ({ preview, up }: CapturedStack) =>
      [preview, up].map(run => run.resources.map(({ urn }) => urn).sort())
    const [previewed, updated] = urns(captured(stack))
    expect(previewed).toEqual(updated)
    const unknown = captured(stack).preview.resources.flatMap(({ inputs }) =>
      textsWithin(inputs).filter(({ text }) => text === UNKNOWN),
    )
    expect(unknown.length).toBeGreaterThan(100)
  })

  it('tells people where to look and programs where to deploy', () => {
    expect(captured(stack).up.outputs).toMatchObject({
      apiUrl: expect.stringMatching(/^https:\/\/grid-api\w+\.azurewebsites\.net$/),
      workbookUrl: expect.stringMatching(/^https:\/\/portal\.azure\.com\//),
      alertsUrl: expect.stringMatching(/^https:\/\/portal\.azure\.com\//),
      warehouseUrl: expect.stringMatching(/^mssql:\/\/[\w.]+:1433\/grid$/),
      databaseUsers: [
        { role: 'loader', clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        { role: 'reader', clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ],
      functionAppNames: {
        ingest: expect.any(String),
        transform: expect.any(String),
        load: expect.any(String),
      },
    })
  })

  it('grants on the data what the table of rights says, and nothing else', () => {
    const grants = resourcesOf(stack, 'authorization:RoleAssignment').filter(({ name }) =>
      /-(layer|queue)-/.test(name),
    )
    const role = (id: unknown) => Object.entries(ROLES).find(([, guid]) => String(id).endsWith(guid))?.[0]
    const granted = grants.map(({ name, inputs }) => {
      const [, who, kind, what] = /^(\w+)-(layer|queue)-(.+)$/.exec(name) ?? []
      expect(String(inputs.scope)).toMatch(new RegExp(`/${what}$`))
      return `${who} ${kind} ${what} ${role(inputs.roleDefinitionId)}`
    })
    const people = Object.entries(DATA_RIGHTS).filter(
      ([who]) => who !== 'pipeline' && (who !== 'spark' || stack !== 'dev'),
    )
    const wanted = people.flatMap(([who, { layers, queues }]) => [
      ...Object.entries(layers).map(([layer, name]) => `${who} layer ${layer} ${name}`),
      ...Object.entries(queues).map(([queue, name]) => `${who} queue ${queue} ${name}`),
    ])
    expect(granted.toSorted()).toEqual(wanted.toSorted())
  })

  it('has the layers, the queues with one for poison each, and the lifecycle that the catalogue asks for', () => {
    const containers = resourcesOf(stack, 'storage:BlobContainer').map(({ inputs }) => inputs.containerName)
    expect(containers).toEqual(expect.arrayContaining([...LAYERS]))
    const queues = resourcesOf(stack, 'storage:Queue').map(({ inputs }) => inputs.queueName)
    expect(queues).toEqual(QUEUES.flatMap(queue => [queue, `${queue}-poison`]))
    const [policy] = resourcesOf(stack, 'storage:ManagementPolicy')
    const terms = textsWithin(policy?.inputs ?? {}).filter(({ path }) => /prefixMatch\[0\]$/.test(path))
    expect(terms.map(({ text }) => text)).toEqual(FEEDS.map(({ bronze_prefix }) => bronze_prefix))
  })

  it('says what a month costs, as far as prices are known', () => {
    const { up } = captured(stack)
    const { lines, totals, notEstimated } = estimateCost(consumptionOf(made(up.resources)), readPriceList())
    expect(lines.filter(({ quantity }) => !(quantity > 0))).toEqual([])
    expect(totals.every(({ amount }) => amount > 0)).toBe(true)
    // A budget below what is to be expected rings each month, and is then heard by nobody.
    const expected = Math.max(...totals.map(({ amount }) => amount))
    expect(captured(stack).environment.monthlyBudget).toBeGreaterThan(expected)
    const report = stackReport(captured(stack), readPriceList())
    for (const meter of notEstimated) expect(report).toContain(meter)
    expect(report).toContain(`== ${stack}: ${made(up.resources).length} resources`)
    expect(report).toContain(readPriceList().date)
  })
})

it('hands every process places, and its own identity, and nothing secret', () => {
  const apps = resourcesOf('prod', 'web:WebApp')
  const settings = Object.fromEntries(apps.map(({ name, inputs }) => [name, settingsOf(inputs)]))
  const data = {
    GRID_ENVIRONMENT: 'prod',
    GRID_LAKE: expect.stringMatching(/^https:\/\/lake\w+\.blob\.core\.windows\.net\/$/),
    GRID_QUEUES: expect.stringMatching(/^https:\/\/queues\w+\.queue\.core\.windows\.net$/),
    GRID_WAREHOUSE: expect.stringMatching(/^mssql:\/\/warehouse\w+\.database\.windows\.net:1433\/grid$/),
    AZURE_CLIENT_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
  }
  const signIn = {
    GRID_AUTH_ISSUER: expect.stringMatching(/^https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}\/v2\.0$/),
    GRID_AUTH_AUDIENCE: expect.any(String),
  }
  for (const job of ['ingest', 'transform', 'load']) {
    expect(settings[`grid-${job}`]).toMatchObject({
      ...data,
      GRID_FUNCTIONS: job,
      QUEUE_TRIGGERS__credential: 'managedidentity',
    })
    expect(settings[`grid-${job}`]).not.toHaveProperty('GRID_QUEUES__credential')
  }
  // Whoever asks for a fetch by HTTP comes through the door of the API.
  expect(settings['grid-ingest']).toMatchObject(signIn)
  expect(settings['grid-load']).not.toHaveProperty('GRID_AUTH_ISSUER')
  expect(settings['grid-api']).toMatchObject({
    ...data,
    GRID_HOST: '0.0.0.0',
    GRID_PORT: '8080',
    ...signIn,
  })
  expect(new Set(Object.values(settings).map(one => one.AZURE_CLIENT_ID)).size).toBe(4)
})

function settingsOf(inputs: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs: { name: string; value: string }[] = Object(inputs.siteConfig).appSettings
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
}

it('lets nobody reach the data of staging and production but through private endpoints', () => {
  for (const stack of ['staging', 'prod'] as const) {
    const open = [...resourcesOf(stack, 'storage:StorageAccount'), ...resourcesOf(stack, 'sql:Server')]
      .filter(({ inputs }) => inputs.publicNetworkAccess !== 'Disabled')
      .map(({ name }) => name)
    expect(open).toEqual(['gridingesthost', 'gridtransformhost', 'gridloadhost'])
    expect(resourcesOf(stack, 'network:PrivateEndpoint')).toHaveLength(Object.keys(PRIVATE_ZONES).length)
  }
})

it('protects production from deletion, by Azure and by Pulumi', () => {
  const locked = resourcesOf('prod', 'authorization:ManagementLockByScope').map(({ name }) => name)
  expect(locked.toSorted()).toEqual(['lake-lock', 'monitoring-lock', 'warehouse-lock'])
  // A destroy takes the program's own locks away first: what may not be lost is protected by the engine as well.
  const unprotected = (stack: StackName) =>
    [
      ...resourcesOf(stack, 'sql:Server'),
      ...resourcesOf(stack, 'sql:Database'),
      ...resourcesOf(stack, 'storage:StorageAccount').filter(({ inputs }) => inputs.isHnsEnabled === true),
      ...resourcesOf(stack, 'storage:BlobContainer').filter(
        ({ inputs }) => inputs.containerName !== 'packages',
      ),
      ...resourcesOf(stack, 'operationalinsights:Workspace'),
    ]
      .filter(resource => !resource.isProtected)
      .map(({ name }) => name)
  expect(unprotected('prod')).toEqual([])
  expect(unprotected('dev')).toHaveLength(LAYERS.length + 4)
})

it('has what each waiver against the shapes of Azure speaks of', () => {
  const path = (finding: string) => finding.match(/^(\S+) (\S+) \$(?:\.(\w+))?/)?.slice(1) ?? []
  for (const { finding, reason } of SHAPE_WAIVERS) {
    const [type, name, property] = path(finding)
    const inputs = made(captured('prod').up.resources).find(
      resource => resource.type === type && resource.name === name,
    )?.inputs
    expect(inputs, finding).toBeDefined()
    if (property) expect(inputs).toHaveProperty(property)
    expect(reason).toMatch(/\.$/)
  }
})

it('needs every waiver that there is', () => {
  const used = STACKS.flatMap(stack =>
    captured(stack).policy.waived.map(({ rule, reason }) => `${rule} ${stack} ${reason}`),
  )
  const written = WAIVERS.flatMap(({ rule, environments, reason }) =>
    environments.map(name => `${rule} ${name} ${reason}`),
  )
  expect(written.filter(waiver => !used.includes(waiver))).toEqual([])
})

it('tells what differs between the environments, and nothing that is alike', () => {
  const table = differences([...stacks.values()])
  expect(table).toMatch(/network\.isPrivate +false +true +true/)
  expect(table).not.toMatch(/tenantId|location/)
})

it(
  'stops with the names of the keys when the configuration is not whole',
  async () => {
    const configuration = { 'grid-power-stream:location': 'francecentral' }
    const program = { main: 'stacks/index.ts', project: 'grid-power-stream', stack: 'dev', configuration }
    const { exitCode, resources, messages } = await runProgram({ ...program, mode: 'preview' })
    expect(exitCode).not.toBe(0)
    expect(resources.filter(({ isCustom }) => isCustom)).toEqual([])
    expect(messages.join('\n')).toContain(
      'grid-power-stream:tenantId: missing; set it with: pulumi config set',
    )
  },
  PROGRAM_TIME,
)
