/**
 * What `pulumi up` does once there is something to deploy into: it builds the image, migrates the database and
 * lets its users in, publishes the package to each function app, and tries the API from outside.
 *
 * Each step is a script of infra/deploy, run again when what it deploys has changed. Nothing of this happens
 * where the stack names no package.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type * as command from '@pulumi/command/local/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Database } from '../infra/database.ts'
import type { Registry } from '../infra/registry.ts'
import { runScript, type Word } from './deploy-step.ts'

const ROOT = join(import.meta.dirname, '..')
/** A path of the API that asks for a token. */
const GUARDED_PATH = '/v1/regions'

/**
 * The image that the API runs. One that is built is named by its digest, so that App Service takes exactly that:
 * `<registry>/<repository>@sha256:…`. One that the stack names by its digest is there already.
 */
export function apiImageIn(registry: Registry, apiImage: string, isBuilt: boolean): pulumi.Output<string> {
  if (isBuilt && !apiImage.includes('@')) return pushImage(registry, apiImage)
  return pulumi.interpolate`${registry.loginServer}/${apiImage}`
}

function pushImage(registry: Registry, apiImage: string): pulumi.Output<string> {
  const [repository = '', tag = ''] = apiImage.split(':')
  const step = runScript('api-image', 'push-image.ts', {
    words: ['--registry', registry.loginServer, '--repository', repository, '--tag', tag, '--context', '.'],
    triggers: [apiImage],
    dependsOn: [registry],
  })
  return step.stdout.apply(answer => imageIn(answer, apiImage))
}

/** In a preview the script has not run: then the tag stands for the digest. */
function imageIn(answer: string | undefined, apiImage: string): string {
  const said: unknown = answer?.startsWith('{') ? JSON.parse(answer) : undefined
  if (typeof said === 'object' && said !== null && 'image' in said) return String(said.image)
  if (pulumi.runtime.isDryRun()) return apiImage
  throw new Error(`api-image: ${answer}: expected the image that was pushed`)
}

export interface DatabaseUser {
  readonly name: Word
  readonly clientId: Word
  readonly role: Word | null
}

export interface CodeDeployment {
  /** The zip of the functions, from the root of the repository. */
  readonly functionsPackage: string
  readonly apiImage: string
  readonly groupId: pulumi.Output<string>
  readonly database: Database
  readonly databaseName: string
  readonly users: readonly DatabaseUser[]
  readonly functionAppNames: Readonly<Record<string, pulumi.Output<string>>>
  /** For the run and from where it runs; not where the database has no public endpoint. */
  readonly isFirewallOpened: boolean
  readonly api: pulumi.Resource & { readonly url: pulumi.Output<string> }
  readonly audience: string
}

/** @returns the migration, for whatever else runs on the tables. */
export function deployCode(deployment: CodeDeployment): pulumi.Resource {
  const { api, functionAppNames } = deployment
  const version = versionOf(deployment.functionsPackage)
  const migrated = migrate(deployment, version)
  const published = Object.entries(functionAppNames).map(([job, name]) =>
    runScript(`publish-${job}`, 'publish-functions.ts', {
      words: [
        ...['--site', pulumi.interpolate`${deployment.groupId}/providers/Microsoft.Web/sites/${name}`],
        ...['--package', deployment.functionsPackage],
      ],
      triggers: [version, name],
      // Code that loads must find the tables it was written for.
      dependsOn: [migrated],
    }),
  )
  runScript('smoke-test', 'smoke-test.ts', {
    words: ['--url', api.url, '--audience', deployment.audience, '--path', GUARDED_PATH],
    triggers: [version, deployment.apiImage],
    dependsOn: [api, migrated, ...published],
  })
  return migrated
}

function migrate(deployment: CodeDeployment, version: string): command.Command {
  const { database, users } = deployment
  const server = database.url.apply(url => new URL(url).hostname)
  const firewall = deployment.isFirewallOpened ? ['--open-firewall', database.serverId] : []
  return runScript('migrate', 'migrate-database.ts', {
    words: [
      ...['--server', server, '--database', deployment.databaseName],
      ...['--users', pulumi.jsonStringify(users), ...firewall],
      ...['--', 'node', 'pipeline/jobs/grid.ts', 'migrate'],
    ],
    environment: { GRID_WAREHOUSE: database.url },
    triggers: [version, pulumi.jsonStringify(users)],
    dependsOn: [database],
  })
}

/** Of a package: the hash of its bytes. @throws Error that says how it is made, when it is not there. */
export function versionOf(path: string): string {
  try {
    return createHash('sha256')
      .update(readFileSync(resolve(ROOT, path)))
      .digest('hex')
  } catch (cause) {
    throw new Error(`functionsPackage ${path}: is not there: make it first (docs/operations/day-two.md)`, {
      cause,
    })
  }
}
