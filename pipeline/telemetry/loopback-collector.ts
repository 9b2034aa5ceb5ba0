/** A collector on this machine that takes OTLP over HTTP in JSON, for tests. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
})
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform(list => Object.fromEntries(list.map(({ key, value }) => [key, plain(value)])))

function plain({ stringValue, intValue, doubleValue, boolValue }: z.output<typeof Value>) {
  return stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue))
}

const Resource = z.object({ attributes: Attributes })

const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.int(),
  attributes: Attributes,
  status: z.object({ code: z.int().default(0), message: z.string().optional() }),
})
const Traces = z.object({
  resourceSpans: z.array(
    z.object({ resource: Resource, scopeSpans: z.array(z.object({ spans: z.array(Span) })) }),
  ),
})

const Point = z.object({
  attributes: Attributes,
  asDouble: z.number().optional(),
  asInt: z.union([z.number(), z.string()]).optional(),
  sum: z.number().optional(),
  count: z.union([z.number(), z.string()]).optional(),
})
const Points = z.object({ dataPoints: z.array(Point) })
const Metric = z.object({
  name: z.string(),
  unit: z.string(),
  gauge: Points.optional(),
  sum: Points.optional(),
  histogram: Points.optional(),
})
const Metrics = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(Metric) })) })),
})

const LogRecord = z.object({
  eventName: z.string(),
  severityText: z.string(),
  body: Value,
  attributes: Attributes,
  traceId: z.string().default(''),
  spanId: z.string().default(''),
})
const Logs = z.object({
  resourceLogs: z.array(z.object({ scopeLogs: z.array(z.object({ logRecords: z.array(LogRecord) })) })),
})

export type ReceivedSpan = z.output<typeof Span> & { readonly service: unknown }
export type ReceivedMetric = z.output<typeof Metric>
export type ReceivedEvent = z.output<typeof LogRecord>

export interface LoopbackCollector {
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  readonly metrics: readonly ReceivedMetric[]
  readonly events: readonly ReceivedEvent[]
  stop(): Promise<void>
}

export async function startCollector(): Promise<LoopbackCollector> {
  const spans: ReceivedSpan[] = []
  const metrics: ReceivedMetric[] = []
  const events: ReceivedEvent[] = []
  const takers: Readonly<Record<string, (body: unknown) => void>> = {
    '/v1/traces': body => {
      for (const { resource, scopeSpans } of Traces.parse(body).resourceSpans) {
        const service = resource.attributes['service.name']
        spans.push(...scopeSpans.flatMap(scope => scope.spans.map(span => ({ ...span, service }))))
      }
    },
    '/v1/metrics': body => {
      const scopes = Metrics.parse(body).resourceMetrics.flatMap(resource => resource.scopeMetrics)
      metrics.push(...scopes.flatMap(scope => scope.metrics))
    },
    '/v1/logs': body => {
      const scopes = Logs.parse(body).resourceLogs.flatMap(resource => resource.scopeLogs)
      events.push(...scopes.flatMap(scope => scope.logRecords))
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const take = takers[request.url ?? '']
    if (take) take(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(take ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    events,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
