/** Every fault of a publisher × every connector, over real HTTP: what comes of it, what is left, and the next fetch. */
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { FEEDS } from '../catalog/feeds.ts'
import type { FetchErrorCode } from './connector.ts'
import {
  answerWith,
  type Behaviour,
  failureOf,
  HURRIED,
  NOW,
  openTemporaryLake,
  QUICK,
  startPublisher,
  WINDOW,
} from './loopback-publisher.ts'
import { openConnectors } from './open-connectors.ts'
import { endpointsAt, rightAnswer, wellBehaved } from './small-answers.ts'

const FEED_IDS = Object.keys(endpointsAt(''))
const HTML = '<!DOCTYPE html><html><body><h1>Maintenance en cours</h1></body></html>'

/** The first half of the right answer, then what the fault does. */
const afterHalf =
  (then: (response: ServerResponse) => unknown, isLengthTold = false): Behaviour =>
  (request, response) => {
    const body = rightAnswer(request.url ?? '')
    // robots.txt, which only one connector asks for, is not what is broken here.
    if (body === undefined) return response.writeHead(404).end()
    response.writeHead(200, isLengthTold ? { 'content-length': Buffer.byteLength(body) } : {})
    response.write(body.slice(0, body.length / 2))
    return then(response)
  }

interface Fault {
  readonly name: string
  readonly behaviour: Behaviour
  readonly code: FetchErrorCode
  /** Found in the message. */
  readonly says: RegExp
  readonly isAskedAgain: boolean
}

const FAULTS: readonly Fault[] = [
  {
    name: 'closes the connection without a word',
    behaviour: request => request.socket.destroy(),
    code: 'unreachable',
    says: /could not be reached/,
    isAskedAgain: true,
  },
  {
    name: 'does not answer',
    behaviour: () => undefined,
    code: 'timeout',
    says: /did not begin to answer within 0.2 s/,
    isAskedAgain: true,
  },
  {
    name: 'stands still in the middle',
    behaviour: afterHalf(() => undefined),
    code: 'timeout',
    says: /stood still for 0.2 s/,
    isAskedAgain: true,
  },
  {
    name: 'sends drop by drop',
    behaviour: afterHalf(response => {
      const drops = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(drops))
    }),
    code: 'timeout',
    says: /did not finish within 0.5 s/,
    isAskedAgain: true,
  },
  {
    name: 'breaks off short of the length it told',
    behaviour: afterHalf(response => response.socket?.end(), true),
    code: 'truncated',
    says: /broke off in the middle/,
    isAskedAgain: true,
  },
  {
    name: 'breaks off in the middle of a stream',
    behaviour: afterHalf(response => setTimeout(() => response.destroy(), 5)),
    code: 'truncated',
    says: /broke off in the middle/,
    isAskedAgain: true,
  },
  {
    name: 'ends well-mannered in the middle',
    behaviour: afterHalf(response => response.end()),
    code: 'truncated',
    says: /stops after \d+ characters|do not name/,
    isAskedAgain: true,
  },
  {
    name: 'sends an HTML page with 200',
    behaviour: answerWith(200, HTML, { 'content-type': 'text/html' }),
    code: 'not-the-data',
    says: /Maintenance en cours/,
    isAskedAgain: false,
  },
  {
    name: 'sends an error as JSON with 200',
    behaviour: answerWith(200, '{"error_code":"InternalError","message":"no luck"}'),
    code: 'not-the-data',
    says: /no luck/,
    isAskedAgain: false,
  },
  {
    name: 'sends binary content',
    behaviour: answerWith(200, new Uint8Array([0, 1, 2, 250, 251])),
    code: 'not-the-data',
    says: /something else than|without any table/,
    isAskedAgain: false,
  },
  {
    name: 'answers 429 without Retry-After',
    behaviour: answerWith(429, '{"error":"Too many requests"}'),
    code: 'rate-limited',
    says: /answered 429 Too Many Requests: "Too many requests"/,
    isAskedAgain: true,
  },
  {
    name: 'answers 429 with a Retry-After longer than we wait',
    behaviour: answerWith(429, '', { 'retry-after': '3600' }),
    code: 'rate-limited',
    says: /Asking again is in vain before 2026-11-22T11:00:00Z/,
    isAskedAgain: false,
  },
  {
    name: 'answers 500',
    behaviour: answerWith(500, 'Internal\u0000 error\u001b[31m'),
    code: 'server-error',
    says: /answered 500 Internal Server Error: "Internal error \[31m"/,
    isAskedAgain: true,
  },
  {
    name: 'answers 503',
    behaviour: answerWith(503, HTML),
    code: 'server-error',
    says: /answered 503 Service Unavailable: "<!DOCTYPE html>/,
    isAskedAgain: true,
  },
  {
    name: 'answers 403',
    behaviour: (request, response) =>
      // A robots.txt that is refused is one that forbids nothing.
      response.writeHead(request.url === '/robots.txt' ? 404 : 403).end('{"reason":"not you"}'),
    code: 'rejected',
    says: /answered 403 Forbidden: "not you"/,
    isAskedAgain: false,
  },
  {
    name: 'sends us to another host',
    behaviour: answerWith(302, '', { location: 'https://elsewhere.example/' }),
    code: 'rejected',
    says: /sends us to https:\/\/elsewhere.example\/, which is not followed/,
    isAskedAgain: false,
  },
]

describe.each(FAULTS)('a publisher that $name', ({ behaviour, code, says, isAskedAgain }) => {
  it.concurrent.each(FEED_IDS)(
    `fails %s as ${code}, leaves nothing behind, and is forgiven`,
    async feedId => {
      const patience = code === 'timeout' ? HURRIED : QUICK
      const publisher = await startPublisher(behaviour)
      const { lake, context, remove } = await openTemporaryLake()
      try {
        const connectors = openConnectors({ endpoints: endpointsAt(publisher.url), patience })
        const connector = connectors.get(feedId)
        if (!connector) throw new Error(`no connector for ${feedId}`)

        const error = await failureOf(connector, context)
        expect(error.code, error.message).toBe(code)
        expect(error.message).toMatch(says)
        expect(error.message).not.toMatch(/\p{C}/u)
        expect(error.calls).toBe(publisher.asked.length)
        const pages = publisher.asked.filter(
          ({ url }) => url.pathname === publisher.asked.at(-1)?.url.pathname,
        )
        expect(pages).toHaveLength(isAskedAgain ? patience.attempts : 1)
        const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
        expect(await lake.list('bronze/')).toEqual([])
        // The calls that were counted, and until when it is left alone.
        expect(await lake.list('')).toHaveLength((feed?.quota ? 1 : 0) + (error.notBefore ? 1 : 0))

        publisher.behave(wellBehaved)
        const fetched = await connector.fetch(WINDOW, { ...context, now: () => error.notBefore ?? NOW })
        expect(fetched.publications).toMatchObject([{ isNew: true, record: { feed_id: feedId } }])
        // Its body, its record, and that it answered the question.
        expect(await lake.list('bronze/')).toHaveLength(3)
      } finally {
        await publisher.stop()
        await remove()
      }
    },
  )
})
