/** Pages of other origins that may call the API: those on the list, and no other. Without a list, none. */
import cors from '@koa/cors'
import type Koa from 'koa'

const SECONDS_REMEMBERED = 600

export function crossOrigin(origins: readonly string[]): Koa.Middleware {
  return cors({
    // Nothing: no header is sent, and the browser refuses.
    origin: ctx => (origins.includes(ctx.get('Origin')) ? ctx.get('Origin') : ''),
    allowMethods: ['GET', 'HEAD', 'OPTIONS'],
    allowHeaders: ['Accept', 'Authorization', 'If-None-Match', 'Traceparent'],
    exposeHeaders: ['ETag', 'Retry-After', 'WWW-Authenticate', 'X-Data-Origin'],
    maxAge: SECONDS_REMEMBERED,
  })
}
