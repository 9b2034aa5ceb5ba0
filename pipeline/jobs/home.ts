/**
 * A home: the folder that holds one lake and its warehouse, or the warehouse of a lake elsewhere (GRID_LAKE). Both
 * hold either published or simulated data, never both: `home.json` says which, and the first ingestion decides.
 * That of the folder also says which lake its warehouse is made from, so that no two are ever mixed in it.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../gold/duckdb-warehouse.ts'
import { openWarehouse } from '../gold/open-warehouse.ts'
import type { GoldWarehouse } from '../gold/update-gold.ts'
import type { Environment } from '../lake/credentials.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import { ObjectNotFoundError, type ObjectStore } from '../lake/object-store.ts'
import { isRemote, openLake } from '../lake/open-lake.ts'
import { SILENT, type Telemetry } from '../telemetry/telemetry.ts'

export type Origin = 'published' | 'simulated'

const HomeFile = z.object({
  origin: z.enum(['published', 'simulated']),
  /** Where the lake is, unless it is here. */
  lake: z.string().optional(),
})
type HomeFile = z.infer<typeof HomeFile>

export interface Home<W extends GoldWarehouse = GoldWarehouse> {
  readonly path: string
  /** Where the lake is, as GRID_LAKE says; undefined when it is the home itself. */
  readonly lakeElsewhere: string | undefined
  readonly lake: ObjectStore
  readonly warehouse: W
  /** Hears what the jobs on it tell of themselves. */
  readonly telemetry: Telemetry
}

export interface HomeOptions {
  readonly environment?: Environment
  readonly telemetry?: Telemetry
}

/** Room for the copies of a remote lake's objects; ten years of silver take less. */
const COPIES_BYTES = 4 * 2 ** 30

/**
 * A home whose warehouse is its own file.
 *
 * @throws HomeError for a path that the engine can't keep its files in, ConfigError for a GRID_LAKE that is no lake
 * or holds a secret.
 */
export function openHome(path: string, options: HomeOptions = {}): Home<DuckDbWarehouse> {
  const warehouse = openDuckDbWarehouse(join(checked(path), 'gold', 'warehouse.duckdb'))
  return { ...lakeOf(path, options), warehouse }
}

/**
 * A home whose warehouse is where GRID_WAREHOUSE says or, unset, its own file.
 *
 * @throws HomeError, ConfigError as `openHome`, and for a GRID_WAREHOUSE that can't be followed.
 */
export function openHomeOf(path: string, options: HomeOptions = {}): Home {
  const { environment = {} } = options
  const warehouse = openWarehouse(environment.GRID_WAREHOUSE, checked(path), environment)
  return { ...lakeOf(path, options), warehouse }
}

/** DuckDB takes what follows for a query string, and puts the end of its log's name before it. */
function checked(path: string): string {
  if (!resolve(path).includes('?')) return path
  throw new HomeError(`${path}: a home can't have a question mark in its path`)
}

function lakeOf(
  path: string,
  { environment = {}, telemetry = SILENT }: HomeOptions,
): Omit<Home, 'warehouse'> {
  const lakeElsewhere = elsewhere(path, environment.GRID_LAKE)
  const copies = { folder: join(path, 'copies'), maxBytes: COPIES_BYTES, now: () => new Date() }
  return {
    path,
    lakeElsewhere,
    lake: openLake('GRID_LAKE', lakeElsewhere ?? path, { environment, copies }),
    telemetry,
  }
}

function elsewhere(path: string, configured: string | undefined): string | undefined {
  if (configured === undefined || configured === '') return undefined
  const location = isRemote(configured) ? configured.replace(/\/+$/, '') : resolve(configured)
  return location === resolve(path) ? undefined : location
}

/** The home in words, and its lake where that is elsewhere. */
export const describePlace = ({ path, lakeElsewhere }: Home): string =>
  lakeElsewhere === undefined ? `home ${path}` : `home ${path} of lake ${lakeElsewhere}`

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

/**
 * What a home holds; undefined when nothing has been ingested.
 *
 * @throws HomeError when its warehouse is made from another lake, or when home and lake disagree.
 */
export async function originOf(home: Home): Promise<Origin | undefined> {
  const own = await readMark(openLocalDisk(home.path), home.path)
  const { lakeElsewhere } = home
  if (own && own.lake !== lakeElsewhere) {
    throw new HomeError(
      `${home.path}: its warehouse is made from ${own.lake ?? 'the lake in it'}, not from ${lakeElsewhere ?? 'a lake in it'}: ` +
        'set GRID_HOME to another folder, or GRID_LAKE to that lake',
    )
  }
  if (lakeElsewhere === undefined) return own?.origin
  const held = await readMark(home.lake, lakeElsewhere)
  if (own && held && own.origin !== held.origin) {
    throw new HomeError(
      `${home.path}: holds ${own.origin} data, and ${lakeElsewhere} ${held.origin} data: set GRID_HOME to another folder`,
    )
  }
  return held?.origin ?? own?.origin
}

/** The mark of a home or of a lake. */
async function readMark(store: ObjectStore, place: string): Promise<HomeFile | undefined> {
  const file = isRemote(place) ? `${place}/${MARK}` : join(place, MARK)
  let bytes: Uint8Array
  try {
    bytes = await store.read(MARK)
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return undefined
    throw error
  }
  const parsed = HomeFile.safeParse(parseJson(file, new TextDecoder().decode(bytes)))
  if (!parsed.success) throw new HomeError(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

const MARK = 'home.json'

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new HomeError(`${file}: is no JSON, expected {"origin": "published"} or "simulated"`, { cause })
  }
}

/**
 * Folder by folder: where the system takes none, as in /proc, Node's own way of making several never ends.
 *
 * @throws HomeError naming the folder that can't be made.
 */
export async function makeHomeFolder(path: string): Promise<void> {
  if (existsSync(path)) return
  await makeHomeFolder(dirname(resolve(path)))
  try {
    await mkdir(path)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT')
      throw new HomeError(`${path}: the system makes no folder there: set GRID_HOME to another one`, {
        cause,
      })
    if (code !== 'EEXIST') throw cause
  }
}

/** @throws HomeError when the home or its lake holds data of the other origin, or the home can't be made. */
export async function claimHome(home: Home, origin: Origin): Promise<void> {
  const held = await originOf(home)
  if (held !== undefined && held !== origin) {
    throw new HomeError(
      `${home.lakeElsewhere ?? home.path}: holds ${held} data, and ${origin} data is kept apart: set ${home.lakeElsewhere ? 'GRID_LAKE and ' : ''}GRID_HOME to another folder`,
    )
  }
  await makeHomeFolder(home.path)
  const { lakeElsewhere } = home
  const marks: readonly (readonly [ObjectStore, HomeFile])[] =
    lakeElsewhere === undefined
      ? [[home.lake, { origin }]]
      : [
          [home.lake, { origin }],
          [openLocalDisk(home.path), { origin, lake: lakeElsewhere }],
        ]
  for (const [store, mark] of marks) {
    if (await readMark(store, home.path)) continue
    const content = new TextEncoder().encode(`${JSON.stringify(mark, null, 2)}\n`)
    // Whole or not at all, and never over another claim.
    if (!(await store.create(MARK, content))) await claimHome(home, origin)
  }
}

export class HomeError extends Error {
  override readonly name = 'HomeError'
}
