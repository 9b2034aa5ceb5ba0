/**
 * A home: the folder that holds one lake and its warehouse. It holds either published or simulated
 * data, never both: `home.json` says which, and the first ingestion decides.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TokenCredential } from '@azure/identity'
import { z } from 'zod'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../gold/duckdb-warehouse.ts'
import { openWarehouse } from '../gold/open-warehouse.ts'
import type { GoldWarehouse } from '../gold/update-gold.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'

export type Origin = 'published' | 'simulated'

const HomeFile = z.object({ origin: z.enum(['published', 'simulated']) })

export interface Home<W extends GoldWarehouse = GoldWarehouse> {
  readonly path: string
  readonly lake: ObjectStore
  readonly warehouse: W
}

/**
 * A home whose warehouse is its own file.
 *
 * @throws HomeError for a path that the engine can't keep its files in.
 */
export function openHome(path: string): Home<DuckDbWarehouse> {
  const lake = lakeOf(path)
  return { path, lake, warehouse: openDuckDbWarehouse(join(path, 'gold', 'warehouse.duckdb')) }
}

/** A home whose warehouse is where the environment says: `GRID_WAREHOUSE`, or its own file. */
export function openHomeOf(path: string, environment: Environment): Home {
  const lake = lakeOf(path)
  const warehouse = openWarehouse(environment.GRID_WAREHOUSE, path, () => azureIdentity(environment))
  return { path, lake, warehouse }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Loaded only when a server asks for a token. */
export async function azureIdentity({ AZURE_CLIENT_ID }: Environment): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential(AZURE_CLIENT_ID ? { managedIdentityClientId: AZURE_CLIENT_ID } : {})
}

function lakeOf(path: string): ObjectStore {
  // DuckDB takes what follows for a query string, and puts the end of its log's name before it.
  if (resolve(path).includes('?'))
    throw new HomeError(`${path}: a home can't have a question mark in its path`)
  return openLocalDisk(path)
}

const REAL_HOME = join('.grid', 'published')
const SIMULATED_HOME = join('.grid', 'simulated')

/** The folder to use: the one asked for or, unset, one of its own for each origin. */
export function homePath(configured: string | undefined, origin: Origin | 'any'): string {
  if (configured === '') throw new HomeError('GRID_HOME, or --home, is empty: expected a folder')
  if (configured !== undefined) return configured
  if (origin === 'simulated') return SIMULATED_HOME
  if (origin === 'published') return REAL_HOME
  return !existsSync(REAL_HOME) && existsSync(SIMULATED_HOME) ? SIMULATED_HOME : REAL_HOME
}

/** What a home holds; undefined when nothing has been ingested. */
export async function originOf(path: string): Promise<Origin | undefined> {
  const file = join(path, 'home.json')
  if (!existsSync(file)) return undefined
  const parsed = HomeFile.safeParse(parseJson(file, await readFile(file, 'utf8')))
  if (!parsed.success) throw new HomeError(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data.origin
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new HomeError(`${file}: is no JSON, expected {"origin": "published"} or "simulated"`, { cause })
  }
}

/** @throws HomeError when the home holds data of the other origin. */
export async function claimHome(path: string, origin: Origin): Promise<void> {
  const held = await originOf(path)
  if (held === origin) return
  if (held !== undefined) {
    throw new HomeError(
      `${path}: holds ${held} data, and ${origin} data is kept apart: set GRID_HOME to another folder`,
    )
  }
  const content = new TextEncoder().encode(`${JSON.stringify({ origin }, null, 2)}\n`)
  // Whole or not at all, and never over another claim.
  if (!(await openLocalDisk(path).create('home.json', content))) await claimHome(path, origin)
}

export class HomeError extends Error {
  override readonly name = 'HomeError'
}
