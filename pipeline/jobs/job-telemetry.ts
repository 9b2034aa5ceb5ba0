/** Telemetry of a process that runs jobs, from its environment. */
import { type Logger, pino } from 'pino'
import { azureCredential } from '../lake/credentials.ts'
import { openTelemetry } from '../telemetry/open-telemetry.ts'
import { telemetrySettings } from '../telemetry/settings.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Events stand in the log from GRID_LOG_LEVEL on; unset, a command line says in words what people need.
 *
 * @param service `grid-pipeline` and the like: what the telemetry is of.
 * @throws ConfigError naming a setting that can't be used.
 */
export function openJobTelemetry(
  environment: Environment,
  service: string,
  log: Logger = eventLogger(environment),
): Promise<Telemetry> {
  const settings = telemetrySettings(environment, service)
  return openTelemetry(settings, { log, credential: () => azureCredential(environment) })
}

const eventLogger = ({ GRID_LOG_LEVEL }: Environment): Logger =>
  pino({ level: GRID_LOG_LEVEL || 'silent' }, pino.destination({ dest: 2, sync: true }))
