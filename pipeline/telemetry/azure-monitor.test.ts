/** What Application Insights is sent, as its ingestion service on this machine receives it. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTelemetry } from './open-telemetry.ts'
import { telemetrySettings } from './settings.ts'

const TOKEN = 'a token of Entra ID'

const Envelope = z.object({
  data: z.object({ baseType: z.string(), baseData: z.looseObject({}) }),
  tags: z.record(z.string(), z.string()),
})

const folder = mkdtempSync(join(tmpdir(), 'ingestion-'))
const received: z.output<typeof Envelope>[] = []
const authorizations = new Set<string | undefined>()
const scopes: unknown[] = []
let server: Server

beforeAll(async () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1']
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...request, ...names], { stdio: 'ignore' })
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(cert, 'utf8')])
  server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async (request, response) => {
    authorizations.add(request.headers.authorization)
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
    const envelopes = z.array(Envelope).parse(JSON.parse(text))
    received.push(...envelopes)
    const answer = { itemsReceived: envelopes.length, itemsAccepted: envelopes.length, errors: [] }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Or the exporter would report on its own use to its makers.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true'
  const { port } = server.address() as AddressInfo
  const settings = telemetrySettings(
    {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:${port}/`,
      GRID_ENVIRONMENT: 'test',
    },
    'grid-pipeline',
  )
  const telemetry = await openTelemetry(settings, {
    log: pino({ level: 'silent' }),
    credential: () => ({
      getToken: async asked => {
        scopes.push(asked)
        return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }
      },
    }),
  })
  await telemetry.trace({ name: 'GET /v1/mix', kind: 'server' }, async span => {
    span.set({ 'http.request.method': 'GET', 'http.route': '/v1/mix', 'http.response.status_code': 503 })
    span.fail('503')
    telemetry.emit('quality.check.failed', { check: 'balance_identity', severity: 'warn' })
    telemetry.emit('feed.quota.spent', { ledger: 'odre', calls: 5, calls_allowed: 10, share: 0.5 })
  })
  await telemetry.close()
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const of = (baseType: string) =>
  received.filter(({ data }) => data.baseType === baseType).map(({ data }) => data.baseData)

it('comes with a token of Entra ID, and with no other sign-in', () => {
  expect([...authorizations]).toEqual([`Bearer ${TOKEN}`])
  expect(scopes).toContainEqual(['https://monitor.azure.com/.default'])
})

it('has events as traces: the message is the name, the properties are the fields', () => {
  expect(of('MessageData')).toEqual([
    expect.objectContaining({
      message: 'quality.check.failed',
      severityLevel: 'Warning',
      properties: expect.objectContaining({ check: 'balance_identity', severity: 'warn' }),
    }),
    expect.objectContaining({
      message: 'feed.quota.spent',
      severityLevel: 'Information',
      properties: expect.objectContaining({ ledger: 'odre', calls: '5', share: '0.5' }),
    }),
  ])
})

it('has answers of the API as requests, failed ones as such', () => {
  expect(of('RequestData')).toEqual([
    expect.objectContaining({ name: 'GET /v1/mix', responseCode: '503', success: false }),
  ])
  const request = received.find(({ data }) => data.baseType === 'RequestData')
  expect(request?.tags).toMatchObject({
    'ai.operation.name': 'GET /v1/mix',
    'ai.cloud.role': 'grid-pipeline',
  })
  const operations = received
    .filter(({ data }) => data.baseType !== 'MetricData')
    .map(({ tags }) => tags['ai.operation.id'])
  expect(new Set(operations).size).toBe(1)
})

it('has metrics under their names', () => {
  const names = of('MetricData').flatMap(({ metrics }) =>
    z.array(z.object({ name: z.string(), value: z.number() })).parse(metrics),
  )
  expect(names).toEqual(
    expect.arrayContaining(
      [
        { name: 'grid.feed.quota_share', value: 0.5 },
        { name: 'grid.feed.quota_calls', value: 5 },
      ].map(metric => expect.objectContaining(metric)),
    ),
  )
})
