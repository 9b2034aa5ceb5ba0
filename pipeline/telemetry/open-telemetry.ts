/** Opens telemetry for an entry point: events always go to its log, and further where settings say so. */
import type { TokenCredential } from '@azure/identity'
import type { Logger } from 'pino'
import { eventLog } from './event-log.ts'
import type { TelemetrySettings } from './settings.ts'
import type { Telemetry } from './telemetry.ts'

export interface TelemetryContext {
  readonly log: Logger
  /** Signs in to Azure Monitor, which takes no key here. Called only when telemetry goes there. */
  readonly credential: () => TokenCredential
}

export async function openTelemetry(
  settings: TelemetrySettings,
  { log, credential }: TelemetryContext,
): Promise<Telemetry> {
  if (settings.target === 'off') return eventLog(log)
  // Half a second of loading that nobody pays who exports nothing.
  const { openExporters } = await import('./exporters.ts')
  const { startSdk } = await import('./sdk.ts')
  return startSdk(settings, await openExporters(settings, { credential, log }), log)
}
