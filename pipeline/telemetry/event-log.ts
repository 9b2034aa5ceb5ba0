/** Events as lines of the log: what a person or a container platform reads, with or without an exporter. */
import type { Logger } from 'pino'
import { EVENTS, type EventFields, type EventName } from '../catalog/events.ts'
import { SILENT, type Telemetry } from './telemetry.ts'

/** The fields that are known. */
export function knownFields(fields: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const known = Object.entries(fields).filter(
    (field): field is [string, string | number] =>
      typeof field[1] === 'string' || (typeof field[1] === 'number' && Number.isFinite(field[1])),
  )
  return Object.fromEntries(known)
}

export function logEvent<Name extends EventName>(log: Logger, name: Name, fields: EventFields<Name>): void {
  log[EVENTS[name].level]({ event: name, ...knownFields(fields) }, name)
}

/** Events go to the log, and nothing is traced. */
export const eventLog = (log: Logger): Telemetry => ({
  ...SILENT,
  isHeard: log.isLevelEnabled('error'),
  emit: (name, fields) => logEvent(log, name, fields),
})
