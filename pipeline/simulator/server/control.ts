/** `/control/faults`: see what can be broken, break it, mend it. */
import type { IncomingMessage } from 'node:http'
import type Router from '@koa/router'
import type { Context } from 'koa'
import { type Faults, UnknownFaultError } from './faults/fault-board.ts'

const LONGEST_BODY = 10_000

export function registerControl(router: Router, faults: Faults): void {
  router.get('/control/faults', ctx => {
    ctx.body = { faults: faults.list() }
  })
  router.put('/control/faults/:name', ctx =>
    orProblem(ctx, async () => {
      const name = ctx.params.name ?? ''
      faults.switchOn(name, await readOptions(ctx.req))
      ctx.body = faults.list().find(fault => fault.name === name)
    }),
  )
  router.delete('/control/faults/:name', ctx =>
    orProblem(ctx, async () => {
      const { feed } = ctx.query
      faults.switchOff(ctx.params.name ?? '', typeof feed === 'string' ? feed : undefined)
      ctx.status = 204
    }),
  )
  router.delete('/control/faults', ctx => {
    faults.clear()
    ctx.status = 204
  })
}

async function orProblem(ctx: Context, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof UnknownFaultError)) throw error
    ctx.status = 400
    ctx.body = { type: 'about:blank', title: 'Bad Request', status: 400, detail: error.message }
    ctx.type = 'application/problem+json'
  }
}

async function readOptions(request: IncomingMessage): Promise<Record<string, unknown> & { feed?: string }> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > LONGEST_BODY)
      throw new UnknownFaultError(`body: longer than ${LONGEST_BODY} characters`)
  }
  const options = text.trim() === '' ? {} : parsed(text)
  if (!isObject(options)) throw new UnknownFaultError('body: expected a JSON object of parameters')
  const { feed, ...parameters } = options
  if (feed === undefined) return parameters
  if (typeof feed === 'string') return { ...parameters, feed }
  throw new UnknownFaultError('feed: expected the text of a feed_id')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UnknownFaultError('body: expected a JSON object of parameters', { cause })
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
