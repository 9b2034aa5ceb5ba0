/**
 * The trend reports, served as they were made: `/reports/` lists them, `/reports/<name>` is one of them.
 *
 * A report is one file with its style inside, so that it can be kept and sent. The policy of each page names the hash of
 * that style and allows nothing else: no script, no other style, no request to anywhere.
 */
import { createHash } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import { ProblemError } from '../problem.ts'

export interface ReportSource {
  /** Names of the reports that are there. */
  list(): Promise<readonly string[]>
  /** @param name one of those that were listed. */
  read(name: string): Promise<Uint8Array>
  /** The page that lists them. */
  index(names: readonly string[]): string
}

const ROOT = '/reports/'

const hashOf = (text: string | Uint8Array, encoding: 'base64' | 'hex') =>
  createHash('sha256').update(text).digest(encoding)

function policyOf(page: string): string {
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style = '']) => style)
  return [
    "default-src 'none'",
    `style-src ${styles.map(style => `'sha256-${hashOf(style, 'base64')}'`).join(' ') || "'none'"}`,
    // The empty icon, so that browsers ask for none.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Answers what lies below `/reports/`, and leaves every other path to the pages given. */
export function withReports(pages: Middleware, source: ReportSource): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/reports') return ctx.redirect(ROOT)
    if (!ctx.path.startsWith(ROOT)) return pages(ctx, next)
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      throw new ProblemError(405, `${ctx.method}: use GET`, { headers: { Allow: 'GET, HEAD' } })
    }
    const page = await pageNamed(ctx.path.slice(ROOT.length), source)
    return page === undefined ? next() : answer(ctx, page)
  }
}

/** No name of a request reaches the file system: it is looked for among those that are there. */
async function pageNamed(name: string, source: ReportSource): Promise<string | undefined> {
  const names = await source.list()
  if (name === '' || name === 'index.html') return source.index(names)
  return names.includes(name) ? new TextDecoder().decode(await source.read(name)) : undefined
}

function answer(ctx: Context, page: string): void {
  ctx.status = 200
  ctx.set({
    'cache-control': 'no-cache',
    'content-security-policy': policyOf(page),
    'x-content-type-options': 'nosniff',
  })
  ctx.type = 'text/html; charset=utf-8'
  ctx.etag = hashOf(page, 'hex').slice(0, 16)
  if (ctx.fresh) ctx.status = 304
  else ctx.body = page
}
