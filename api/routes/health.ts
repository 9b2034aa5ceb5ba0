/** GET /healthz: the process is up. GET /readyz: the warehouse can be read. */
import type Router from '@koa/router'
import { z } from 'zod'
import { readDataState } from '../../pipeline/gold/queries/data-state.ts'
import type { ServeContext } from '../endpoint.ts'
import { metaOf } from '../envelope.ts'
import type { PlainRoute } from '../openapi.ts'
import { parseQuery } from '../parameters.ts'
import { withTimeLimit } from '../time-limit.ts'

const NoQuery = z.strictObject({})
const Health = z.object({ status: z.literal('ok') })
const Readiness = z.object({
  status: z.literal('ready'),
  is_simulated: z.boolean(),
  data_watermark: z.iso.datetime().nullable(),
})

export const healthRoutes: readonly PlainRoute[] = [
  {
    path: '/healthz',
    operationId: 'readHealth',
    summary: 'Whether the process is up',
    answers: { 200: { description: 'It is.', body: Health } },
  },
  {
    path: '/readyz',
    operationId: 'readReadiness',
    summary: 'Whether data can be read',
    answers: { 200: { description: 'It can.', body: Readiness } },
  },
]

export function registerHealth(router: Router, context: ServeContext): void {
  router.get('/healthz', ctx => {
    parseQuery(NoQuery, ctx.querystring)
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { status: 'ok' } satisfies z.output<typeof Health>
  })

  router.get('/readyz', async ctx => {
    parseQuery(NoQuery, ctx.querystring)
    const state = await withTimeLimit(ctx, context.queryTimeoutMs, signal =>
      context.warehouse.read(engine => readDataState(engine, signal)),
    )
    const { is_simulated, data_watermark } = metaOf(state)
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { status: 'ready', is_simulated, data_watermark } satisfies z.output<typeof Readiness>
  })
}
