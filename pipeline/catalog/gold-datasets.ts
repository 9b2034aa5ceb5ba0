/** Gold: the star schema, with its revision table, load batches, quarantine and check results. */
import { CHECKS_BY_TABLE } from './checks.ts'
import { column, type Dataset, nullable } from './dataset.ts'
import {
  FORECAST_MODELS,
  FORECAST_QUANTITIES,
  HORIZONS,
  NORM_DAY_TYPES,
  NORM_PERCENTS,
} from './forecasting.ts'
import {
  FORECAST_LICENCE,
  INSEE_LICENCE,
  OPEN_METEO_LICENCE,
  RTE_LICENCE,
  SCHOOL_CALENDAR_LICENCE,
} from './licences.ts'
import { WEATHER_KINDS, WEATHER_MEASURES } from './weather-measures.ts'

const VINTAGE_TYPE = "ENUM('real-time', 'consolidated', 'definitive')"
const QUALITY_TYPE = "ENUM('ok', 'suspect', 'missing', 'quarantined')"
const WEATHER_KIND_TYPE = `ENUM(${WEATHER_KINDS.map(kind => `'${kind}'`).join(', ')})` as const

const enumOf = (codes: readonly string[]) => `ENUM(${codes.map(code => `'${code}'`).join(', ')})` as const

const OURS = 'The project (MIT)'
const REBUILT = 'For ever; rebuilt from bronze and the catalogue at any time.'

const FLOW_COLUMNS = [
  column('region_key', 'INTEGER', 'Version of the region valid at the interval: dim_region.'),
  column('time_key', 'INTEGER', 'Start of the interval: dim_time.', 'quarter-hours since 1970'),
  column('energy_type_key', 'INTEGER', 'What flows: dim_energy_type.'),
  nullable(
    'production_mw',
    'DECIMAL(12,3)',
    'Mean power injected into the region, zero or more. Null: a withdrawal, or unknown (quality_code).',
    'MW',
  ),
  nullable(
    'consumption_mw',
    'DECIMAL(12,3)',
    'Mean power withdrawn from the region, zero or more. Null: an injection, or unknown (quality_code).',
    'MW',
  ),
  column('step_minutes', 'INTEGER', 'Length of the interval.', 'minutes'),
  column('vintage_code', VINTAGE_TYPE, 'How settled the value is.'),
  column('quality_code', QUALITY_TYPE, 'Whether the value can be trusted, or why there is none.'),
  column('first_seen_at', 'TIMESTAMP', 'When the value was first fetched.'),
  column('batch_key', 'BIGINT', 'Load batch that first brought the value: load_batch.'),
  column('source_row', 'INTEGER', 'Row of the value in the bronze file, counted from 1 after the header.'),
]

const dimRegion: Dataset = {
  table_name: 'dim_region',
  layer: 'gold',
  description:
    'The twelve mainland regions with their population and area; a change opens a new version (SCD type 2).',
  grain: 'One row per region and version.',
  key: ['region_key'],
  columns: [
    column('region_key', 'INTEGER', 'Surrogate key; the INSEE code as a number for the first version.'),
    column('region_code', 'VARCHAR', 'INSEE code, text.'),
    column('region_name', 'VARCHAR', 'Official name.'),
    column('population', 'INTEGER', 'Sum of its communes of today.', 'people'),
    column('area_km2', 'INTEGER', 'Area.', 'km²'),
    column('valid_from', 'VARCHAR', 'First day of the version, YYYY-MM-DD.'),
    nullable('valid_to', 'VARCHAR', 'Day after the last of the version. Null: still valid.'),
    column('is_current', 'BOOLEAN', 'Whether it is the version valid now.'),
    column(
      'source',
      'VARCHAR',
      'Where its figures come from: catalogue, or the feeds that brought other ones, comma-separated.',
    ),
  ],
  licence: INSEE_LICENCE.attribution,
  lineage: ['catalogue regions', 'silver region_population', 'silver region_area'],
  retention: REBUILT,
  checks: CHECKS_BY_TABLE.dim_region ?? [],
}

const dimTime: Dataset = {
  table_name: 'dim_time',
  layer: 'gold',
  description:
    'Every quarter of an hour, in UTC, with the calendar of Paris: local date and time, day type, holidays, season.',
  grain: 'One row per quarter of an hour.',
  key: ['time_key'],
  columns: [
    column('time_key', 'INTEGER', 'Epoch seconds / 900.', 'quarter-hours since 1970'),
    column('interval_start_utc', 'TIMESTAMP', 'Start of the quarter.'),
    column('local_date', 'VARCHAR', 'Day in Paris, YYYY-MM-DD.'),
    column('local_time', 'VARCHAR', 'Time in Paris, HH:MM; 02:00–02:45 comes twice on the autumn day.'),
    column('local_year', 'INTEGER', 'Year in Paris.'),
    column('local_month', 'INTEGER', 'Month in Paris, 1–12.'),
    column('local_day', 'INTEGER', 'Day of the month in Paris, 1–31.'),
    column('local_hour', 'INTEGER', 'Hour in Paris, 0–23.'),
    column('iso_weekday', 'INTEGER', 'Day of the week, 1 Monday to 7 Sunday.'),
    column('day_type', 'VARCHAR', 'working_day, saturday, sunday or public_holiday (which comes first).'),
    column('is_public_holiday', 'BOOLEAN', 'Whether it is one of the eleven public holidays.'),
    nullable('public_holiday_name', 'VARCHAR', 'French name of the public holiday. Null: none that day.'),
    nullable(
      'school_holiday_zones',
      'VARCHAR',
      'Zones on school holiday: A,B,C in order, comma-separated, or none. Null: calendar not known that day.',
    ),
    column('season', 'VARCHAR', 'Meteorological: winter (December–February), spring, summer, autumn.'),
    column('is_dst', 'BOOLEAN', 'Whether Paris is on summer time.'),
    column('utc_offset_minutes', 'INTEGER', 'How far Paris is ahead of UTC: 60 or 120.', 'minutes'),
    column('half_hour_start_key', 'INTEGER', 'time_key at which the half-hour starts.'),
    column('hour_start_key', 'INTEGER', 'time_key at which the hour starts.'),
    column('day_start_key', 'INTEGER', 'time_key at which the day of Paris starts.'),
    column('month_start_key', 'INTEGER', 'time_key at which the month of Paris starts.'),
    column('year_start_key', 'INTEGER', 'time_key at which the year of Paris starts.'),
  ],
  licence: SCHOOL_CALENDAR_LICENCE.attribution,
  lineage: ['catalogue Paris calendar', 'catalogue public holidays', 'catalogue school holidays'],
  retention: REBUILT,
  checks: [],
}

const dimEnergyType: Dataset = {
  table_name: 'dim_energy_type',
  layer: 'gold',
  description: 'What a flow into or out of a region is made of.',
  grain: 'One row per energy type.',
  key: ['energy_type_key'],
  columns: [
    column('energy_type_key', 'INTEGER', 'Surrogate key.'),
    column('energy_type_code', 'VARCHAR', 'Code: demand, nuclear, thermal, wind…'),
    column('name_en', 'VARCHAR', 'English name.'),
    column('name_fr', 'VARCHAR', 'French name.'),
    column('family', 'VARCHAR', 'demand, generation, storage or exchange.'),
    column('flow', 'VARCHAR', 'injection (fills production_mw) or withdrawal (fills consumption_mw).'),
    column('is_renewable', 'BOOLEAN', 'Whether the source is renewable.'),
    column('is_dispatchable', 'BOOLEAN', 'Whether the operator can call on it when wanted.'),
  ],
  licence: OURS,
  lineage: ['catalogue energy types'],
  retention: REBUILT,
  checks: [],
}

const loadBatch: Dataset = {
  table_name: 'load_batch',
  layer: 'gold',
  description: 'Every bronze file and what became of its rows; the end of the lineage of a value.',
  grain: 'One row per bronze file.',
  key: ['batch_key'],
  columns: [
    column('batch_key', 'BIGINT', 'First 13 hexadecimal digits of the SHA-256 of the file, as a number.'),
    column('dataset', 'VARCHAR', 'Silver table the file feeds.'),
    column('feed_id', 'VARCHAR', 'Feed it came by.'),
    column('bronze_path', 'VARCHAR', 'Where the bytes are in the lake.'),
    column('bronze_sha256', 'VARCHAR', 'SHA-256 of the bytes as received, hexadecimal.'),
    column('file_name', 'VARCHAR', 'Name of the file as it was given.'),
    column('fetched_at', 'TIMESTAMP', 'When it was received.'),
    column('is_simulated', 'BOOLEAN', 'Whether the simulator wrote it: no publication then.'),
    column('rows_read', 'INTEGER', 'Data rows in the file.', 'rows'),
    column('rows_blank', 'INTEGER', 'Rows without any value: quarters not published.', 'rows'),
    column('rows_loaded', 'INTEGER', 'Rows that became rows of silver.', 'rows'),
    column('rows_duplicate', 'INTEGER', 'Rows that repeat what silver has already.', 'rows'),
    column('rows_quarantined', 'INTEGER', 'Rows refused whole.', 'rows'),
    column('values_quarantined', 'INTEGER', 'Single values refused in rows that were loaded.', 'values'),
    column(
      'rows_missing',
      'INTEGER',
      'Rows that a whole publication of the same regions and intervals would also hold.',
      'rows',
    ),
    nullable(
      'newest_measured_utc',
      'TIMESTAMP',
      'Start of the newest interval with a measured value in the file: demand for éCO2mix, any value for a weather analysis, the hour of issue for a weather forecast. Null: it holds none.',
    ),
    column('unknown_columns', 'VARCHAR', 'Columns the catalogue does not know (drift), comma-separated.'),
    nullable('error', 'VARCHAR', 'Why the file could not be read. Null: it was.'),
  ],
  licence: OURS,
  lineage: ['bronze'],
  retention: REBUILT,
  checks: [],
}

const quarantine: Dataset = {
  table_name: 'quarantine',
  layer: 'gold',
  description: 'Rows and values that were refused, with the reason and where they stand in bronze.',
  grain: 'One row per refused row or value.',
  key: ['batch_key', 'source_row', 'column_name'],
  columns: [
    column('batch_key', 'BIGINT', 'Load batch: load_batch.'),
    column('source_row', 'INTEGER', 'Row of the bronze file, counted from 1 after the header.'),
    column('scope', 'VARCHAR', 'row: refused whole; value: one value of a row that was loaded.'),
    nullable('region_code', 'VARCHAR', 'INSEE code. Null: not recognised, or a national row.'),
    nullable('interval_start_utc', 'TIMESTAMP', 'Start of the interval. Null: could not be placed in time.'),
    nullable('column_name', 'VARCHAR', 'Silver column of the value. Null: the whole row.'),
    nullable('raw_value', 'VARCHAR', 'What the publisher wrote. Null: the whole row.'),
    column('reason_code', 'VARCHAR', 'Why it was refused.'),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['bronze'],
  retention: REBUILT,
  checks: CHECKS_BY_TABLE.quarantine ?? [],
}

const factEnergyFlow: Dataset = {
  table_name: 'fact_energy_flow',
  layer: 'gold',
  description:
    'Flows into and out of each region, the most settled vintage of each interval. Every sum is additive: Σ production = Σ consumption within the rounding of the publisher.',
  grain: 'One row per region, interval and energy type.',
  key: ['region_key', 'time_key', 'energy_type_key'],
  columns: [
    ...FLOW_COLUMNS,
    nullable(
      'temperature_celsius',
      'DECIMAL(12,3)',
      'Context: mean temperature of the region at the hour in which the interval starts, as best known now (analysis before forecast, then the latest fetch). Null: no weather of that hour.',
      '°C',
    ),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['silver eco2mix_regional', 'gold weather'],
  retention: REBUILT,
  checks: CHECKS_BY_TABLE.fact_energy_flow ?? [],
}

const factEnergyFlowRevision: Dataset = {
  table_name: 'fact_energy_flow_revision',
  layer: 'gold',
  description:
    'Values that were, or would have been, current from first_seen_at until replaced_at. With the fact it gives any past view.',
  grain: 'One row per region, interval, energy type and superseded publication.',
  key: ['region_key', 'time_key', 'energy_type_key', 'vintage_code', 'first_seen_at'],
  columns: [
    ...FLOW_COLUMNS,
    column('replaced_at', 'TIMESTAMP', 'When a better value was first fetched; the value held until then.'),
    column('replaced_by_vintage_code', VINTAGE_TYPE, 'Vintage of the value that replaced it.'),
    column('replaced_by_batch_key', 'BIGINT', 'Load batch of the value that replaced it: load_batch.'),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['silver eco2mix_regional'],
  retention: REBUILT,
  checks: CHECKS_BY_TABLE.fact_energy_flow_revision ?? [],
}

const weather: Dataset = {
  table_name: 'weather',
  layer: 'gold',
  description:
    'The weather of each region: the mean over its points, weighted by the people who live around them, as forecast at each issue and as analysed later. A fetch that changes nothing adds no row: at a moment T, what was known is the row with the greatest first_seen_at up to T.',
  grain: 'One row per region, hour, kind and fetch that changed a value.',
  key: ['region_key', 'time_key', 'kind_code', 'first_seen_at'],
  columns: [
    column('region_key', 'INTEGER', 'Version of the region valid at the hour: dim_region.'),
    column('time_key', 'INTEGER', 'The hour: dim_time.', 'quarter-hours since 1970'),
    column(
      'kind_code',
      WEATHER_KIND_TYPE,
      'forecast: as it was forecast when it was fetched; analysis: as it is known afterwards.',
    ),
    column('first_seen_at', 'TIMESTAMP', 'The issue: when these values were first fetched.'),
    ...WEATHER_MEASURES.map(measure =>
      nullable(measure.column, 'DECIMAL(12,3)', `${measure.meaning} Null: no point answered.`, measure.unit),
    ),
    column('point_count', 'INTEGER', 'Points of the region that answered.', 'points'),
    column('batch_key', 'BIGINT', 'Load batch that brought the values: load_batch.'),
  ],
  licence: OPEN_METEO_LICENCE.attribution,
  lineage: ['silver weather_hourly', 'catalogue weather points'],
  retention: REBUILT,
  checks: CHECKS_BY_TABLE.weather ?? [],
}

const feedRun: Dataset = {
  table_name: 'feed_run',
  layer: 'gold',
  description:
    'Every attempt to fetch a feed and what it came to: outcome, error in words, rows, and the lag split into the part of the publisher and ours.',
  grain: 'One row per run of a feed.',
  key: ['feed_id', 'started_at'],
  columns: [
    column('feed_id', 'VARCHAR', 'Feed that was fetched.'),
    column('trigger', 'VARCHAR', 'Why it ran: schedule, catch-up, retry, sweep, backfill, replay or manual.'),
    nullable('window_from', 'TIMESTAMP', 'Start of what was asked for. Null: the feed is fetched whole.'),
    nullable(
      'window_to',
      'TIMESTAMP',
      'End of what was asked for, exclusive. Null: the feed is fetched whole.',
    ),
    column('started_at', 'TIMESTAMP', 'When the run began.'),
    column('finished_at', 'TIMESTAMP', 'When it had ended, layers included.'),
    column(
      'outcome',
      'VARCHAR',
      'new: bytes never seen before; unchanged: nothing new; failed; refused: not let into bronze.',
    ),
    nullable('error_code', 'VARCHAR', 'Kind of failure. Null: neither failed nor refused.'),
    nullable('error_message', 'VARCHAR', 'The failure in words. Null: neither failed nor refused.'),
    column('calls', 'INTEGER', 'Requests sent, those of retries included.', 'calls'),
    column('bytes', 'BIGINT', 'Bytes received.', 'bytes'),
    column(
      'bronze_sha256s',
      'VARCHAR',
      'Publications received, new or known: their SHA-256, comma-separated.',
    ),
    nullable(
      'publisher_newest_utc',
      'TIMESTAMP',
      'Start of the newest measured interval in what was received. Null: none in it.',
    ),
    nullable(
      'our_newest_utc',
      'TIMESTAMP',
      'Start of the newest measured interval we held of the feed when the run ended. Null: none.',
    ),
    nullable(
      'publisher_lag_minutes',
      'INTEGER',
      'From publisher_newest_utc to finished_at: how far the publisher was behind. Null: publisher_newest_utc is.',
      'minutes',
    ),
    nullable(
      'our_lag_minutes',
      'INTEGER',
      'From our_newest_utc to publisher_newest_utc: how far we were behind the publisher, 0 when we held all. Null: either of them is.',
      'minutes',
    ),
    column('rows_read', 'INTEGER', 'Data rows in what was received.', 'rows'),
    column('rows_loaded', 'INTEGER', 'Rows that became rows of silver.', 'rows'),
    column('rows_quarantined', 'INTEGER', 'Rows refused whole.', 'rows'),
    column('values_quarantined', 'INTEGER', 'Single values refused in rows that were loaded.', 'values'),
    column('unknown_columns', 'VARCHAR', 'Columns the catalogue does not know (drift), comma-separated.'),
    nullable(
      'quota_used',
      'INTEGER',
      'Calls counted against the quota of the publisher in its period, those of the run included. Null: no quota.',
      'calls',
    ),
    nullable('quota_allowed', 'INTEGER', 'Calls of the period we allow ourselves. Null: no quota.', 'calls'),
    column('is_simulated', 'BOOLEAN', 'Whether a simulator answered: no publication then.'),
  ],
  licence: OURS,
  lineage: ['journal of feed runs'],
  retention: 'For ever; stored again from the journal in the lake at any time.',
  checks: [],
}

const qualityResult: Dataset = {
  table_name: 'quality_result',
  layer: 'gold',
  description:
    'Outcome of every quality check: of months that changed as of the last update, of the others as it was found before.',
  grain: 'One row per check and table.',
  key: ['check_name', 'table_name'],
  columns: [
    column('check_name', 'VARCHAR', 'Name of the check.'),
    column('table_name', 'VARCHAR', 'Table it was run on.'),
    column('severity', 'VARCHAR', 'fail or warn.'),
    column('passed', 'BOOLEAN', 'Whether there was no violation.'),
    column('rows_checked', 'BIGINT', 'Rows it looked at, in all months.', 'rows'),
    column('violation_count', 'BIGINT', 'Violations found.', 'violations'),
    column('sample', 'VARCHAR', 'A few violations, JSON text.'),
    nullable('data_watermark', 'TIMESTAMP', 'Newest measured interval at the time. Null: no fact yet.'),
  ],
  licence: OURS,
  lineage: ['silver', 'gold'],
  retention: 'The last run only.',
  checks: [],
}

const AREA = column('area_code', 'VARCHAR', 'INSEE code of the region, or FR: the sum of the twelve.')
const QUANTITY = column(
  'quantity_code',
  enumOf(FORECAST_QUANTITIES),
  'What is forecast; residual_load: consumption − wind − solar.',
)

const forecast: Dataset = {
  table_name: 'forecast',
  layer: 'gold',
  description:
    'What was forecast, with an 80 % interval: the issues of the last days. All issues ever made stand in the ledger of the lake, and none is changed.',
  grain: 'One row per area, quantity, issue and half-hour.',
  key: ['area_code', 'quantity_code', 'issued_at', 'time_key'],
  columns: [
    AREA,
    QUANTITY,
    column('issued_at', 'TIMESTAMP', 'When it was made; nothing that was learnt later went into it.'),
    column('time_key', 'INTEGER', 'Start of the half-hour: dim_time.', 'quarter-hours since 1970'),
    column('horizon_minutes', 'INTEGER', 'From the issue to the start of the half-hour.', 'minutes'),
    column('p10_mw', 'DECIMAL(12,3)', 'Power that is fallen short of once in ten times.', 'MW'),
    column('p50_mw', 'DECIMAL(12,3)', 'Power expected: as often above as below.', 'MW'),
    column('p90_mw', 'DECIMAL(12,3)', 'Power that is passed once in ten times.', 'MW'),
    column(
      'model_code',
      enumOf(FORECAST_MODELS),
      'How it was made: a model where that beats every baseline, or the best baseline.',
    ),
    column('fitted_at', 'TIMESTAMP', 'When the model, and the width of its intervals, was learnt.'),
    column('is_simulated', 'BOOLEAN', 'Whether it was made from simulated data.'),
  ],
  licence: FORECAST_LICENCE.attribution,
  lineage: ['ledger of forecasts', 'gold fact_energy_flow', 'gold weather'],
  retention: 'Eight days here; for ever in the ledger in the lake.',
  checks: CHECKS_BY_TABLE.forecast ?? [],
}

const forecastScore: Dataset = {
  table_name: 'forecast_score',
  layer: 'gold',
  description:
    'How good the forecasts of a day were, and what naive ones would have been: over every pair of an issue and a half-hour of the day whose value was measured and which every baseline could have told.',
  grain: 'One row per area, quantity, horizon and local day.',
  key: ['area_code', 'quantity_code', 'horizon_code', 'target_date'],
  columns: [
    AREA,
    QUANTITY,
    column(
      'horizon_code',
      enumOf(HORIZONS.map(horizon => horizon.horizon_code)),
      'How far ahead was looked: up to 6 hours, 6 to 24, 24 to 48.',
    ),
    column('target_date', 'VARCHAR', 'Day in Paris, YYYY-MM-DD, in which the half-hours lie.'),
    column('scored_at', 'TIMESTAMP', 'When it was scored, against the values known then.'),
    column('expected_count', 'INTEGER', 'Pairs that there would be with hourly issues and no gap.', 'pairs'),
    column('pair_count', 'INTEGER', 'Pairs that were scored.', 'pairs'),
    column('mean_actual_mw', 'DECIMAL(12,3)', 'Mean of the measured values.', 'MW'),
    column('mae_mw', 'DECIMAL(12,3)', 'Mean absolute error of P50.', 'MW'),
    column('rmse_mw', 'DECIMAL(12,3)', 'Root of the mean squared error of P50.', 'MW'),
    nullable(
      'mape_ratio',
      'DECIMAL(12,6)',
      'Mean of the absolute error over the measured value, 1 for 100 %. Null: a measured value was zero, or as good as.',
    ),
    column('bias_mw', 'DECIMAL(12,3)', 'Mean of P50 − measured: above zero, too much was forecast.', 'MW'),
    column('pinball_mw', 'DECIMAL(12,3)', 'Mean pinball loss of P10, P50 and P90.', 'MW'),
    column('covered_count', 'INTEGER', 'Pairs whose measured value lies within P10 and P90.', 'pairs'),
    column('d1_mae_mw', 'DECIMAL(12,3)', 'Mean absolute error of the latest day known at the issue.', 'MW'),
    column('d7_mae_mw', 'DECIMAL(12,3)', 'Mean absolute error of the value of a week before.', 'MW'),
    column('climatology_mae_mw', 'DECIMAL(12,3)', 'Mean absolute error of the usual value.', 'MW'),
    column('is_simulated', 'BOOLEAN', 'Whether it was made from simulated data.'),
  ],
  licence: FORECAST_LICENCE.attribution,
  lineage: ['ledger of forecast scores', 'ledger of forecasts', 'gold fact_energy_flow'],
  retention: 'For ever; stored again from the ledger in the lake at any time.',
  checks: CHECKS_BY_TABLE.forecast_score ?? [],
}

const percentColumn = (percent: number) => `p${String(percent).padStart(2, '0')}_mw`
export const NORM_COLUMNS: readonly string[] = NORM_PERCENTS.map(percentColumn)

const tensionNorm: Dataset = {
  table_name: 'tension_norm',
  layer: 'gold',
  description:
    'What residual need (consumption − wind − solar − usual net imports) an area has in a season, at a local hour and day type: fixed once for its month, from up to three years before it.',
  grain: 'One row per area, month, local hour and day type.',
  key: ['area_code', 'norm_month', 'local_hour', 'day_type'],
  columns: [
    AREA,
    column('norm_month', 'VARCHAR', 'Month in Paris it holds for, YYYY-MM.'),
    column('local_hour', 'INTEGER', 'Hour in Paris, 0–23.'),
    column(
      'day_type',
      enumOf(NORM_DAY_TYPES),
      'working_day, saturday, or sunday, which public holidays count as.',
    ),
    column('made_at', 'TIMESTAMP', 'When it was made, from what was known then.'),
    column('history_from', 'VARCHAR', 'First local day that it looks back on, YYYY-MM-DD.'),
    column('history_to', 'VARCHAR', 'Day after the last one, YYYY-MM-DD.'),
    column('day_count', 'INTEGER', 'Days of the season and day type that it is made of.', 'days'),
    column('usual_exchange_mw', 'DECIMAL(12,3)', 'Median net imports: below zero, exports.', 'MW'),
    ...NORM_PERCENTS.map(percent =>
      column(
        percentColumn(percent),
        'DECIMAL(12,3)',
        `Residual need that ${percent} % of the hours do not pass.`,
        'MW',
      ),
    ),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['ledger of tension norms', 'gold fact_energy_flow'],
  retention: 'For ever; stored again from the ledger in the lake at any time.',
  checks: CHECKS_BY_TABLE.tension_norm ?? [],
}

export const GOLD_DATASETS: readonly Dataset[] = [
  dimRegion,
  dimTime,
  dimEnergyType,
  factEnergyFlow,
  factEnergyFlowRevision,
  weather,
  loadBatch,
  quarantine,
  feedRun,
  qualityResult,
  forecast,
  forecastScore,
  tensionNorm,
]
