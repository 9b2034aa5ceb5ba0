/** ODRÉ's paths: `…/datasets/{id}/records` and `…/datasets/{id}/exports/{format}`. */
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { World } from '../../world.ts'
import { type Publisher, serveFeed } from '../serve-feed.ts'
import type { SimulatedFeed } from '../simulated-feeds.ts'
import { type AnswerOdre, answerFrom } from './answer-odre.ts'
import type { DatedRow, OdreDataset } from './column.ts'
import { nationalRealTime } from './national-dataset.ts'
import { regionalConsolidated, regionalRealTime } from './regional-datasets.ts'
import { RejectedQueryError } from './rejected-query.ts'

const DATASETS = '/api/explore/v2.1/catalog/datasets'
const CALLS_PER_MONTH = 50_000

interface Served {
  readonly feed: SimulatedFeed
  readonly answer: AnswerOdre
  /** What comes when rows of the wrong dataset do. */
  readonly mistaken: AnswerOdre
}

export function registerOdre(router: Router, world: World, publisher: Publisher): void {
  const regional = serve(regionalRealTime(world))
  const national = serve(nationalRealTime(world))
  const served = new Map<string, Served>([
    ['eco2mix-regional-tr', { ...regional, mistaken: national.answer }],
    ['eco2mix-regional-cons-def', { ...serve(regionalConsolidated(world)), mistaken: national.answer }],
    ['eco2mix-national-tr', { ...national, mistaken: regional.answer }],
  ])
  let calls = 0
  const handle = async (ctx: Context, id: string, form: string) => {
    calls++
    ctx.set(limitHeaders(publisher.now(), calls))
    const dataset = served.get(id)
    if (!dataset) return sendUnknown(ctx, id)
    const { feed, answer, mistaken } = dataset
    await serveFeed(ctx, feed, publisher, request =>
      (request.hits.has('wrong-dataset') ? mistaken : answer)({ ...request, form }),
    )
  }
  router.get(`${DATASETS}/:id/records`, ctx => handle(ctx, ctx.params.id ?? '', 'records'))
  router.get(`${DATASETS}/:id/exports/:format`, ctx =>
    handle(ctx, ctx.params.id ?? '', `exports/${ctx.params.format}`),
  )
}

function sendUnknown(ctx: Context, id: string): void {
  const { status, type, body } = new RejectedQueryError(
    'DatasetNotFoundError',
    `Unknown dataset: ${id}.`,
  ).toAnswer()
  ctx.status = status
  ctx.type = type
  ctx.body = body
}

function serve<Row extends DatedRow>(dataset: OdreDataset<Row>): Omit<Served, 'mistaken'> {
  return { feed: dataset.feed_id, answer: answerFrom(dataset) }
}

function limitHeaders(now: Date, calls: number): Record<string, string> {
  const reset = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) / 1000
  return {
    'X-RateLimit-Limit': String(CALLS_PER_MONTH),
    'X-RateLimit-Remaining': String(Math.max(0, CALLS_PER_MONTH - calls)),
    'X-RateLimit-Reset': String(reset),
  }
}
