/** What is not read of a request: long addresses, and bodies. */
import type Koa from 'koa'
import { ProblemError } from './problem.ts'

/** Longest path and query, in characters. */
const LONGEST_URL = 4096

export const requestLimits: Koa.Middleware = (ctx, next) => {
  if (ctx.url.length > LONGEST_URL) {
    throw new ProblemError(
      414,
      `The path and query have ${ctx.url.length} characters, at most ${LONGEST_URL} are read.`,
    )
  }
  if (hasBody(ctx)) {
    // What would follow on the connection is the body, not another request.
    throw new ProblemError(413, 'The request has a body: all requests are read from their address.', {
      headers: { Connection: 'close' },
    })
  }
  return next()
}

function hasBody({ headers }: Koa.Context): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers
  return encoding !== undefined || (length !== undefined && Number(length) !== 0)
}
