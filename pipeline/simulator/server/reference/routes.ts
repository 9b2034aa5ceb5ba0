/** The register of communes, the encyclopedia's page and its robots.txt. Both can be asked for conditionally. */
import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import { type Answer, HTML_TYPE, JSON_TYPE, TEXT_TYPE } from '../answer.ts'
import { type Publisher, serveFeed } from '../serve-feed.ts'
import { communesJson } from './communes.ts'
import { regionsPage } from './regions-page.ts'

const LAST_MODIFIED = 'Thu, 01 Jan 2026 00:00:00 GMT'

const ROBOTS = 'User-agent: *\nDisallow: /w/\nDisallow: /wiki/Special:\n'
const ROBOTS_REFUSE = 'User-agent: *\nDisallow: /wiki/\n'

export function registerReference(router: Router, publisher: Publisher): void {
  router.get('/communes.json', ctx =>
    serveFeed(ctx, 'region-register', publisher, ({ hits }) => document(JSON_TYPE, communesJson(hits))),
  )
  router.get('/wiki/Regions_of_France', ctx =>
    serveFeed(ctx, 'region-areas', publisher, ({ hits }) => document(HTML_TYPE, regionsPage(hits))),
  )
  // Broken by its own fault alone: the others are the page's.
  router.get('/robots.txt', ctx => {
    ctx.type = TEXT_TYPE
    ctx.body = publisher.faults.isOn('robots-refuse', 'region-areas') ? ROBOTS_REFUSE : ROBOTS
  })
}

function document(type: string, body: string): Answer {
  const ETag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`
  return { status: 200, type, headers: { ETag, 'Last-Modified': LAST_MODIFIED }, body }
}
