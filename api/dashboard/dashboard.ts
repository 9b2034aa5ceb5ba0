/**
 * The first page and its assets, served as they are: no build step, nothing from another host.
 *
 * Assets live under an address that contains a hash of all of them, so they are cached for ever and
 * a new version is a new address; the modules import each other by relative addresses. The page
 * itself is asked for again each time, by ETag.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Context, Middleware } from 'koa'
import { ProblemError } from '../problem.ts'

const PAGE = join(import.meta.dirname, 'page')

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Nothing but our own files runs or styles the page; `style-src` has no inline styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Resource {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

const hash = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

function readAssets(): { version: string; assets: [name: string, body: Buffer][] } {
  const names = readdirSync(PAGE).filter(name => extname(name) in TYPES)
  const assets = names.sort().map((name): [string, Buffer] => [name, readFileSync(join(PAGE, name))])
  return { version: hash(assets.map(([name, body]) => `${name} ${hash(body)}`).join('\n')), assets }
}

/** Everything the middleware answers, by path: no path of a request ever reaches the file system. */
function readResources(): ReadonlyMap<string, Resource> {
  const { version, assets } = readAssets()
  const page = Buffer.from(
    readFileSync(join(PAGE, 'index.html'), 'utf8').replaceAll('{{assets}}', `/assets/${version}`),
  )
  const resources = assets.map(([name, body]): [string, Resource] => [
    `/assets/${version}/${name}`,
    {
      body,
      type: TYPES[extname(name)] ?? '',
      etag: hash(body),
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    },
  ])
  const headers = { 'cache-control': 'no-cache', 'content-security-policy': POLICY }
  return new Map([
    ['/', { body: page, type: 'text/html; charset=utf-8', etag: hash(page), headers }],
    ...resources,
  ])
}

function answer(ctx: Context, { body, type, etag, headers }: Resource): void {
  ctx.status = 200
  ctx.set(headers)
  ctx.set('x-content-type-options', 'nosniff')
  ctx.type = type
  ctx.etag = etag
  if (ctx.fresh) ctx.status = 304
  else ctx.body = body
}

/** Serves `/` and `/assets/…` to GET and HEAD, and leaves every other path to what comes next. */
export function dashboard(): Middleware {
  const resources = readResources()
  return async (ctx, next) => {
    const resource = resources.get(ctx.path)
    if (!resource) return next()
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      throw new ProblemError(405, `${ctx.method}: use GET`, { headers: { Allow: 'GET, HEAD' } })
    }
    answer(ctx, resource)
  }
}
