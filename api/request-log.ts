/** One log line and one span for each request, with what was answered and how long it took. */
import type Koa from 'koa'
import type { Logger } from 'pino'
import type { Telemetry, WorkingSpan } from '../pipeline/telemetry/telemetry.ts'
import { carrierFrom } from '../pipeline/telemetry/trace-carrier.ts'
import { loggedUrl } from './logged-url.ts'

/** Asked every few seconds by what watches over us: they would be most of all traces. */
const PROBES = ['/healthz', '/readyz']

export function requestLog(log: Logger, telemetry: Telemetry): Koa.Middleware {
  return async (ctx, next) => {
    const start = performance.now()
    try {
      if (PROBES.includes(ctx.path)) await next()
      else await traced(telemetry, ctx, next)
    } finally {
      const duration_ms = Math.round(performance.now() - start)
      log.info({ method: ctx.method, url: loggedUrl(ctx.url), status: ctx.status, duration_ms }, 'request')
    }
  }
}

function traced(telemetry: Telemetry, ctx: Koa.Context, next: Koa.Next): Promise<void> {
  const attributes = { 'http.request.method': ctx.method, 'url.path': loggedUrl(ctx.path) }
  const request = { name: ctx.method, kind: 'server', attributes, parent: carrierFrom(ctx.headers) } as const
  return telemetry.trace(request, async span => {
    await next()
    describeAnswer(span, ctx)
  })
}

/** The route, not the path, names it: `/v1/feeds/:feed_id/runs` is one thing. */
function describeAnswer(span: WorkingSpan, ctx: Koa.Context): void {
  const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : undefined
  span.set({ 'http.response.status_code': ctx.status, ...(route !== undefined && { 'http.route': route }) })
  span.rename(route === undefined ? ctx.method : `${ctx.method} ${route}`)
  if (ctx.status >= 500) span.fail(String(ctx.status))
}
