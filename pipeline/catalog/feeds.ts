/**
 * Every feed, declared once: who publishes what, where, how often, how late, under which licence, and
 * how it is kept.
 *
 * `active` feeds are ingested today; `planned` ones are declared so that their contract is known, and
 * have no connector yet. Lags and cadences of éCO2mix are measured on 638 captures of 2026.
 */
import {
  INSEE_LICENCE,
  type Licence,
  OPEN_METEO_LICENCE,
  RTE_LICENCE,
  WIKIPEDIA_LICENCE,
} from './licences.ts'

export const ENDPOINT_SETTINGS = [
  'GRID_ODRE_REALTIME_URL',
  'GRID_ODRE_CONSOLIDATED_URL',
  'GRID_ODRE_NATIONAL_URL',
  'GRID_WEATHER_FORECAST_URL',
  'GRID_WEATHER_ARCHIVE_URL',
  'GRID_REGION_REGISTER_URL',
  'GRID_REGION_AREAS_URL',
] as const

export interface Feed extends Licence {
  readonly feed_id: string
  readonly status: 'active' | 'planned'
  readonly title: string
  readonly title_fr: string
  readonly publisher: string
  readonly publisher_fr: string
  /** The publisher's own name of the dataset. */
  readonly dataset_id: string
  readonly endpoint: string
  /** The environment variable that names another endpoint. */
  readonly endpoint_setting?: (typeof ENDPOINT_SETTINGS)[number]
  readonly cadence: string
  /** When it is fetched: second minute hour day-of-month month day-of-week, UTC. Null: when a person says so. */
  readonly schedule: string | null
  /** What the publisher usually takes from the end of an interval to its publication. Null: no regular one. */
  readonly expected_lag_minutes: number | null
  /** Age of the newest value at which the feed counts as degraded, then broken. Null: no objective. */
  readonly freshness: { readonly degraded_minutes: number; readonly broken_minutes: number } | null
  /** Runs that fail in a row at which the feed counts as degraded, then broken, however fresh its values are. */
  readonly failures: { readonly degraded_runs: number; readonly broken_runs: number }
  /** What the publisher allows all feeds of the ledger together, and the share of it that we allow ourselves. Null: no limit stated, or nothing is called. */
  readonly quota: {
    readonly ledger: string
    readonly calls: number
    readonly period: 'day' | 'month'
    readonly share: number
  } | null
  /**
   * How far each fetch reaches back, to catch late values and repairs: from now or, where the newest
   * measured value we hold is older, from that. Null: each fetch takes all there is.
   */
  readonly look_back_hours: number | null
  /** How far the very first fetch reaches back, where that is further and the past can't be asked for otherwise. */
  readonly first_look_back_hours?: number
  /** How far beyond now each fetch asks: what is forecast. */
  readonly look_ahead_hours: number
  /**
   * The first day of the publisher's dataset, UTC: the past can be asked for from there on, as far as the
   * publisher still keeps it. Null: only what is published now can be had.
   */
  readonly history_from: string | null
  /** Fetched once a month as well, this far back: whole years change their vintage long after. Null: never. */
  readonly sweep_months: number | null
  readonly retention: string
  /** The same as a number: after how many days bronze may be deleted. Null: never. */
  readonly bronze_days: number | null
  /** The role that answers for the feed. */
  readonly owner: string
  readonly personal_data: string
  readonly bronze_prefix: string
}

const ODRE = 'https://odre.opendatasoft.com/api/explore/v2.1/catalog/datasets'
const ODRE_QUOTA = { ledger: 'odre', calls: 50_000, period: 'month', share: 0.5 } as const
/** A call counts as several when it asks for many points, variables or days. */
const OPEN_METEO_QUOTA = { ledger: 'open-meteo', calls: 10_000, period: 'day', share: 0.5 } as const
/** One failed run may be chance; the next one comes within minutes. */
const FAILURES = { degraded_runs: 1, broken_runs: 3 } as const
const NO_PERSON =
  'None: totals of whole regions, no person and no meter; what has them is refused before bronze.'
const FOR_EVER = 'Bronze for ever: the publisher forgets what it replaces.'
const DATA_ENGINEER = 'data engineer on duty'
const DAY_MINUTES = 24 * 60
const TWO_YEARS_DAYS = 730

type Declared = Omit<Feed, 'bronze_prefix' | 'failures'>

const eco2mix = {
  ...RTE_LICENCE,
  publisher: 'RTE',
  publisher_fr: 'RTE',
  retention: FOR_EVER,
  bronze_days: null,
  owner: DATA_ENGINEER,
  personal_data: NO_PERSON,
} as const

const openMeteo = {
  ...OPEN_METEO_LICENCE,
  publisher: 'Open-Meteo',
  publisher_fr: 'Open-Meteo',
  quota: OPEN_METEO_QUOTA,
  owner: DATA_ENGINEER,
  personal_data: 'None: weather at fixed points.',
} as const

const DECLARED: readonly Declared[] = [
  {
    ...eco2mix,
    feed_id: 'eco2mix-files',
    status: 'active',
    title: 'éCO2mix files given by a user: RTE .xls and .zip, ODRÉ CSV, JSON and Parquet',
    title_fr:
      'Fichiers éCO2mix fournis par un utilisateur : .xls et .zip de RTE, CSV, JSON et Parquet d’ODRÉ',
    dataset_id: 'eCO2mix_RTE_*, eco2mix-regional-*, eco2mix-national-*',
    endpoint: 'https://eco2mix.rte-france.com/download/eco2mix/',
    cadence: 'when a user gives files',
    schedule: null,
    expected_lag_minutes: null,
    freshness: null,
    quota: null,
    look_back_hours: null,
    look_ahead_hours: 0,
    history_from: null,
    sweep_months: null,
  },
  {
    ...eco2mix,
    feed_id: 'eco2mix-regional-realtime',
    status: 'active',
    title: 'éCO2mix regional, real time (ODRÉ export)',
    title_fr: 'éCO2mix régional, temps réel (export ODRÉ)',
    dataset_id: 'eco2mix-regional-tr',
    endpoint: `${ODRE}/eco2mix-regional-tr/exports/json`,
    endpoint_setting: 'GRID_ODRE_REALTIME_URL',
    cadence: 'four quarters of an hour published together, every hour',
    schedule: '0 5/15 * * * *',
    expected_lag_minutes: 41,
    freshness: { degraded_minutes: 120, broken_minutes: 360 },
    quota: ODRE_QUOTA,
    look_back_hours: 72,
    look_ahead_hours: 0,
    history_from: '2013-01-01',
    sweep_months: null,
  },
  {
    ...eco2mix,
    feed_id: 'eco2mix-regional-consolidated',
    status: 'active',
    title: 'éCO2mix regional, consolidated and definitive (ODRÉ export)',
    title_fr: 'éCO2mix régional, consolidé et définitif (export ODRÉ)',
    dataset_id: 'eco2mix-regional-cons-def',
    endpoint: `${ODRE}/eco2mix-regional-cons-def/exports/json`,
    endpoint_setting: 'GRID_ODRE_CONSOLIDATED_URL',
    cadence: 'whole months in irregular batches, weeks to more than a year after',
    schedule: '0 30 4 * * *',
    expected_lag_minutes: 45 * DAY_MINUTES,
    freshness: { degraded_minutes: 90 * DAY_MINUTES, broken_minutes: 420 * DAY_MINUTES },
    quota: ODRE_QUOTA,
    look_back_hours: 62 * 24,
    look_ahead_hours: 0,
    history_from: '2013-01-01',
    sweep_months: 26,
  },
  {
    ...eco2mix,
    feed_id: 'eco2mix-national-realtime',
    status: 'active',
    title: 'éCO2mix national, real time, with the demand forecasts of the operator (ODRÉ export)',
    title_fr: 'éCO2mix national, temps réel, avec les prévisions de consommation de RTE (export ODRÉ)',
    dataset_id: 'eco2mix-national-tr',
    endpoint: `${ODRE}/eco2mix-national-tr/exports/json`,
    endpoint_setting: 'GRID_ODRE_NATIONAL_URL',
    cadence: 'every quarter of an hour',
    schedule: '0 10/15 * * * *',
    expected_lag_minutes: 24,
    freshness: { degraded_minutes: 90, broken_minutes: 360 },
    quota: ODRE_QUOTA,
    look_back_hours: 72,
    look_ahead_hours: 48,
    history_from: '2012-01-01',
    sweep_months: null,
  },
  {
    ...openMeteo,
    feed_id: 'open-meteo-forecast',
    status: 'active',
    title: 'Weather forecast at points of each region',
    title_fr: 'Prévision météo en des points de chaque région',
    dataset_id: 'forecast',
    endpoint: 'https://api.open-meteo.com/v1/forecast',
    endpoint_setting: 'GRID_WEATHER_FORECAST_URL',
    cadence: 'every hour',
    schedule: '0 10 * * * *',
    expected_lag_minutes: 60,
    freshness: { degraded_minutes: 180, broken_minutes: 720 },
    look_back_hours: 48,
    // To where the archive ends: models that feel the cold of the last days bear no hole between the two. It counts as one call, as two days do.
    first_look_back_hours: 9 * 24,
    look_ahead_hours: 96,
    history_from: null,
    sweep_months: null,
    retention: 'Bronze for ever: a forecast as it was issued can not be asked for again.',
    bronze_days: null,
  },
  {
    ...openMeteo,
    feed_id: 'open-meteo-archive',
    status: 'active',
    title: 'Weather as analysed afterwards, at points of each region',
    title_fr: 'Météo analysée après coup, en des points de chaque région',
    dataset_id: 'archive',
    endpoint: 'https://archive-api.open-meteo.com/v1/archive',
    endpoint_setting: 'GRID_WEATHER_ARCHIVE_URL',
    cadence: 'every day, a few days late',
    schedule: '0 15 5 * * *',
    expected_lag_minutes: 5 * DAY_MINUTES,
    freshness: { degraded_minutes: 8 * DAY_MINUTES, broken_minutes: 15 * DAY_MINUTES },
    look_back_hours: 10 * 24,
    look_ahead_hours: 0,
    history_from: '1940-01-01',
    sweep_months: null,
    retention: 'Bronze for two years: it can be asked for again.',
    bronze_days: TWO_YEARS_DAYS,
  },
  {
    ...INSEE_LICENCE,
    feed_id: 'region-register',
    status: 'active',
    title: 'Register of the communes: codes, names, regions and population',
    title_fr: 'Registre des communes : codes, noms, régions et population',
    publisher: 'INSEE, packaged by Etalab',
    publisher_fr: 'INSEE, mis en forme par Etalab',
    dataset_id: '@etalab/decoupage-administratif',
    // One version of the package, that of the year's official geographic code.
    endpoint: 'https://cdn.jsdelivr.net/npm/@etalab/decoupage-administratif@6.0.0/data/communes.json',
    endpoint_setting: 'GRID_REGION_REGISTER_URL',
    cadence: 'once a year',
    schedule: '0 0 5 1 * *',
    expected_lag_minutes: null,
    freshness: null,
    quota: null,
    look_back_hours: null,
    look_ahead_hours: 0,
    history_from: null,
    sweep_months: null,
    retention: 'Bronze for ever: small, and it carries the history of the regions.',
    bronze_days: null,
    owner: 'data steward',
    personal_data: 'None: counts of inhabitants by commune.',
  },
  {
    ...WIKIPEDIA_LICENCE,
    feed_id: 'region-areas',
    status: 'active',
    title: 'Areas of the regions, from the HTML table of an encyclopedia',
    title_fr: 'Superficie des régions, du tableau HTML d’une encyclopédie',
    publisher: 'Wikipedia',
    publisher_fr: 'Wikipédia',
    dataset_id: 'Regions of France',
    endpoint: 'https://simple.wikipedia.org/wiki/Regions_of_France',
    endpoint_setting: 'GRID_REGION_AREAS_URL',
    cadence: 'when somebody edits the page',
    schedule: '0 30 5 1 * *',
    expected_lag_minutes: null,
    freshness: null,
    quota: null,
    look_back_hours: null,
    look_ahead_hours: 0,
    history_from: null,
    sweep_months: null,
    retention: 'Bronze for two years.',
    bronze_days: TWO_YEARS_DAYS,
    owner: 'data steward',
    personal_data: 'None: names and areas of regions.',
  },
  {
    feed_id: 'sql-source',
    status: 'active',
    title: 'A table or query in a PostgreSQL or SQL Server database of the user',
    title_fr: 'Table ou requête d’une base PostgreSQL ou SQL Server de l’utilisateur',
    publisher: 'the user of the platform',
    publisher_fr: 'l’utilisateur de la plateforme',
    licence: 'set by the owner of the database',
    attribution: 'as the owner of the database asks',
    dataset_id: 'the configured table or query',
    endpoint: 'the configured database',
    cadence: 'when a database is configured; then as its owner changes it',
    schedule: '0 0/15 * * * *',
    expected_lag_minutes: null,
    freshness: null,
    quota: null,
    look_back_hours: 72,
    look_ahead_hours: 0,
    history_from: null,
    sweep_months: null,
    retention: 'Bronze for two years, unless the owner asks for less.',
    bronze_days: TWO_YEARS_DAYS,
    owner: 'owner of the database',
    personal_data:
      'Not allowed: totals of whole regions only. Columns of meters or persons and 14-digit delivery points are refused before bronze.',
  },
]

export const FEEDS: readonly Feed[] = DECLARED.map(feed => ({
  ...feed,
  failures: FAILURES,
  bronze_prefix: `bronze/${feed.feed_id}/`,
}))
