/**
 * What one environment is asked to be: the stack's configuration, parsed once.
 *
 * Environments differ by these values alone. Sizes and shapes stand in Pulumi.<stack>.yaml; what belongs to
 * the owner (tenant, administrators, addresses) is set with `pulumi config set` and has no default.
 */
import { z } from 'zod'
import { readConfiguration } from './configuration.ts'

export const PROJECT = 'grid-power-stream'

const guid = z.guid('expected a GUID, 8-4-4-4-12')
const positive = z.number().positive()
const count = z.int().positive()

const Network = z.strictObject({
  addressPrefix: z.string().regex(/^\d{1,3}\.\d{1,3}$/, 'expected two numbers, as 10.40'),
  isPrivate: z.boolean(),
})

const Lake = z.strictObject({
  redundancy: z.enum(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS']),
  softDeleteDays: z.int().min(1).max(365),
})

const Database = z
  .strictObject({
    minVcores: positive,
    maxVcores: count,
    autoPauseMinutes: z.int().min(15).max(10_080).nullable(),
    maxSizeGb: count,
    isZoneRedundant: z.boolean(),
    backupRedundancy: z.enum(['Local', 'Zone', 'Geo', 'GeoZone']),
    pointInTimeDays: z.int().min(7).max(35),
    longTermBackups: z.strictObject({ weeks: count, months: count, years: count }).nullable(),
  })
  .refine(({ minVcores, maxVcores }) => minVcores <= maxVcores, {
    path: ['minVcores'],
    error: 'expected no more than maxVcores',
  })

const Functions = z.strictObject({
  memoryMb: z.literal([512, 2048, 4096]),
  maximumInstances: z.int().min(40).max(1000),
})

const Api = z
  .strictObject({
    sku: z.string().min(2),
    minInstances: count,
    maxInstances: count,
    isZoneRedundant: z.boolean(),
    corsOrigins: z.array(z.url({ protocol: /^https$/, error: 'expected an origin, https://…, never *' })),
  })
  .refine(({ minInstances, maxInstances }) => minInstances <= maxInstances, {
    path: ['minInstances'],
    error: 'expected no more than maxInstances',
  })

const Monitoring = z.strictObject({
  dailyCapGb: positive,
  retentionDays: z.int().min(90, 'expected at least the 90 days that audits are kept').max(730),
})

const Kubernetes = z.strictObject({
  vmSize: z.string().min(2),
  minNodes: count,
  maxNodes: count,
  administratorGroupIds: z.array(guid).min(1),
  /** CIDR ranges; none: a private cluster. */
  authorizedRanges: z.array(z.cidrv4()),
})

export const Environment = z.strictObject({
  // By the owner.
  tenantId: guid,
  databaseAdministrators: z.strictObject({ name: z.string().min(1), objectId: guid }),
  alertEmails: z.array(z.email()).min(1, 'expected at least one address'),
  budgetStart: z.string().regex(/^\d{4}-\d{2}-01$/, 'expected the first day of a month, YYYY-MM-01'),
  /** What tokens for the API are made out to: the application id of its registration. */
  authAudience: z.string().min(1),
  /** The image within the registry. */
  apiImage: z
    .string()
    .regex(/^[a-z0-9/._-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/, 'expected <repository>:<tag> or …@sha256:…'),
  /** The zip of the functions, from the root of the repository. None: infrastructure alone, no code is deployed. */
  functionsPackage: z.string().endsWith('.zip', 'expected the path of a .zip').optional(),
  /** Whose GitHub token deploys: `repo:<owner>/<name>:environment:<stack>`. None: nobody's. */
  deploySubject: z.string().startsWith('repo:').optional(),
  /** Where people open the files of this repository, without a slash at the end; alarms then name their runbook by URL. */
  repositoryUrl: z
    .url({ protocol: /^https$/, error: 'expected https://…, where files of the repository are shown' })
    .regex(/[^/]$/, 'expected no slash at its end')
    .optional(),
  // By the environment.
  location: z.string().regex(/^[a-z0-9]+$/, 'expected the short name of a region, as francecentral'),
  owner: z.string().min(1),
  isProtected: z.boolean(),
  network: Network,
  lake: Lake,
  database: Database,
  functions: Functions,
  api: Api,
  monitoring: Monitoring,
  monthlyBudget: positive,
  hasDatabricks: z.boolean(),
  kubernetes: Kubernetes.nullable().default(null),
})

export type Environment = z.output<typeof Environment>

/** What a person has to set, since nobody else can know it. */
export const OWNER_KEYS = [
  'tenantId',
  'databaseAdministrators',
  'alertEmails',
  'budgetStart',
  'authAudience',
  'apiImage',
] as const satisfies readonly (keyof Environment)[]

/** @throws Error that names every key that is missing, unknown or not as expected. */
export const readEnvironment = (configuration: Readonly<Record<string, string>>): Environment =>
  Object.freeze(readConfiguration(PROJECT, Environment, configuration))
