/**
 * The parts that queries are made of.
 *
 * Each table is read in a fuzzy union with an empty one of the same columns: a workspace into which nothing
 * was ever written does not know the table, and a rule that watches for silence must hold there, too.
 */
import type { EVENTS, EventName } from '../../pipeline/catalog/events.ts'

type FieldOf<Name extends EventName> = Extract<keyof (typeof EVENTS)[Name]['fields'], string>

const TRACES = `union isfuzzy=true
    AppTraces,
    (datatable (TimeGenerated: datetime, Message: string, Properties: dynamic) [])`

export const REQUESTS = `union isfuzzy=true
    AppRequests,
    (datatable (TimeGenerated: datetime, Name: string, ResultCode: string, DurationMs: real, ItemCount: int) [])`

export const EXCEPTIONS = `union isfuzzy=true
    AppExceptions,
    (datatable (TimeGenerated: datetime, AppRoleName: string, ItemCount: int) [])`

export const ANYTHING = `union isfuzzy=true
    AppTraces,
    AppRequests,
    AppMetrics,
    (datatable (TimeGenerated: datetime) [])`

/** Rows of one event. */
export const eventRows = (name: EventName): string => `${TRACES}
| where ${isEvent(name)}`

const isEvent = (name: EventName): string => `Message == '${name}'`

/** Rows of any of some events. */
export const rowsOfEvents = (names: readonly EventName[]): string => `${TRACES}
| where ${names.map(isEvent).join(' or ')}`

/** Counts rows of one event among those of several. */
export const countOf = (name: EventName): string => `countif(${isEvent(name)})`

/** Of them, those of the last hours. The window of the rule has to be longer. */
export const countOfLast = (hours: number, name: EventName): string =>
  `countif(${isEvent(name)} and TimeGenerated > ago(${hours}h))`

/** Rows of one event about one feed. */
export const feedRows = (name: EventName, feedId: string): string => `${eventRows(name)}
| where tostring(Properties.feed_id) == '${feedId}'`

/** A field of an event, as text. Its name is checked against the catalogue by the compiler. */
export const textField = <Name extends EventName>(_event: Name, field: FieldOf<Name>): string =>
  `tostring(Properties.${field})`

/** A field of an event, as a number; null where it is not known. */
export const numberField = <Name extends EventName>(_event: Name, field: FieldOf<Name>): string =>
  `toreal(Properties.${field})`
