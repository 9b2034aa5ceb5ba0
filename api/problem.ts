/**
 * Errors as RFC 9457 problem details. The first middleware: whatever is thrown below becomes
 * `application/problem+json` here, and only here. What the caller can't mend is logged and hidden.
 */
import { STATUS_CODES } from 'node:http'
import type Koa from 'koa'
import type { Logger } from 'pino'
import { z } from 'zod'
import { WarehouseUnavailableError } from '../pipeline/gold/warehouse.ts'
import { loggedUrl } from './logged-url.ts'

export interface ParameterError {
  readonly parameter: string
  /** As received. */
  readonly value: string
  readonly expected: string
}

export const Problem = z
  .object({
    type: z.string().meta({ description: 'Always about:blank: the status says what kind of problem it is.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ parameter: z.string(), value: z.string(), expected: z.string() }))
      .optional()
      .meta({ description: 'Each parameter that does not fit.' }),
  })
  .meta({ description: 'RFC 9457 problem details.' })

/** An error that the caller is told about. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly errors: readonly ParameterError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    detail: string,
    extra: { errors?: readonly ParameterError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause })
    this.status = status
    this.errors = extra.errors ?? []
    this.headers = extra.headers ?? {}
  }
}

export function invalidParameters(errors: readonly ParameterError[]): ProblemError {
  const detail = errors
    .map(
      ({ parameter, value, expected }) => `${parameter}: got ${JSON.stringify(value)}, expected ${expected}`,
    )
    .join('; ')
  return new ProblemError(400, detail, { errors })
}

/** Seconds after which a caller should try again what isn't available now. */
const RETRY_AFTER = { 'Retry-After': '5' }

export function problems(log: Logger): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null) {
        throw new ProblemError(404, `${ctx.path}: there is nothing here; see /docs`)
      }
    } catch (error) {
      const problem = toProblem(error)
      if (problem.status >= 500) {
        log.error({ err: error, method: ctx.method, url: loggedUrl(ctx.url) }, problem.message)
      }
      answer(ctx, problem)
    }
  }
}

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof WarehouseUnavailableError) {
    const detail = 'The warehouse cannot answer now: nothing has been loaded yet, or a load is running.'
    return new ProblemError(503, detail, { headers: RETRY_AFTER, cause: error })
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status >= 400 && status < 500) return new ProblemError(status, STATUS_CODES[status] ?? 'Refused')
  return new ProblemError(500, 'The server failed; it has been logged.', { cause: error })
}

function answer(ctx: Koa.Context, problem: ProblemError): void {
  ctx.status = problem.status
  ctx.remove('ETag')
  ctx.set({ ...problem.headers, 'Cache-Control': 'no-store' })
  const { status, errors } = problem
  ctx.body = JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: problem.message,
    ...(errors.length > 0 ? { errors } : {}),
  })
  ctx.type = 'application/problem+json'
}

export const tooSlow = (seconds: number, cause: unknown): ProblemError =>
  new ProblemError(
    503,
    `The answer took more than ${seconds} s: ask for a shorter range, fewer regions or a longer step.`,
    { headers: RETRY_AFTER, cause },
  )
