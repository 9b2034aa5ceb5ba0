/** What an alert rule of ours says, and over which time it may look. */
import type { LogRule } from '../../infra/alerts.ts'
import { EVENTS, type EventDeclaration, type EventName } from '../../pipeline/catalog/events.ts'

/** What goes wrong, one runbook for each. */
export const ALERT_KINDS = [
  'feed-failing',
  'feed-absent',
  'feed-stale',
  'feed-broken',
  'feed-drifted',
  'feed-quarantined',
  'personal-data-refused',
  'quota-nearly-spent',
  'nothing-reports',
  'gold-behind-bronze',
  'gold-silent',
  'poison-messages',
  'timers-stopped',
  'quality-check-failed',
  'forecast-silent',
  'forecast-night-silent',
  'forecast-skill-lost',
  'unexpected-exceptions',
  'api-server-errors',
  'api-slow',
  'api-unreachable',
  'database-storage',
  'database-cpu',
  'rights-changed',
  'cost',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const runbookOf = (kind: AlertKind): string => `docs/runbooks/${kind}.md`

export interface CatalogueRule extends LogRule {
  readonly kind: AlertKind
  /** The events it rests on; none: it rests on requests, exceptions or everything. */
  readonly events: readonly EventName[]
}

/** What is to come before the rule can ever fire: an event that it rests on and that nothing emits yet. */
export function awaited(
  { events }: Pick<CatalogueRule, 'events'>,
  declared: Readonly<Record<EventName, Pick<EventDeclaration, 'planned'>>> = EVENTS,
): string | null {
  const planned = events.find(name => declared[name].planned !== null)
  return planned === undefined ? null : `${planned}: ${declared[planned].planned}`
}

/** Minutes that Azure takes as the window of a log rule; none is longer than two days. */
const WINDOW_MINUTES = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880] as const

/** The shortest window that holds so many minutes; null: log rules do not look so far back. */
export const windowHolding = (minutes: number): number | null =>
  WINDOW_MINUTES.find(window => window >= minutes) ?? null

export const LONGEST_WINDOW_MINUTES = 2880

/** ISO 8601 in the one spelling that Azure keeps: `PT15M`, `PT1H`, `P2D`. */
export function duration(minutes: number): string {
  if (minutes % 1440 === 0) return `P${minutes / 1440}D`
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`
}
