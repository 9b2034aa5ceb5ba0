import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { bitbucketDestination, parseBitbucket } from './bitbucket.ts'
import { PublishError } from './destination.ts'
import { publish } from './publish.ts'

const TOKEN = 'hunter2-token'
const QUIET = { update: () => undefined, stop: () => undefined }
const DOWNLOADS = '/2.0/repositories/team/grid/downloads'
const PAGE = 2

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** Answers as the documented service does: pages of downloads, multipart uploads, redirects to the files. */
async function startBitbucket() {
  const files = new Map<string, Buffer>()
  const requests: string[] = []
  /** Given out before anything else, one for each request. */
  const faults: (Answer | 'hang up')[] = []

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '', origin)
    requests.push(`${request.method} ${url.pathname}${url.search}`)
    const body = await buffer(request)
    const fault = faults.shift()
    if (fault === 'hang up') {
      request.socket.destroy()
      return { status: 0 }
    }
    if (fault) return fault
    if (url.pathname.startsWith('/files/')) {
      // Where files really lie the token has no business.
      if (request.headers.authorization) return { status: 400 }
      return { status: 200, body: files.get(decodeURIComponent(url.pathname.slice('/files/'.length))) }
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return problem(401, 'Token is invalid or expired.')
    if (!url.pathname.startsWith(DOWNLOADS)) return problem(404, 'Repository team/other not found')
    if (request.method === 'POST') return upload(request, body)
    const name = decodeURIComponent(url.pathname.slice(DOWNLOADS.length + 1))
    if (name === '') return page(Number(url.searchParams.get('page') ?? 1))
    return files.has(name)
      ? {
          status: 302,
          headers: {
            location: `${origin.replace('127.0.0.1', 'localhost')}/files/${encodeURIComponent(name)}`,
          },
        }
      : problem(404, name)
  }

  async function upload(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData()
    for (const file of form.getAll('files')) {
      if (file instanceof File) files.set(file.name, Buffer.from(await file.arrayBuffer()))
    }
    return { status: 201 }
  }

  function page(number: number): Answer {
    const names = [...files.keys()].slice((number - 1) * PAGE, number * PAGE)
    const values = names.map(name => ({ type: 'download', name, size: files.get(name)?.length }))
    const isLast = number * PAGE >= files.size
    return {
      status: 200,
      body: { values, ...(!isLast && { next: `${origin}${DOWNLOADS}?page=${number + 1}` }) },
    }
  }

  const server = createServer(async (request, response: ServerResponse) => {
    const { status, headers = {}, body } = await answer(request)
    if (status === 0) return
    const content = Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {})
    response.writeHead(status, headers).end(content)
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () => new Promise(resolve => server.close(resolve).closeAllConnections())
  return { origin, files, requests, faults, stop }
}

const problem = (status: number, message: string): Answer => ({
  status,
  body: { type: 'error', error: { message } },
})

describe('the downloads of a Bitbucket repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-bitbucket-'))
  const file = join(folder, 'a.csv')
  writeFileSync(file, 'region_code\n53\n')
  let bitbucket: Awaited<ReturnType<typeof startBitbucket>>

  beforeEach(async () => {
    bitbucket = await startBitbucket()
  })
  afterEach(() => bitbucket.stop())
  afterAll(() => rmSync(folder, { recursive: true }))

  const open = (given: { token?: string; repository?: string; endpoint?: string } = {}) =>
    bitbucketDestination({
      workspace: 'team',
      repository: given.repository ?? 'grid',
      token: given.token ?? TOKEN,
      endpoint: given.endpoint ?? bitbucket.origin,
      pausesMs: [1, 1],
    })

  it('take files, list them over pages and give back the manifest', async () => {
    const destination = open()
    expect(await destination.readManifest()).toBeUndefined()
    for (const name of ['a.csv', 'b.csv', 'c.csv']) await destination.upload(name, file)
    await destination.replaceManifest('{"a":"é"}')
    expect([...(await destination.list())]).toEqual(['a.csv', 'b.csv', 'c.csv', 'manifest.json'])
    expect(await destination.readManifest()).toBe('{"a":"é"}')
    expect(bitbucket.files.get('b.csv')?.toString()).toBe('region_code\n53\n')
  })

  it('hold a whole data set, which is sent once', async () => {
    const home = temporaryHome()
    const fixture = join(import.meta.dirname, '../../silver/fixtures/odre-export-array.json')
    await receive(home, [fixture], '2026-09-01T00:00:00Z')
    await bringUpToDate(home)
    const first = await publish(home, open(), QUIET)
    expect(first.uploaded).toBe(first.files)
    expect(bitbucket.files.size).toBe(first.files + 1)
    expect(bitbucket.requests.at(-1)).toBe(`POST ${DOWNLOADS}`)
    expect([...bitbucket.files.keys()].at(-1)).toBe('manifest.json')

    bitbucket.requests.length = 0
    expect(await publish(home, open(), QUIET)).toMatchObject({ uploaded: 0, is_new: false })
    expect(bitbucket.requests.filter(request => request.startsWith('POST'))).toEqual([])
  }, 300_000)

  it.each([
    [
      'a token that is refused',
      { token: 'wrong-token' },
      /HTTP 401: BITBUCKET_TOKEN is refused.*Token is invalid or expired/,
    ],
    [
      'a repository that is not there',
      { repository: 'other' },
      /bitbucket:team\/other: .*HTTP 404: no such repository, or BITBUCKET_TOKEN may not see it/,
    ],
    ['nobody who answers', { endpoint: 'http://127.0.0.1:1' }, /can't be reached/],
  ])('say what %s means, without the token', async (_, given, words) => {
    for (const attempt of [open(given).list(), open(given).upload('a.csv', file)]) {
      await expect(attempt).rejects.toThrow(PublishError)
      await expect(attempt).rejects.toThrow(words)
      await expect(attempt).rejects.not.toThrow(/token-|-token/)
    }
    expect(bitbucket.files.size).toBe(0)
  })

  it('say that a token may read and not write', async () => {
    bitbucket.faults.push(problem(403, 'Your credentials lack one or more required privilege scopes.'))
    await expect(open().upload('a.csv', file)).rejects.toThrow(
      'a.csv: HTTP 403: BITBUCKET_TOKEN may not do this: expected one with the scope repository:write; Your credentials lack',
    )
    expect(bitbucket.requests).toHaveLength(1)
  })

  it.each([
    ['429 with a time to wait', { status: 429, headers: { 'retry-after': '0' } }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503', { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } }],
    ['a connection that is cut', 'hang up'],
  ] as const)('are asked again after %s, the whole file being sent again', async (_, fault) => {
    bitbucket.faults.push(fault, fault)
    await open().upload('a.csv', file)
    expect(bitbucket.files.get('a.csv')?.toString()).toBe('region_code\n53\n')
    expect(bitbucket.requests).toHaveLength(3)
  })

  it('are given up when they go on failing', async () => {
    bitbucket.faults.push(...Array.from({ length: 9 }, () => ({ status: 503 })))
    await expect(open().list()).rejects.toThrow('bitbucket:team/grid: HTTP 503, 3 times: try again later')
    expect(bitbucket.requests).toHaveLength(3)
  })

  it('never lead the token elsewhere', async () => {
    bitbucket.faults.push({ status: 200, body: { values: [], next: 'http://stranger.example.org/page' } })
    await expect(open().list()).rejects.toThrow('leads to http://stranger.example.org')
  })

  it('are no list when they answer something else', async () => {
    bitbucket.faults.push({ status: 200, body: { values: [{ size: 1 }] } })
    await expect(open().list()).rejects.toThrow(PublishError)
  })
})

it.each([
  ['bitbucket:team/grid-data.v1', { workspace: 'team', repository: 'grid-data.v1' }],
  ['bitbucket:team', undefined],
  ['bitbucket:team/a/b', undefined],
  ['bitbucket:team/a?b', undefined],
  ['bitbucket:team/..', undefined],
  ['team/grid', undefined],
])('reads %s', (location, expected) => {
  expect(parseBitbucket(location)).toEqual(expected)
})
