/**
 * For tests: a publisher on the loopback interface, a real HTTP server that answers as it is told, right or
 * wrong, and a context to fetch from it into a lake of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { type Connector, type FetchContext, FetchError, type TimeWindow } from './connector.ts'
import type { Patience } from './patience.ts'

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => unknown

export interface LoopbackPublisher {
  readonly url: string
  /** What has been asked: path and query. */
  readonly asked: readonly { readonly url: URL; readonly headers: IncomingMessage['headers'] }[]
  /** Answer so from now on. */
  behave(behaviour: Behaviour): void
  stop(): Promise<void>
}

export async function startPublisher(behaviour: Behaviour): Promise<LoopbackPublisher> {
  let current = behaviour
  let url = ''
  const asked: { url: URL; headers: IncomingMessage['headers'] }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: new URL(request.url ?? '', url), headers: request.headers })
    current(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    behave(next) {
      current = next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Milliseconds of pause where production takes seconds; never hurried, for this machine may be busy. */
export const QUICK: Patience = {
  headersMs: 20_000,
  idleMs: 20_000,
  wholeMs: 20_000,
  attempts: 2,
  firstDelayMs: 1,
  longestDelayMs: 5,
  longestRetryAfterMs: 50,
  longestHeedMs: 3_600_000,
  breakerFailures: 1_000,
  breakerOpenMs: 50,
}

/** Waits for no answer long. */
export const HURRIED: Patience = { ...QUICK, headersMs: 200, idleMs: 200, wholeMs: 500 }

export const NOW = new Date('2026-11-22T10:00:00Z')
export const WINDOW: TimeWindow = { from: new Date('2026-11-21T10:00:00Z'), to: NOW }

export interface TemporaryLake {
  readonly lake: ObjectStore
  readonly context: FetchContext
  remove(): Promise<void>
}

export async function openTemporaryLake(overrides: Partial<FetchContext> = {}): Promise<TemporaryLake> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-sources-'))
  const lake = openLocalDisk(folder)
  return {
    lake,
    context: { lake, now: () => NOW, fetch: globalThis.fetch, isSimulated: false, ...overrides },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** @returns the error of a fetch that is expected to fail, and to fail as connectors may. */
export async function failureOf(
  connector: Connector,
  context: FetchContext,
  window = WINDOW,
): Promise<FetchError> {
  try {
    await connector.fetch(window, context)
  } catch (error) {
    if (error instanceof FetchError) return error
    throw error
  }
  throw new Error(`${connector.feed_id}: fetched, though it should have failed`)
}

export const answerWith =
  (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_, response) =>
    response.writeHead(status, headers).end(body)
