/** Where spans, metrics and events are sent: Azure Monitor, a collector by OTLP over HTTP, or the console. */
import type { TokenCredential } from '@azure/identity'
import type { ExportResult } from '@opentelemetry/core'
import type { LogRecordExporter } from '@opentelemetry/sdk-logs'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import type { TelemetrySettings } from './settings.ts'

export interface Exporters {
  readonly spans: SpanExporter
  readonly metrics: PushMetricExporter
  readonly events: LogRecordExporter
}

export async function openExporters(
  settings: Exclude<TelemetrySettings, { target: 'off' }>,
  { credential, log }: { readonly credential: () => TokenCredential; readonly log: Logger },
): Promise<Exporters> {
  const exporters = await exportersOf(settings, credential)
  const onFailure = (error: Error) =>
    log.warn({ err: error, target: settings.target }, 'telemetry is not sent')
  for (const exporter of Object.values(exporters)) tellFailures(exporter, onFailure)
  return exporters
}

function exportersOf(
  settings: Exclude<TelemetrySettings, { target: 'off' }>,
  credential: () => TokenCredential,
): Promise<Exporters> {
  if (settings.target === 'azure') return azureExporters(settings.connectionString, credential())
  return settings.target === 'otlp' ? otlpExporters(settings.endpoint) : consoleExporters()
}

interface Exporter {
  export(items: unknown, done: (result: ExportResult) => void): void
}

/** The SDK would tell its own diagnostics alone, which nobody reads. */
function tellFailures(exporter: Exporter, onFailure: (error: Error) => void): void {
  const send = exporter.export.bind(exporter)
  exporter.export = (items, done) =>
    send(items, result => {
      if (result.error) onFailure(result.error)
      done(result)
    })
}

/** The connection string says where to; who we are is said by a token, since keys are switched off there. */
async function azureExporters(connectionString: string, credential: TokenCredential): Promise<Exporters> {
  const azure = await import('@azure/monitor-opentelemetry-exporter')
  // A read-only file system keeps nothing for later.
  const options = { connectionString, credential, disableOfflineStorage: true }
  return {
    spans: new azure.AzureMonitorTraceExporter(options),
    metrics: new azure.AzureMonitorMetricExporter(options),
    events: new azure.AzureMonitorLogExporter(options),
  }
}

async function otlpExporters(endpoint: string): Promise<Exporters> {
  const [traces, metrics, logs] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/exporter-logs-otlp-http'),
  ])
  return {
    spans: new traces.OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
    metrics: new metrics.OTLPMetricExporter({ url: `${endpoint}/v1/metrics` }),
    events: new logs.OTLPLogExporter({ url: `${endpoint}/v1/logs` }),
  }
}

async function consoleExporters(): Promise<Exporters> {
  const [traces, metrics, logs] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/sdk-logs'),
  ])
  return {
    spans: new traces.ConsoleSpanExporter(),
    metrics: new metrics.ConsoleMetricExporter(),
    events: new logs.ConsoleLogRecordExporter(),
  }
}
