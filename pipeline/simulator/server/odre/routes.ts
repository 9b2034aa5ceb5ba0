/** ODRÉ's paths: `…/datasets/{id}/records` and `…/datasets/{id}/exports/{format}`. */
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { World } from '../../world.ts'
import type { Answer } from '../answer.ts'
import { type FeedRequest, type Publisher, serveFeed } from '../serve-feed.ts'
import type { SimulatedFeed } from '../simulated-feeds.ts'
import { type AnswerOdre, answerFrom } from './answer-odre.ts'
import type { DatedRow, OdreDataset } from './column.ts'
import { regionalConsolidated, regionalRealTime } from './regional-datasets.ts'
import { RejectedQueryError } from './rejected-query.ts'

const DATASETS = '/api/explore/v2.1/catalog/datasets'
const CALLS_PER_MONTH = 50_000

interface Served {
  readonly feed: SimulatedFeed
  readonly answer: AnswerOdre
}

export function registerOdre(router: Router, world: World, publisher: Publisher): void {
  const served = new Map<string, Served>([
    ['eco2mix-regional-tr', serve(regionalRealTime(world))],
    ['eco2mix-regional-cons-def', serve(regionalConsolidated(world))],
  ])
  let calls = 0
  const handle = async (ctx: Context, id: string, form: string) => {
    calls++
    ctx.set(limitHeaders(publisher.now(), calls))
    const dataset = served.get(id)
    if (!dataset) {
      const unknown = new RejectedQueryError('DatasetNotFoundError', `Unknown dataset: ${id}.`)
      const { status, body } = unknown.toAnswer()
      Object.assign(ctx, { status, body, type: 'json' })
      return
    }
    const answer = (request: FeedRequest): Answer => dataset.answer({ ...request, form })
    await serveFeed(ctx, dataset.feed, publisher, answer)
  }
  router.get(`${DATASETS}/:id/records`, ctx => handle(ctx, ctx.params.id ?? '', 'records'))
  router.get(`${DATASETS}/:id/exports/:format`, ctx =>
    handle(ctx, ctx.params.id ?? '', `exports/${ctx.params.format}`),
  )
}

function serve<Row extends DatedRow>(dataset: OdreDataset<Row>): Served {
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
