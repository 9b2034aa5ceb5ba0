/**
 * An endpoint declares its contract once: the declaration validates requests, types answers and becomes
 * the OpenAPI document.
 */
import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import type Koa from 'koa'
import type { z } from 'zod'
import type { Licence } from '../pipeline/catalog/licences.ts'
import { type DataState, readDataState } from '../pipeline/gold/queries/data-state.ts'
import type { Engine } from '../pipeline/gold/sql.ts'
import type { Warehouse } from '../pipeline/gold/warehouse.ts'
import type { Access } from './auth/access.ts'
import type { Door } from './auth/door.ts'
import { type Meta, metaOf, unitsOf } from './envelope.ts'
import { parseQuery } from './parameters.ts'
import { withTimeLimit } from './time-limit.ts'
import { API_VERSION } from './version.ts'

export interface Endpoint<Query extends z.ZodObject, Item extends z.ZodObject> {
  /** Fields of the query may stand in it: `/v1/feeds/{feed_id}/runs`. */
  readonly path: `/${string}`
  readonly operationId: string
  readonly summary: string
  readonly description: string
  /** What a token must grant, where the door is guarded. */
  readonly access: Access
  readonly query: Query
  /** One element of `data`. */
  readonly row: Item
  /** Whether the answer has an interval. */
  readonly isRanged: boolean
  /** What `meta` holds. */
  readonly meta: typeof Meta
  /** Whether the answer changes with the clock alone, so that no tag of the data can stand for it. */
  readonly followsClock?: true
  /** Of what is answered; absent: that of RTE. */
  readonly licence?: Licence
  /** What the answer changes with besides the flows and their checks, as text. */
  version?(engine: Engine, signal: AbortSignal): Promise<string>
  /** A row as it would be answered, for the documentation. */
  readonly example: z.output<Item>
  /** Problems besides those that every endpoint can have. */
  readonly problems?: Readonly<Record<number, string>>
  read(query: z.output<Query>, context: ReadContext): Promise<Answer<z.output<Item>>>
}

export interface ReadContext {
  readonly engine: Engine
  readonly state: DataState
  readonly now: () => Date
  readonly signal: AbortSignal
}

export interface Answer<Item> {
  readonly data: readonly Item[]
  readonly interval?: { readonly from: string; readonly to: string }
  /** What `meta` holds besides, or in the place of, what every answer has there. */
  readonly meta?: Readonly<Record<string, string | null>>
}

export interface ServeContext {
  readonly door: Door
  readonly warehouse: Warehouse
  readonly now: () => Date
  /** After which a query is given up. */
  readonly queryTimeoutMs: number
}

/** Serve an endpoint: GET and HEAD, conditional on the state of the data. */
export function register<Query extends z.ZodObject, Item extends z.ZodObject>(
  router: Router,
  endpoint: Endpoint<Query, Item>,
  context: ServeContext,
): void {
  const units = unitsOf(endpoint.row)
  router.get(endpoint.path.replace(/\{(\w+)\}/g, ':$1'), async ctx => {
    await context.door.admit(ctx.req, endpoint.access)
    const query = parseQuery(endpoint.query, ctx.querystring, ctx.params)
    const body = await withTimeLimit(ctx, context.queryTimeoutMs, signal =>
      context.warehouse.read(async engine => {
        const state = await readDataState(engine, signal)
        setStateHeaders(ctx, state)
        if (endpoint.followsClock) ctx.set('Cache-Control', 'no-store')
        else setTag(ctx, state, await endpoint.version?.(engine, signal))
        if (isUnchanged(ctx)) return undefined
        const answer = await endpoint.read(query, { engine, state, now: context.now, signal })
        return {
          data: answer.data,
          ...(answer.interval && { interval: answer.interval }),
          meta: { ...metaOf(state, endpoint.licence), units, ...answer.meta },
        }
      }),
    )
    if (body) ctx.body = body
    else ctx.status = 304
  })
}

function setStateHeaders(ctx: Koa.Context, state: DataState): void {
  ctx.status = 200
  ctx.set('X-Data-Origin', state.is_simulated ? 'simulated' : 'published')
  ctx.set('Cache-Control', 'no-cache')
}

function setTag(ctx: Koa.Context, state: DataState, more = ''): void {
  // Without data the default range moves with the clock.
  if (state.watermark_key !== null)
    ctx.set('ETag', `W/"${fingerprint(`${API_VERSION} ${ctx.url} ${state.version} ${more}`)}"`)
}

const fingerprint = (content: string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 22)

/**
 * Whether the caller has this state already. Not koa's `fresh`: it answers in full to `Cache-Control:
 * no-cache`, which `fetch` adds to every request with an `If-None-Match` of the caller's own.
 */
function isUnchanged(ctx: Koa.Context): boolean {
  const etag = ctx.response.get('ETag')
  // No tag, no data: koa gives undefined then.
  if (!etag) return false
  const known = ctx
    .get('If-None-Match')
    .split(',')
    .map(tag => tag.trim())
  return known.some(tag => tag === '*' || tag.replace(/^W\//, '') === etag.replace(/^W\//, ''))
}
