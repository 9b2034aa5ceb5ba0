/** A service on loopback that answers as it is told to, for tests: every request is kept as it came. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Service } from './service-call.ts'

export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
}

export interface LoopbackAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** It takes the request, and says nothing: `hang` for ever, `drop` by closing the connection. */
  readonly silence?: 'hang' | 'drop'
}

export interface LoopbackService extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** `POST /api/publish`, in their order. */
  readonly calls: () => string[]
}

/** @param answers to each request in turn, or a function that answers each. */
export async function startService(
  answers: readonly LoopbackAnswer[] | ((request: ReceivedRequest) => LoopbackAnswer),
): Promise<LoopbackService> {
  const requests: ReceivedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = await received(incoming)
    requests.push(request)
    const answer = typeof answers === 'function' ? answers(request) : answers[requests.length - 1]
    send(response, answer ?? { status: 500, body: `no answer is planned for request ${requests.length}` })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the service has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    calls: () => requests.map(({ method, path }) => `${method} ${path.replace(/\?.*$/, '')}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function received(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method = '', url = '', headers } = incoming
  return { method, path: url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() }
}

function send(response: ServerResponse, { status, headers, body, silence }: LoopbackAnswer): void {
  if (silence === 'hang') return
  if (silence === 'drop') {
    response.destroy()
    return
  }
  response.writeHead(status, headers)
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
}

export interface PatientService extends Service {
  /** What it would have waited, ms. */
  readonly waits: readonly number[]
  readonly told: readonly string[]
}

/** Waits for nothing, and remembers how long it would have; each token that is asked for is another one. */
export function patientService(attempts = 3, requestMs = 2_000): PatientService {
  const waits: number[] = []
  const told: string[] = []
  let tokens = 0
  return {
    waits,
    told,
    credential: { getToken: async () => ({ token: `token-${++tokens}`, expiresOnTimestamp: 0 }) },
    scope: 'https://management.azure.com/.default',
    progress: line => void told.push(line),
    patience: {
      pauses: Array.from({ length: attempts }, () => 5_000),
      requestMs,
      sleep: async ms => void waits.push(ms),
    },
  }
}
