/** The API, composed: what happens to a request, in order. */
import Router from '@koa/router'
import Koa from 'koa'
import helmet from 'koa-helmet'
import type { Logger } from 'pino'
import type { Warehouse } from '../pipeline/gold/warehouse.ts'
import { register, type ServeContext } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'
import { ProblemError, problems } from './problem.ts'
import { requestLog } from './request-log.ts'
import { balance } from './routes/balance.ts'
import { registerDocs } from './routes/docs.ts'
import { feedRuns, feeds } from './routes/feeds.ts'
import { healthRoutes, registerHealth } from './routes/health.ts'
import { lineage } from './routes/lineage.ts'
import { mix } from './routes/mix.ts'
import { quality } from './routes/quality.ts'
import { regions } from './routes/regions.ts'
import { revisions } from './routes/revisions.ts'
import { API_VERSION } from './version.ts'

export interface AppOptions {
  readonly warehouse: Warehouse
  readonly now: () => Date
  readonly log: Logger
  /** After which a query is given up. Default 10 s. */
  readonly queryTimeoutMs?: number
  /** The dashboard: answers what no route of the API does. */
  readonly pages?: Koa.Middleware
}

/** Longest path and query, in characters. */
const LONGEST_URL = 4096

export const openApi = openApiDocument(
  [regions, balance, mix, revisions, quality, lineage, feeds, feedRuns],
  healthRoutes,
  API_VERSION,
)

export function createApp({ warehouse, now, log, queryTimeoutMs = 10_000, pages }: AppOptions): Koa {
  const context: ServeContext = { warehouse, now, queryTimeoutMs }
  const router = new Router({ sensitive: true })
  register(router, regions, context)
  register(router, balance, context)
  register(router, mix, context)
  register(router, revisions, context)
  register(router, quality, context)
  register(router, lineage, context)
  register(router, feeds, context)
  register(router, feedRuns, context)
  registerHealth(router, context)
  registerDocs(router, openApi)

  const app = new Koa()
  app.use(requestLog(log))
  app.use(securityHeaders)
  app.use(problems(log))
  app.use(urlLimit)
  app.use(methodGuard(router))
  app.use(router.routes())
  if (pages) app.use(pages)
  return app
}

/** Nothing but our own files: no inline script, no other host, no frame. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  // What speaks TLS in front of us decides that.
  strictTransportSecurity: false,
})

const urlLimit: Koa.Middleware = (ctx, next) => {
  if (ctx.url.length <= LONGEST_URL) return next()
  throw new ProblemError(
    414,
    `The path and query have ${ctx.url.length} characters, at most ${LONGEST_URL} are read.`,
  )
}

/** All routes are read-only: the paths of the router know GET, HEAD and OPTIONS. */
function methodGuard(router: Router): Koa.Middleware {
  const Allow = 'GET, HEAD, OPTIONS'
  return (ctx, next) => {
    if (['GET', 'HEAD'].includes(ctx.method)) return next()
    const isKnown = router.match(ctx.path, 'GET').pathAndMethod.length > 0
    if (!isKnown) return next()
    if (ctx.method !== 'OPTIONS')
      throw new ProblemError(405, `${ctx.method}: use GET`, { headers: { Allow } })
    ctx.set('Allow', Allow)
    ctx.status = 204
    return undefined
  }
}
