/** One log line for each request, with what was answered and how long it took. */
import type Koa from 'koa'
import type { Logger } from 'pino'

export const requestLog =
  (log: Logger): Koa.Middleware =>
  async (ctx, next) => {
    const start = performance.now()
    try {
      await next()
    } finally {
      const duration_ms = Math.round(performance.now() - start)
      log.info({ method: ctx.method, url: ctx.url, status: ctx.status, duration_ms }, 'request')
    }
  }
