/** The API, composed: what happens to a request, in order. */
import Router from '@koa/router'
import Koa from 'koa'
import helmet from 'koa-helmet'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Warehouse } from '../pipeline/gold/warehouse.ts'
import { SILENT, type Telemetry } from '../pipeline/telemetry/telemetry.ts'
import type { Door } from './auth/door.ts'
import { crossOrigin } from './cross-origin.ts'
import { register, type ServeContext } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'
import { ProblemError, problems } from './problem.ts'
import { requestLimits } from './request-limits.ts'
import { requestLog } from './request-log.ts'
import { balance } from './routes/balance.ts'
import { registerDocs } from './routes/docs.ts'
import { feedRuns, feeds } from './routes/feeds.ts'
import { forecastScores } from './routes/forecast-scores.ts'
import { forecasts } from './routes/forecasts.ts'
import { healthRoutes, registerHealth } from './routes/health.ts'
import { lineage } from './routes/lineage.ts'
import { mix } from './routes/mix.ts'
import { quality } from './routes/quality.ts'
import { regions } from './routes/regions.ts'
import { revisions } from './routes/revisions.ts'
import { tension } from './routes/tension.ts'
import { tensionForecast } from './routes/tension-forecast.ts'
import { weather } from './routes/weather.ts'
import { API_VERSION } from './version.ts'

export interface AppOptions {
  readonly warehouse: Warehouse
  readonly door: Door
  readonly now: () => Date
  readonly log: Logger
  /** After which a query is given up. Default 10 s. */
  readonly queryTimeoutMs?: number
  /** Hears of each request. Default: nobody. */
  readonly telemetry?: Telemetry
  /** Origins of pages that may call. Default: only our own. */
  readonly corsOrigins?: readonly string[]
  /**
   * The dashboard: answers what no route of the API does. It has no way to sign in, so a guarded door has no
   * dashboard.
   */
  readonly pages?: Koa.Middleware
}

/** All that answers with data: each is served, documented and guarded alike. */
const ENDPOINTS = [
  regions,
  balance,
  mix,
  forecasts,
  forecastScores,
  tension,
  tensionForecast,
  weather,
  revisions,
  quality,
  lineage,
  feeds,
  feedRuns,
] as const

export const openApi = openApiDocument(ENDPOINTS, healthRoutes, API_VERSION)

export function createApp({ queryTimeoutMs = 10_000, telemetry = SILENT, ...options }: AppOptions): Koa {
  const { warehouse, door, now, log, corsOrigins = [], pages } = options
  const context: ServeContext = { warehouse, door, now, queryTimeoutMs }
  const router = new Router({ sensitive: true })
  for (const endpoint of ENDPOINTS) register<z.ZodObject, z.ZodObject>(router, endpoint, context)
  registerHealth(router, context)
  registerDocs(router, openApi)

  const app = new Koa()
  app.use(requestLog(log, telemetry))
  app.use(securityHeaders(door.isGuarded))
  app.use(crossOrigin(corsOrigins))
  app.use(problems(log))
  app.use(requestLimits)
  app.use(methodGuard(router))
  app.use(router.routes())
  if (pages && !door.isGuarded) app.use(pages)
  return app
}

/**
 * Nothing but our own files: no inline script, no other host, no frame.
 *
 * @param isPublic whether others than this machine call: what speaks TLS in front of us then does so for good.
 */
const securityHeaders = (isPublic: boolean) =>
  helmet({
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
    // On http://localhost it would lock out everything else that a developer runs there.
    strictTransportSecurity: isPublic && { maxAge: SECONDS_OF_TLS_ONLY, includeSubDomains: true },
  })

const SECONDS_OF_TLS_ONLY = 365 * 24 * 3600

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
