/** Where telemetry goes, from the environment. By default nowhere: nothing leaves a machine unasked. */
import { z } from 'zod'
import { ConfigError } from '../catalog/config-error.ts'

export const TELEMETRY_TARGETS = ['off', 'console', 'otlp', 'azure'] as const
export type TelemetryTarget = (typeof TELEMETRY_TARGETS)[number]

export type TelemetrySettings = {
  /** Of what is told, as `service.name`: one per process. */
  readonly service: string
  /** dev, staging, prod; null on one machine. */
  readonly environment: string | null
} & (
  | { readonly target: 'off' | 'console' }
  /** Base URL of a collector that takes OTLP over HTTP. */
  | { readonly target: 'otlp'; readonly endpoint: string }
  | { readonly target: 'azure'; readonly connectionString: string }
)

const Environment = z.object({
  GRID_TELEMETRY: z.enum(TELEMETRY_TARGETS, `one of ${TELEMETRY_TARGETS.join(', ')}`).optional(),
  GRID_ENVIRONMENT: z.string().min(1, 'a name, such as dev or prod').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'an http(s):// URL' }).optional(),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .regex(
      /(^|;)InstrumentationKey=[0-9a-f-]{36}(;|$)/i,
      'InstrumentationKey=<GUID>;IngestionEndpoint=https://…',
    )
    .optional(),
})

/**
 * @param service name of the process: `grid-api`, `grid-pipeline`.
 * @throws ConfigError naming each key, its value and what was expected.
 */
export function telemetrySettings(
  environment: Readonly<Record<string, string | undefined>>,
  service: string,
): TelemetrySettings {
  const parsed = Environment.safeParse(withoutEmpty(environment))
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: [key], message }) => {
      return `${String(key)}=${environment[String(key)]}: expected ${message}`
    })
    throw new ConfigError(faults.join('; '))
  }
  const { OTEL_EXPORTER_OTLP_ENDPOINT, APPLICATIONINSIGHTS_CONNECTION_STRING, ...set } = parsed.data
  const common = { service, environment: set.GRID_ENVIRONMENT ?? null }
  const target = set.GRID_TELEMETRY ?? offered(parsed.data)
  if (target === 'otlp') {
    const endpoint = needed(target, 'OTEL_EXPORTER_OTLP_ENDPOINT', OTEL_EXPORTER_OTLP_ENDPOINT)
    return { ...common, target, endpoint: endpoint.replace(/\/+$/, '') }
  }
  if (target === 'azure') {
    const name = 'APPLICATIONINSIGHTS_CONNECTION_STRING'
    return {
      ...common,
      target,
      connectionString: needed(target, name, APPLICATIONINSIGHTS_CONNECTION_STRING),
    }
  }
  return { ...common, target }
}

function offered(set: z.output<typeof Environment>): TelemetryTarget {
  if (set.APPLICATIONINSIGHTS_CONNECTION_STRING) return 'azure'
  return set.OTEL_EXPORTER_OTLP_ENDPOINT ? 'otlp' : 'off'
}

/** In compose files and function apps, set to nothing means not set. */
const withoutEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

function needed(target: string, name: string, value: string | undefined): string {
  if (value !== undefined) return value
  throw new ConfigError(`GRID_TELEMETRY=${target}: ${name} is not set`)
}
