import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSeed, type TestService } from './test-service.ts'

let service: TestService
beforeAll(async () => {
  service = await serveSeed({ intervals: [], years: [] })
})
afterAll(() => service.stop())

/** What comes back for bytes written to the port, until the server closes. */
async function send(text: string): Promise<string> {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('latin1').on('data', chunk => {
    answer += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  return answer
}

const get = (headers: string, body = '') => `GET /v1/regions HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`

describe('a body', () => {
  it.each([
    ['of a stated length', get('Content-Length: 5\r\n', 'hello')],
    ['in chunks', get('Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n')],
    ['that never comes', get('Content-Length: 9999999999\r\n')],
  ])('%s is refused unread, and the connection closed', async (_, request) => {
    const answer = await send(request)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('application/problem+json')
    expect(answer).toMatch(/\r\nConnection: close\r\n/i)
  })

  it('of no bytes is none', async () => {
    expect(await send(get('Content-Length: 0\r\nConnection: close\r\n'))).toMatch(/^HTTP\/1\.1 200 /)
  })
})

it.each([
  ['headers beyond 16 KiB', get(`X-Stuff: ${'x'.repeat(17_000)}\r\n`), 431],
  ['two lengths', get('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello'), 400],
  ['a length and chunks', get('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400],
  ['a header name with a blank', get('X Stuff: x\r\n'), 400],
  ['no HTTP at all', 'hello\r\n\r\n', 400],
])('%s: the connection is closed', async (_, request, status) => {
  expect(await send(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
})
