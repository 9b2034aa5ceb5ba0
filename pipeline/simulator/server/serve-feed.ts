/** Sends the answer of a feed, with what is wrong on the way: the faults that act on the connection. */
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import type { Context } from 'koa'
import { localHourOf } from '../paris-clock.ts'
import { type Answer, HTML_TYPE } from './answer.ts'
import type { Faults, Hits } from './faults/fault-board.ts'
import type { FaultName } from './faults/fault-kinds.ts'
import { MAINTENANCE_PAGE, OTHER_PAGE, refusalOf, serverErrorOf } from './refusals.ts'
import type { SimulatedFeed } from './simulated-feeds.ts'

export interface FeedRequest {
  readonly parameters: URLSearchParams
  readonly now: Date
  readonly hits: Hits
}

export interface Publisher {
  readonly faults: Faults
  readonly now: () => Date
}

export async function serveFeed(
  ctx: Context,
  feed: SimulatedFeed,
  { faults, now }: Publisher,
  answer: (request: FeedRequest) => Answer,
): Promise<void> {
  const hits = faults.hitting(feed)
  const moment = now()
  if (hits.has('refused')) return resetConnection(ctx)
  if (hits.has('stuck-headers')) return neverAnswer(ctx)
  const refusal = refusedAnswer(feed, hits, moment)
  const given = refusal ?? answer({ parameters: new URLSearchParams(ctx.querystring), now: moment, hits })
  ctx.status = given.status
  ctx.set({ 'Content-Type': given.type, ...given.headers })
  if (BODY_FAULTS.some(name => hits.has(name)) && given.status === 200) return sendBroken(ctx, given, hits)
  if (isUnchanged(ctx)) ctx.status = 304
  else send(ctx, given)
}

function refusedAnswer(feed: SimulatedFeed, hits: Hits, now: Date): Answer | undefined {
  const limited = hits.get('rate-limited')
  if (limited) return refusalOf(feed, now, limited.parameters.retry_after_seconds)
  if (hits.has('rate-limited-silent')) return refusalOf(feed, now)
  const failed = hits.get('server-error')
  if (failed) return serverErrorOf(failed.parameters.status)
  const maintained = hits.get('maintenance')
  const isClosed = maintained?.parameters.mode === 'always' || localHourOf(now.getTime() / 1000) === 0
  if (maintained && isClosed) return { status: 503, type: HTML_TYPE, body: MAINTENANCE_PAGE }
  if (hits.has('html-instead')) return { status: 200, type: HTML_TYPE, body: OTHER_PAGE }
  return undefined
}

/** Koa's `fresh` takes the `Cache-Control: no-cache` that fetch adds to conditional requests at its word. */
function isUnchanged({ request, response }: Context): boolean {
  const tag = response.get('ETag')
  if (request.get('If-None-Match')) return tag !== '' && request.get('If-None-Match') === tag
  const since = Date.parse(request.get('If-Modified-Since'))
  return Date.parse(response.get('Last-Modified')) <= since
}

function send(ctx: Context, { body }: Answer): void {
  const isPacked = ctx.acceptsEncodings('gzip', 'identity') === 'gzip'
  const pieces = Readable.from(unhurried(body))
  if (!isPacked) {
    ctx.body = pieces
    return
  }
  ctx.set({ 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' })
  const gzip = createGzip({ level: 1 })
  pieces.on('error', error => gzip.destroy(error))
  ctx.body = pieces.pipe(gzip)
}

/** Between two pieces others get their turn. */
async function* unhurried(body: Answer['body']) {
  for (const piece of typeof body === 'string' ? [body] : body) {
    yield Buffer.from(piece, 'utf8')
    await nextTurn()
  }
}

const BODY_FAULTS: readonly FaultName[] = ['error-in-stream', 'truncated', 'slow-body', 'stuck-body']

/** Broken bodies are sent unpacked, so that what arrives of them can be read. */
async function sendBroken(ctx: Context, { body }: Answer, hits: Hits): Promise<void> {
  const text = typeof body === 'string' ? body : [...body].join('')
  const whole = Buffer.from(text, 'utf8')
  const half = whole.subarray(0, Math.floor(whole.length / 2))
  if (hits.has('error-in-stream')) {
    ctx.body = Readable.from([Buffer.from(interrupted(text), 'utf8')])
    return
  }
  const slow = hits.get('slow-body')
  if (slow) {
    ctx.body = Readable.from(dripping(whole, slow.parameters))
    return
  }
  const how = hits.get('truncated')?.parameters.how
  if (how === 'silent') {
    ctx.body = Readable.from([half])
    return
  }
  ctx.respond = false
  const { res, req } = ctx
  if (how === 'content-length') res.setHeader('Content-Length', whole.length)
  res.write(half, () => {
    // A stuck body waits for the reader to lose patience; a truncated one ends here.
    if (how !== undefined) req.socket.destroySoon()
  })
}

/** Half of the rows, and the sentence that the publisher writes into the stream after its 200. */
function interrupted(text: string): string {
  const cut = text.lastIndexOf('}', text.length / 2) + 1 || Math.floor(text.length / 2)
  return `${text.slice(0, cut)}Streaming interrupted due to the following error: Invalid value for sum of offset + limit API parameter.`
}

async function* dripping(
  bytes: Buffer,
  { pause_ms, piece_bytes }: { pause_ms: number; piece_bytes: number },
) {
  for (let start = 0; start < bytes.length; start += piece_bytes) {
    if (start > 0) await sleep(pause_ms)
    yield bytes.subarray(start, start + piece_bytes)
  }
}

function resetConnection(ctx: Context): void {
  ctx.respond = false
  ctx.req.socket.resetAndDestroy()
}

function neverAnswer(ctx: Context): void {
  ctx.respond = false
}
