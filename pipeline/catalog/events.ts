/**
 * The events that operating the platform rests on: each has a name that does not change, fields with one
 * meaning, and a level. Alert rules, dashboards and run-books read these names. In Application Insights an
 * event is a row of AppTraces: `Message` is its name, `Properties.<field>` its fields, as text.
 *
 * A field that is not known is left out, never zero. No field names a person, an address or a secret.
 */

export const EVENT_LEVELS = ['info', 'warn', 'error'] as const
export type EventLevel = (typeof EVENT_LEVELS)[number]

export interface EventField {
  readonly kind: 'text' | 'number'
  /** What it says, with its unit where it has one. */
  readonly meaning: string
  /** Whether it may be unknown, and is then left out. */
  readonly is_optional: boolean
}

export interface EventDeclaration {
  /** When it is told, and what it is for. */
  readonly meaning: string
  readonly level: EventLevel
  /** What is to come before anything emits it: no alert may rest on its absence until then. Null: it is emitted. */
  readonly planned: string | null
  readonly fields: Readonly<Record<string, EventField>>
}

const text = <const Meaning extends string>(meaning: Meaning) =>
  ({ kind: 'text', meaning, is_optional: false }) as const
const optionalText = <const Meaning extends string>(meaning: Meaning) =>
  ({ kind: 'text', meaning, is_optional: true }) as const
const number = <const Meaning extends string>(meaning: Meaning) =>
  ({ kind: 'number', meaning, is_optional: false }) as const
const optionalNumber = <const Meaning extends string>(meaning: Meaning) =>
  ({ kind: 'number', meaning, is_optional: true }) as const

const feed_id = text('The feed, as the catalogue names it.')
const duration_ms = number('How long it took, in milliseconds.')

export const EVENTS = {
  'feed.run.finished': {
    meaning: 'One attempt to fetch a feed and load it has ended, well or badly. None for long: nothing runs.',
    level: 'info',
    planned: null,
    fields: {
      feed_id,
      outcome: text('ok or failed.'),
      error_code: optionalText('Why it failed, as the journal of runs has it; left out when it did not.'),
      publisher_lag_minutes: optionalNumber(
        'Age of the newest measured value that the publisher has, in minutes, when the run ended.',
      ),
      our_lag_minutes: optionalNumber('How far we are behind the publisher, in minutes.'),
      newest_measured_age_minutes: optionalNumber(
        'Age of the newest measured value that we hold, in minutes.',
      ),
      rows_read: number('Rows of what the run brought.'),
      rows_new: number('Rows of these that were loaded.'),
      rows_quarantined: number('Rows of these that were put into quarantine.'),
      quarantine_share: optionalNumber(
        'rows_quarantined / rows_read, from 0 to 1; left out when no row was read.',
      ),
      duration_ms,
    },
  },
  'feed.schema.drifted': {
    meaning:
      'A publication has columns that the platform does not know. They are kept in bronze, not loaded.',
    level: 'warn',
    planned: null,
    fields: { feed_id, columns: text('Their names, separated by commas.') },
  },
  'payload.refused': {
    meaning: 'A payload was refused before it was stored: it tells of meters, households or persons.',
    level: 'error',
    planned: null,
    fields: { feed_id, reason: text('The rule that refused it; nothing of the payload.') },
  },
  'feed.quota.spent': {
    meaning: 'Calls were counted against what a publisher allows.',
    level: 'info',
    planned: null,
    fields: {
      ledger: text('The publisher’s account that the calls count in; feeds share one.'),
      calls: number('Calls counted in the present day or month.'),
      calls_allowed: number('Calls of the day or month that we allow ourselves.'),
      share: number('calls / calls_allowed, from 0 to 1.'),
    },
  },
  'timer.fired': {
    meaning: 'The timer of a feed has fired. None for two periods of its schedule: timers have stopped.',
    level: 'info',
    planned: null,
    fields: { feed_id },
  },
  'silver.updated': {
    meaning: 'Silver was brought up to date with bronze.',
    level: 'info',
    planned: null,
    fields: {
      loads: number('Publications read.'),
      partitions_written: number('Partitions made or replaced.'),
      duration_ms,
    },
  },
  'gold.updated': {
    meaning: 'Gold was brought up to date with silver.',
    level: 'info',
    planned: null,
    fields: {
      facts_inserted: number('Facts that were not there before.'),
      facts_replaced: number('Facts that gave way to another, and became revisions or went.'),
      bronze_newest_at: optionalText('When the newest publication in bronze was fetched, ISO 8601, UTC.'),
      gold_newest_at: optionalText('When the newest publication in gold was fetched, ISO 8601, UTC.'),
      behind_minutes: optionalNumber(
        'From gold_newest_at to bronze_newest_at, in minutes: 0 when gold has all.',
      ),
      duration_ms,
    },
  },
  'queue.message.poisoned': {
    meaning: 'A message was given up after its last attempt, and lies in the poison queue.',
    level: 'error',
    planned: null,
    fields: {
      queue: text('The queue it came from.'),
      message_id: text('The message, as the queue names it.'),
      attempts: number('How often it was tried.'),
    },
  },
  'quality.check.failed': {
    meaning: 'A quality check did not pass on what was just loaded.',
    level: 'warn',
    planned: null,
    fields: {
      check: text('The check, as the catalogue names it.'),
      severity: text('fail: the data must not be used. warn: a person should look.'),
    },
  },
  'forecast.issued': {
    meaning: 'The next two days were forecast. None for hours: what is served grows old.',
    level: 'info',
    planned: null,
    fields: {
      forecasts: number('Half-hours of all areas and quantities that were forecast.'),
      left_out: number('Half-hours that could not be forecast.'),
      model_age_minutes: number('From the fit of the models to the issue, in minutes.'),
      duration_ms,
    },
  },
  'forecast.fitted': {
    meaning: 'The models were learnt anew from the history.',
    level: 'info',
    planned: null,
    fields: {
      series: number('Areas and quantities that can be forecast.'),
      series_left_out: number('Areas and quantities that can not.'),
      duration_ms,
    },
  },
  'forecast.scored': {
    meaning:
      'The forecasts of consumption of a day, made 6 to 24 hours ahead, were held against what was measured: the day ahead is what is planned with.',
    level: 'info',
    planned: null,
    fields: {
      region_code: text('INSEE code of the region.'),
      target_date: text('The day, in Paris, YYYY-MM-DD.'),
      mae_mw: number('Mean absolute error, MW.'),
      skill_vs_d7: optionalNumber(
        '1 − error / error of the value of a week before; above 0 is better than that. Left out where that one had no error.',
      ),
    },
  },
} as const satisfies Readonly<Record<string, EventDeclaration>>

export type EventName = keyof typeof EVENTS

type ValueOf<Field extends EventField> =
  | (Field['kind'] extends 'number' ? number : string)
  | (Field['is_optional'] extends true ? null : never)

/** What an event tells, by its name; null where a field is not known. */
export type EventFields<Name extends EventName> = {
  readonly [Field in keyof (typeof EVENTS)[Name]['fields']]: (typeof EVENTS)[Name]['fields'][Field] extends EventField
    ? ValueOf<(typeof EVENTS)[Name]['fields'][Field]>
    : never
}

export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[]
