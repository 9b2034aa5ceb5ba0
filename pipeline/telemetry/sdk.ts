/**
 * Telemetry by OpenTelemetry. Nothing of it is global: two in one process do not meet, and what is not handed
 * a telemetry tells nothing.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { type Logger as EventLogger, SeverityNumber } from '@opentelemetry/api-logs'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import product from '../../package.json' with { type: 'json' }
import { EVENTS, type EventLevel, type EventName } from '../catalog/events.ts'
import { knownFields, logEvent } from './event-log.ts'
import type { Exporters } from './exporters.ts'
import { openMeter } from './meter.ts'
import type { TelemetrySettings } from './settings.ts'
import type { SpanRequest, Telemetry, WorkingSpan } from './telemetry.ts'
import { toCarrier, toSpanContext } from './trace-carrier.ts'

const SEVERITIES: Readonly<Record<EventLevel, SeverityNumber>> = {
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
}

const KINDS: Readonly<Record<NonNullable<SpanRequest['kind']>, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

export function startSdk(
  { service, environment }: Pick<TelemetrySettings, 'service' | 'environment'>,
  { spans, metrics, events }: Exporters,
  log: Logger,
): Telemetry {
  const resource = resourceFromAttributes({
    'service.name': service,
    'service.version': product.version,
    ...(environment !== null && { 'deployment.environment.name': environment }),
  })
  const tracers = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: spans })],
  })
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: metrics })],
  })
  const loggers = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: events })],
  })
  const providers = [tracers, meters, loggers]
  const tracer = tracers.getTracer(product.name, product.version)
  const eventLogger = loggers.getLogger(product.name, product.version)
  const measure = openMeter(meters.getMeter(product.name, product.version))
  const present = new AsyncLocalStorage<Context>()

  return {
    isHeard: true,
    emit(name, fields) {
      logEvent(log, name, fields)
      const known = knownFields(fields)
      emitRecord(eventLogger, name, known, present.getStore())
      measure(name, known)
    },
    trace(request, work) {
      const parent = contextOf(request, present.getStore())
      const span = tracer.startSpan(
        request.name,
        { kind: KINDS[request.kind ?? 'internal'], attributes: request.attributes ?? {} },
        parent,
      )
      return present.run(trace.setSpan(parent, span), () => finish(span, work))
    },
    carrier() {
      const span = trace.getSpanContext(present.getStore() ?? ROOT_CONTEXT)
      return span && toCarrier(span)
    },
    flush: () => settle(log, providers, provider => provider.forceFlush()),
    close: () => settle(log, providers, provider => provider.shutdown()),
  }
}

function contextOf({ parent }: SpanRequest, present: Context | undefined): Context {
  const remote = toSpanContext(parent)
  if (remote) return trace.setSpanContext(ROOT_CONTEXT, remote)
  return present ?? ROOT_CONTEXT
}

async function finish<T>(span: Span, work: (span: WorkingSpan) => Promise<T>): Promise<T> {
  try {
    return await work({
      rename: name => void span.updateName(name),
      set: attributes => void span.setAttributes(attributes),
      fail: message => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
    })
  } catch (error) {
    const told = error instanceof Error ? error : String(error)
    span.recordException(told)
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'failed' })
    throw error
  } finally {
    span.end()
  }
}

function emitRecord(
  events: EventLogger,
  name: EventName,
  attributes: Record<string, string | number>,
  context: Context | undefined,
): void {
  const { level } = EVENTS[name]
  events.emit({
    eventName: name,
    // Application Insights shows the body as the message.
    body: name,
    severityNumber: SEVERITIES[level],
    severityText: level,
    attributes,
    context: context ?? ROOT_CONTEXT,
  })
}

/** Telemetry that can't be sent is no reason to fail: the log says so. */
async function settle<Provider>(
  log: Logger,
  providers: readonly Provider[],
  send: (provider: Provider) => Promise<void>,
): Promise<void> {
  for (const outcome of await Promise.allSettled(providers.map(send))) {
    if (outcome.status === 'rejected') log.warn({ err: outcome.reason }, 'telemetry could not be sent')
  }
}
