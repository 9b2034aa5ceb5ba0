import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type FetchContext, FetchError } from '../connector.ts'
import { answerWith, type Behaviour, NOW, QUICK } from '../loopback-publisher.ts'
import { loopbackTrial } from '../loopback-trial.ts'
import { openQuotaLedger } from '../quota-ledger.ts'
import { openPublisher, type PublisherSettings, type Question, USER_AGENT } from './publisher.ts'

const trial = loopbackTrial(answerWith(200, 'rows'))

const open = (settings: Partial<PublisherSettings> = {}) =>
  openPublisher({ name: 'ODRÉ', patience: QUICK, ledger: null, pause: null, ...settings })
const question = (asked: Partial<Question> = {}): Question => ({
  url: new URL('/data?page=1', trial.server.url),
  expected: 'rows',
  maxBytes: 1_000,
  ...asked,
})
const ask = async (
  publisher = open(),
  context: Partial<FetchContext> = {},
  asked: Partial<Question> = {},
): Promise<string> => {
  const { bytes } = await publisher.inquire({ ...trial.temporary.context, ...context }).ask(question(asked))
  return new TextDecoder().decode(bytes)
}
const failure = async (asking: Promise<unknown>): Promise<FetchError> => {
  const error = await asking.catch((caught: unknown) => caught)
  if (error instanceof FetchError) return error
  throw new Error(`expected a FetchError, got ${String(error)}`)
}
/** Each behaviour once, then the last for ever. */
const inOrder = (...behaviours: readonly Behaviour[]): Behaviour => {
  let asked = 0
  return (request, response) => behaviours[Math.min(asked++, behaviours.length - 1)]?.(request, response)
}

describe('a request', () => {
  it('says who asks, and brings the whole body, compressed on its way or not', async () => {
    expect(await ask()).toBe('rows')
    expect(trial.server.asked[0]?.headers['user-agent']).toBe(USER_AGENT)
    expect(USER_AGENT).toMatch(/^GridPowerStream\/\d+\.\d+\.\d+$/)
    trial.server.behave(answerWith(200, gzipSync('packed rows'), { 'content-encoding': 'gzip' }))
    expect(await ask()).toBe('packed rows')
  })

  it('reads no more than agreed, and hangs up', async () => {
    let isClosed = false
    trial.server.behave((_, response) => {
      const more = setInterval(() => response.write('x'.repeat(400)), 1)
      response.on('close', () => {
        clearInterval(more)
        isClosed = true
      })
    })
    const error = await failure(ask())
    expect(error.code).toBe('not-the-data')
    expect(error.message).toContain('more than 1000 bytes')
    await expect.poll(() => isClosed).toBe(true)
  })

  it('shows no secret of its URL, neither in an error nor in what it asks next', async () => {
    trial.server.behave(answerWith(404, ''))
    const url = new URL('/data?apikey=s3cret&page=1', trial.server.url)
    const { message } = await failure(ask(open(), {}, { url }))
    expect(message).toContain('/data?apikey=%E2%80%A6&page=1')
    expect(message).not.toContain('s3cret')
  })

  it('is not taken for published when a simulator answers', async () => {
    trial.server.behave(answerWith(200, 'rows', { 'x-simulated': 'true' }))
    const error = await failure(ask())
    expect(error.code).toBe('misconfigured')
    expect(error.message).toContain('ODRÉ is a simulator')
    expect(await ask(open(), { isSimulated: true })).toBe('rows')
  })

  it('stops at once when it is told to, during the answer and during a pause', async () => {
    const reason = new Error('stopped')
    const during = async (behaviour: Behaviour, patience = QUICK) => {
      const stop = new AbortController()
      trial.server.behave((request, response) => {
        behaviour(request, response)
        setTimeout(() => stop.abort(reason), 20)
      })
      return ask(open({ patience }), { signal: stop.signal }).catch((error: Error) => error)
    }
    expect(await during(() => undefined)).toBe(reason)
    const stopped = await during(answerWith(503, ''), {
      ...QUICK,
      firstDelayMs: 60_000,
      longestDelayMs: 60_000,
    })
    expect(stopped).toMatchObject({ name: 'AbortError', cause: reason })
    expect(trial.server.asked).toHaveLength(2)
  })
})

describe('a failure that passes', () => {
  it('is met by asking again, as often as agreed', async () => {
    trial.server.behave(
      inOrder(answerWith(503, ''), answerWith(429, ''), answerWith(408, ''), answerWith(200, 'rows')),
    )
    expect(await ask(open({ patience: { ...QUICK, attempts: 4 } }))).toBe('rows')
    expect(trial.server.asked).toHaveLength(4)
    trial.server.behave(answerWith(502, ''))
    const error = await failure(ask(open({ patience: { ...QUICK, attempts: 3 } })))
    expect(error).toMatchObject({ code: 'server-error', calls: 3, notBefore: null })
    expect(error.message).toBe(
      `ODRÉ answered 502 Bad Gateway: with an empty body. Expected rows. Asked 3 times: ${trial.server.url}/data?page=1`,
    )
  })

  it.each([400, 401, 403, 404, 410, 422, 431])('is not what %i says: nobody asks again', async status => {
    trial.server.behave(answerWith(status, '{"error_code":"ODSQLError","message":"no such field"}'))
    const error = await failure(ask())
    expect(error).toMatchObject({ code: 'rejected', calls: 1 })
    expect(error.message).toContain('"ODSQLError: no such field"')
  })

  it('is waited out as long as Retry-After says, in seconds or as a date', async () => {
    const almost = new Date(NOW.getTime() + 960)
    const date = 'Sun, 22 Nov 2026 10:00:01 GMT'
    trial.server.behave(inOrder(answerWith(429, '', { 'retry-after': date }), answerWith(200, 'rows')))
    const began = performance.now()
    expect(await ask(open(), { now: () => almost })).toBe('rows')
    expect(performance.now() - began).toBeGreaterThan(38)
    trial.server.behave(inOrder(answerWith(503, '', { 'retry-after': '0' }), answerWith(200, 'rows')))
    expect(await ask()).toBe('rows')
  })

  it.each([
    ['30', '2026-11-22T10:00:30.000Z'],
    ['Mon, 23 Nov 2026 00:00:00 GMT', '2026-11-23T00:00:00.000Z'],
  ])('is left for later when Retry-After asks for longer than we wait: %s', async (header, until) => {
    trial.server.behave(answerWith(429, '', { 'retry-after': header }))
    const error = await failure(ask())
    expect(error).toMatchObject({ code: 'rate-limited', calls: 1, notBefore: new Date(until) })
    expect(error.message).toContain(`in vain before ${until.slice(0, 19)}Z`)
  })

  it('is met as usual when Retry-After makes no sense', async () => {
    for (const header of ['soon', '-5', '7 apples', 'Mon, 99 Foo 2026 00:00:00 GMT']) {
      trial.server.behave(inOrder(answerWith(429, '', { 'retry-after': header }), answerWith(200, 'rows')))
      expect(await ask()).toBe('rows')
    }
  })
})

describe('a redirect', () => {
  it('is followed on the same host', async () => {
    trial.server.behave((request, response) =>
      request.url === '/new'
        ? response.end('moved rows')
        : response.writeHead(301, { location: '/new' }).end(),
    )
    const inquiry = open().inquire(trial.temporary.context)
    const answer = await inquiry.ask(question())
    expect(new TextDecoder().decode(answer.bytes)).toBe('moved rows')
    expect([inquiry.calls, answer.url.pathname]).toEqual([2, '/new'])
  })

  it.each([
    ['to another host', 'https://elsewhere.example/data', 'sends us to https://elsewhere.example/data'],
    ['to another port', 'http://127.0.0.1:1/data', 'sends us to http://127.0.0.1:1/data'],
    ['to nowhere', 'http://', 'sends us to "http://"'],
    ['in a circle', '/data', 'sent us on more than 3 times'],
  ])('is refused %s', async (_, location, says) => {
    trial.server.behave(answerWith(302, '', { location }))
    const error = await failure(ask())
    expect(error.code).toBe('rejected')
    expect(error.message).toContain(says)
  })
})

describe('the circuit of a publisher', () => {
  const patience = { ...QUICK, attempts: 1, breakerFailures: 3, breakerOpenMs: 80 }

  it('opens when fetches fail in a row, says why, and closes when one succeeds', async () => {
    const odre = open({ patience })
    trial.server.behave(answerWith(503, 'upstream is down'))
    for (let failed = 0; failed < 3; failed += 1) expect((await failure(ask(odre))).code).toBe('server-error')
    const error = await failure(ask(odre))
    expect(error).toMatchObject({ code: 'circuit-open', calls: 0 })
    expect(error.message).toBe(
      'ODRÉ was not asked: 3 fetches in a row had failed, and it is left alone until about 2026-11-22T10:00:00Z. Last error (server-error): it answered 503 Service Unavailable: "upstream is down"',
    )
    expect(trial.server.asked).toHaveLength(3)

    await new Promise(resolve => setTimeout(resolve, 100))
    expect((await failure(ask(odre))).code).toBe('server-error')
    expect((await failure(ask(odre))).code).toBe('circuit-open')
    expect(trial.server.asked).toHaveLength(4)

    trial.server.behave(answerWith(200, 'rows'))
    await new Promise(resolve => setTimeout(resolve, 100))
    expect([await ask(odre), await ask(odre)]).toEqual(['rows', 'rows'])
  })

  it('stays closed while it is our question that is refused', async () => {
    const odre = open({ patience })
    trial.server.behave(answerWith(400, ''))
    for (let refused = 0; refused < 5; refused += 1) expect((await failure(ask(odre))).code).toBe('rejected')
  })
})

describe('the quota of a publisher', () => {
  const quota = { ledger: 'odre', calls: 10, period: 'month', share: 0.5 } as const

  it('counts every request, those of retries and redirects too, and is never exceeded', async () => {
    const odre = open({ ledger: openQuotaLedger(quota) })
    trial.server.behave(
      inOrder(answerWith(503, ''), answerWith(302, '', { location: '/data' }), answerWith(200, 'rows')),
    )
    const inquiry = odre.inquire(trial.temporary.context)
    await inquiry.ask(question())
    expect([inquiry.calls, inquiry.quota]).toEqual([3, { used: 3, allowed: 5 }])

    trial.server.behave(answerWith(503, ''))
    expect(await failure(ask(odre))).toMatchObject({ code: 'server-error', quota: { used: 5, allowed: 5 } })
    const error = await failure(ask(odre))
    expect(error).toMatchObject({
      code: 'quota-exhausted',
      calls: 0,
      notBefore: new Date('2026-12-01T00:00:00Z'),
    })
    expect(error.message).toMatch(
      /^ODRÉ was not asked: 5 of the 5 calls that we allow ourselves in 2026-11 are used/,
    )
    expect(trial.server.asked).toHaveLength(5)
  })
})
