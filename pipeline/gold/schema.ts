/**
 * Gold: the star schema, as DuckDB tables.
 *
 * `fact_energy_flow` and `weather` have no primary-key index on purpose (a load would be ten times slower and the
 * file fifteen times larger, docs/adr/0001-engines.md): their uniqueness is a quality check.
 */
import {
  FORECAST_MODELS,
  FORECAST_QUANTITIES,
  HORIZONS,
  NORM_DAY_TYPES,
  NORM_PERCENTS,
} from '../catalog/forecasting.ts'

export const VINTAGE_CODES = `ENUM ('real-time', 'consolidated', 'definitive')`
export const QUALITY_CODES = `ENUM ('ok', 'suspect', 'missing', 'quarantined')`
const WEATHER_KIND_CODES = `ENUM ('forecast', 'analysis')`
const enumOf = (codes: readonly string[]) => `ENUM (${codes.map(code => `'${code}'`).join(', ')})`

/** @param runs how a column is stored that is the same for many rows on end. */
const flowColumns = (runs = '') => `
  region_key       INTEGER ${runs} NOT NULL,
  time_key         INTEGER       NOT NULL,
  energy_type_key  INTEGER       NOT NULL,
  production_mw    DECIMAL(12,3),
  consumption_mw   DECIMAL(12,3),
  step_minutes     INTEGER ${runs} NOT NULL,
  vintage_code     ${VINTAGE_CODES} ${runs} NOT NULL,
  quality_code     ${QUALITY_CODES} ${runs} NOT NULL,
  first_seen_at    TIMESTAMP     NOT NULL,
  batch_key        BIGINT        NOT NULL,
  source_row       INTEGER       NOT NULL`

/** Spares the engine weighing every other way for every 122,880 facts. */
const AS_RUNS = 'USING COMPRESSION rle'

export const TABLES: Readonly<Record<string, string>> = {
  dim_region: `CREATE TABLE dim_region (
  region_key     INTEGER PRIMARY KEY,
  region_code    VARCHAR NOT NULL,
  region_name    VARCHAR NOT NULL,
  population     INTEGER NOT NULL CHECK (population > 0),
  area_km2       INTEGER NOT NULL CHECK (area_km2 > 0),
  valid_from     VARCHAR NOT NULL,
  valid_to       VARCHAR,
  is_current     BOOLEAN NOT NULL,
  source         VARCHAR NOT NULL,
  UNIQUE (region_code, valid_from))`,

  dim_time: `CREATE TABLE dim_time (
  time_key                INTEGER PRIMARY KEY,
  interval_start_utc      TIMESTAMP NOT NULL,
  local_date              VARCHAR NOT NULL,
  local_time              VARCHAR NOT NULL,
  local_year              INTEGER NOT NULL,
  local_month             INTEGER NOT NULL CHECK (local_month BETWEEN 1 AND 12),
  local_day               INTEGER NOT NULL,
  local_hour              INTEGER NOT NULL CHECK (local_hour BETWEEN 0 AND 23),
  iso_weekday             INTEGER NOT NULL CHECK (iso_weekday BETWEEN 1 AND 7),
  day_type                VARCHAR NOT NULL,
  is_public_holiday       BOOLEAN NOT NULL,
  public_holiday_name     VARCHAR,
  school_holiday_zones    VARCHAR,
  season                  VARCHAR NOT NULL,
  is_dst                  BOOLEAN NOT NULL,
  utc_offset_minutes      INTEGER NOT NULL,
  half_hour_start_key     INTEGER NOT NULL,
  hour_start_key          INTEGER NOT NULL,
  day_start_key           INTEGER NOT NULL,
  month_start_key         INTEGER NOT NULL,
  year_start_key          INTEGER NOT NULL)`,

  dim_energy_type: `CREATE TABLE dim_energy_type (
  energy_type_key   INTEGER PRIMARY KEY,
  energy_type_code  VARCHAR NOT NULL UNIQUE,
  name_en           VARCHAR NOT NULL,
  name_fr           VARCHAR NOT NULL,
  family            VARCHAR NOT NULL,
  flow              VARCHAR NOT NULL,
  is_renewable      BOOLEAN NOT NULL,
  is_dispatchable   BOOLEAN NOT NULL)`,

  load_batch: `CREATE TABLE load_batch (
  batch_key           BIGINT PRIMARY KEY,
  dataset             VARCHAR NOT NULL,
  feed_id             VARCHAR NOT NULL,
  bronze_path         VARCHAR NOT NULL,
  bronze_sha256       VARCHAR NOT NULL,
  file_name           VARCHAR NOT NULL,
  fetched_at          TIMESTAMP NOT NULL,
  is_simulated        BOOLEAN NOT NULL,
  rows_read           INTEGER NOT NULL,
  rows_blank          INTEGER NOT NULL,
  rows_loaded         INTEGER NOT NULL,
  rows_duplicate      INTEGER NOT NULL,
  rows_quarantined    INTEGER NOT NULL,
  values_quarantined  INTEGER NOT NULL,
  rows_missing        INTEGER NOT NULL,
  newest_measured_utc TIMESTAMP,
  unknown_columns     VARCHAR NOT NULL,
  error               VARCHAR,
  UNIQUE (bronze_sha256, fetched_at),
  CHECK (rows_read = rows_blank + rows_loaded + rows_duplicate + rows_quarantined))`,

  quarantine: `CREATE TABLE quarantine (
  batch_key           BIGINT NOT NULL,
  source_row          INTEGER NOT NULL,
  scope               VARCHAR NOT NULL CHECK (scope IN ('row', 'value')),
  region_code         VARCHAR,
  interval_start_utc  TIMESTAMP,
  column_name         VARCHAR,
  raw_value           VARCHAR,
  reason_code         VARCHAR NOT NULL)`,

  // What holds for its values is verified by each load (flow-rules.ts): a CHECK of each row takes a tenth of a long load.
  fact_energy_flow: `CREATE TABLE fact_energy_flow (${flowColumns(AS_RUNS)},
  temperature_celsius  DECIMAL(12,3))`,

  fact_energy_flow_revision: `CREATE TABLE fact_energy_flow_revision (${flowColumns()},
  replaced_at               TIMESTAMP NOT NULL,
  replaced_by_vintage_code  ${VINTAGE_CODES} NOT NULL,
  replaced_by_batch_key     BIGINT    NOT NULL,
  CHECK (production_mw >= 0),
  CHECK (consumption_mw >= 0),
  CHECK (production_mw IS NULL OR consumption_mw IS NULL),
  CHECK (step_minutes IN (15, 30, 60)),
  CHECK (replaced_at >= first_seen_at))`,

  weather: `CREATE TABLE weather (
  region_key             INTEGER   NOT NULL,
  time_key               INTEGER   NOT NULL CHECK (time_key % 4 = 0),
  kind_code              ${WEATHER_KIND_CODES} NOT NULL,
  first_seen_at          TIMESTAMP NOT NULL,
  temperature_celsius    DECIMAL(12,3),
  wind_speed_10m_m_s     DECIMAL(12,3) CHECK (wind_speed_10m_m_s >= 0),
  wind_speed_100m_m_s    DECIMAL(12,3) CHECK (wind_speed_100m_m_s >= 0),
  solar_irradiance_w_m2  DECIMAL(12,3) CHECK (solar_irradiance_w_m2 >= 0),
  cloud_cover_percent    DECIMAL(12,3) CHECK (cloud_cover_percent BETWEEN 0 AND 100),
  point_count            INTEGER   NOT NULL CHECK (point_count > 0),
  batch_key              BIGINT    NOT NULL)`,

  feed_run: `CREATE TABLE feed_run (
  feed_id                VARCHAR   NOT NULL,
  "trigger"              VARCHAR   NOT NULL CHECK ("trigger" IN ('schedule', 'catch-up', 'retry', 'sweep', 'backfill', 'replay', 'manual')),
  window_from            TIMESTAMP,
  window_to              TIMESTAMP,
  started_at             TIMESTAMP NOT NULL,
  finished_at            TIMESTAMP NOT NULL,
  outcome                VARCHAR   NOT NULL CHECK (outcome IN ('new', 'unchanged', 'failed', 'refused')),
  error_code             VARCHAR,
  error_message          VARCHAR,
  calls                  INTEGER   NOT NULL,
  bytes                  BIGINT    NOT NULL,
  bronze_sha256s         VARCHAR   NOT NULL,
  publisher_newest_utc   TIMESTAMP,
  our_newest_utc         TIMESTAMP,
  publisher_lag_minutes  INTEGER,
  our_lag_minutes        INTEGER   CHECK (our_lag_minutes >= 0),
  rows_read              INTEGER   NOT NULL,
  rows_loaded            INTEGER   NOT NULL,
  rows_quarantined       INTEGER   NOT NULL,
  values_quarantined     INTEGER   NOT NULL,
  unknown_columns        VARCHAR   NOT NULL,
  quota_used             INTEGER,
  quota_allowed          INTEGER,
  is_simulated           BOOLEAN   NOT NULL,
  PRIMARY KEY (feed_id, started_at))`,

  quality_result: `CREATE TABLE quality_result (
  check_name        VARCHAR NOT NULL,
  table_name        VARCHAR NOT NULL,
  severity          VARCHAR NOT NULL CHECK (severity IN ('fail', 'warn')),
  passed            BOOLEAN NOT NULL,
  rows_checked      BIGINT  NOT NULL,
  violation_count   BIGINT  NOT NULL,
  sample            VARCHAR NOT NULL,
  data_watermark    TIMESTAMP,
  PRIMARY KEY (check_name, table_name))`,

  // No key index, as for facts: an issue adds five thousand rows each hour.
  forecast: `CREATE TABLE forecast (
  area_code        VARCHAR   NOT NULL,
  quantity_code    ${enumOf(FORECAST_QUANTITIES)} NOT NULL,
  issued_at        TIMESTAMP NOT NULL,
  time_key         INTEGER   NOT NULL CHECK (time_key % 2 = 0),
  horizon_minutes  INTEGER   NOT NULL CHECK (horizon_minutes >= 0),
  p10_mw           DECIMAL(12,3) NOT NULL,
  p50_mw           DECIMAL(12,3) NOT NULL,
  p90_mw           DECIMAL(12,3) NOT NULL,
  model_code       ${enumOf(FORECAST_MODELS)} NOT NULL,
  fitted_at        TIMESTAMP NOT NULL,
  is_simulated     BOOLEAN   NOT NULL,
  CHECK (p10_mw <= p50_mw AND p50_mw <= p90_mw))`,

  forecast_score: `CREATE TABLE forecast_score (
  area_code           VARCHAR   NOT NULL,
  quantity_code       ${enumOf(FORECAST_QUANTITIES)} NOT NULL,
  horizon_code        ${enumOf(HORIZONS.map(horizon => horizon.horizon_code))} NOT NULL,
  target_date         VARCHAR   NOT NULL,
  scored_at           TIMESTAMP NOT NULL,
  expected_count      INTEGER   NOT NULL,
  pair_count          INTEGER   NOT NULL CHECK (pair_count > 0),
  mean_actual_mw      DECIMAL(12,3) NOT NULL,
  mae_mw              DECIMAL(12,3) NOT NULL CHECK (mae_mw >= 0),
  rmse_mw             DECIMAL(12,3) NOT NULL CHECK (rmse_mw >= 0),
  mape_ratio          DECIMAL(12,6) CHECK (mape_ratio >= 0),
  bias_mw             DECIMAL(12,3) NOT NULL,
  pinball_mw          DECIMAL(12,3) NOT NULL CHECK (pinball_mw >= 0),
  covered_count       INTEGER   NOT NULL,
  d1_mae_mw           DECIMAL(12,3) NOT NULL CHECK (d1_mae_mw >= 0),
  d7_mae_mw           DECIMAL(12,3) NOT NULL CHECK (d7_mae_mw >= 0),
  climatology_mae_mw  DECIMAL(12,3) NOT NULL CHECK (climatology_mae_mw >= 0),
  is_simulated        BOOLEAN   NOT NULL,
  PRIMARY KEY (area_code, quantity_code, horizon_code, target_date),
  CHECK (covered_count BETWEEN 0 AND pair_count))`,

  tension_norm: `CREATE TABLE tension_norm (
  area_code          VARCHAR   NOT NULL,
  norm_month         VARCHAR   NOT NULL,
  local_hour         INTEGER   NOT NULL CHECK (local_hour BETWEEN 0 AND 23),
  day_type           ${enumOf(NORM_DAY_TYPES)} NOT NULL,
  made_at            TIMESTAMP NOT NULL,
  history_from       VARCHAR   NOT NULL,
  history_to         VARCHAR   NOT NULL,
  day_count          INTEGER   NOT NULL CHECK (day_count > 0),
  usual_exchange_mw  DECIMAL(12,3) NOT NULL,
  ${NORM_PERCENTS.map(percent => `p${String(percent).padStart(2, '0')}_mw DECIMAL(12,3) NOT NULL`).join(',\n  ')},
  PRIMARY KEY (area_code, norm_month, local_hour, day_type))`,
}
