-- The star schema: the gold tables of the catalogue (pipeline/catalog/gold-datasets.ts).
-- Codes compare by their bytes (BIN2); instants are UTC to the millisecond.
CREATE SCHEMA gold
GO

CREATE TABLE gold.dim_region (
  region_key    int NOT NULL,
  region_code   nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  region_name   nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  population    int NOT NULL,
  area_km2      int NOT NULL,
  valid_from    nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  valid_to      nvarchar(100) COLLATE Latin1_General_BIN2 NULL,
  is_current    bit NOT NULL,
  source        nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  CONSTRAINT dim_region_pk PRIMARY KEY (region_key),
  CONSTRAINT dim_region_version UNIQUE (region_code, valid_from),
  CONSTRAINT dim_region_size CHECK (population > 0 AND area_km2 > 0)
)
GO

CREATE TABLE gold.dim_time (
  time_key               int NOT NULL,
  interval_start_utc     datetime2(3) NOT NULL,
  local_date             nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  local_time             nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  local_year             int NOT NULL,
  local_month            int NOT NULL,
  local_day              int NOT NULL,
  local_hour             int NOT NULL,
  iso_weekday            int NOT NULL,
  day_type               nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  is_public_holiday      bit NOT NULL,
  public_holiday_name    nvarchar(400) COLLATE Latin1_General_BIN2 NULL,
  school_holiday_zones   nvarchar(400) COLLATE Latin1_General_BIN2 NULL,
  season                 nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  is_dst                 bit NOT NULL,
  utc_offset_minutes     int NOT NULL,
  half_hour_start_key    int NOT NULL,
  hour_start_key         int NOT NULL,
  day_start_key          int NOT NULL,
  month_start_key        int NOT NULL,
  year_start_key         int NOT NULL,
  CONSTRAINT dim_time_pk PRIMARY KEY (time_key),
  CONSTRAINT dim_time_month CHECK (local_month BETWEEN 1 AND 12),
  CONSTRAINT dim_time_hour CHECK (local_hour BETWEEN 0 AND 23),
  CONSTRAINT dim_time_weekday CHECK (iso_weekday BETWEEN 1 AND 7)
)
GO

CREATE TABLE gold.dim_energy_type (
  energy_type_key    int NOT NULL,
  energy_type_code   nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  name_en            nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  name_fr            nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  family             nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  flow               nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  is_renewable       bit NOT NULL,
  is_dispatchable    bit NOT NULL,
  CONSTRAINT dim_energy_type_pk PRIMARY KEY (energy_type_key)
)
GO

CREATE TABLE gold.fact_energy_flow (
  region_key            int NOT NULL,
  time_key              int NOT NULL,
  energy_type_key       int NOT NULL,
  production_mw         decimal(12,3) NULL,
  consumption_mw        decimal(12,3) NULL,
  step_minutes          int NOT NULL,
  vintage_code          nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  quality_code          nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  first_seen_at         datetime2(3) NOT NULL,
  batch_key             bigint NOT NULL,
  source_row            int NOT NULL,
  temperature_celsius   decimal(12,3) NULL,
  CONSTRAINT fact_energy_flow_pk PRIMARY KEY (time_key, region_key, energy_type_key),
  CONSTRAINT fact_energy_flow_never_both CHECK (production_mw IS NULL OR consumption_mw IS NULL),
  CONSTRAINT fact_energy_flow_not_negative CHECK (production_mw >= 0 AND consumption_mw >= 0),
  CONSTRAINT fact_energy_flow_step CHECK (step_minutes IN (15, 30, 60)),
  CONSTRAINT fact_energy_flow_vintage CHECK (vintage_code IN (N'real-time', N'consolidated', N'definitive')),
  CONSTRAINT fact_energy_flow_quality CHECK (quality_code IN (N'ok', N'suspect', N'missing', N'quarantined'))
)
GO

CREATE TABLE gold.fact_energy_flow_revision (
  region_key                 int NOT NULL,
  time_key                   int NOT NULL,
  energy_type_key            int NOT NULL,
  production_mw              decimal(12,3) NULL,
  consumption_mw             decimal(12,3) NULL,
  step_minutes               int NOT NULL,
  vintage_code               nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  quality_code               nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  first_seen_at              datetime2(3) NOT NULL,
  batch_key                  bigint NOT NULL,
  source_row                 int NOT NULL,
  replaced_at                datetime2(3) NOT NULL,
  replaced_by_vintage_code   nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  replaced_by_batch_key      bigint NOT NULL,
  CONSTRAINT fact_energy_flow_revision_never_both CHECK (production_mw IS NULL OR consumption_mw IS NULL),
  CONSTRAINT fact_energy_flow_revision_not_negative CHECK (production_mw >= 0 AND consumption_mw >= 0),
  CONSTRAINT fact_energy_flow_revision_step CHECK (step_minutes IN (15, 30, 60)),
  CONSTRAINT fact_energy_flow_revision_vintage CHECK (vintage_code IN (N'real-time', N'consolidated', N'definitive')),
  CONSTRAINT fact_energy_flow_revision_quality CHECK (quality_code IN (N'ok', N'suspect', N'missing', N'quarantined')),
  CONSTRAINT fact_energy_flow_revision_order CHECK (replaced_at >= first_seen_at)
)
GO

CREATE TABLE gold.weather (
  region_key              int NOT NULL,
  time_key                int NOT NULL,
  kind_code               nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  first_seen_at           datetime2(3) NOT NULL,
  temperature_celsius     decimal(12,3) NULL,
  wind_speed_10m_m_s      decimal(12,3) NULL,
  wind_speed_100m_m_s     decimal(12,3) NULL,
  solar_irradiance_w_m2   decimal(12,3) NULL,
  cloud_cover_percent     decimal(12,3) NULL,
  point_count             int NOT NULL,
  batch_key               bigint NOT NULL,
  CONSTRAINT weather_hour CHECK (time_key % 4 = 0),
  CONSTRAINT weather_points CHECK (point_count > 0),
  CONSTRAINT weather_kind CHECK (kind_code IN (N'forecast', N'analysis'))
)
GO

CREATE TABLE gold.load_batch (
  batch_key             bigint NOT NULL,
  dataset               nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  feed_id               nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  bronze_path           nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  bronze_sha256         nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  file_name             nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  fetched_at            datetime2(3) NOT NULL,
  is_simulated          bit NOT NULL,
  rows_read             int NOT NULL,
  rows_blank            int NOT NULL,
  rows_loaded           int NOT NULL,
  rows_duplicate        int NOT NULL,
  rows_quarantined      int NOT NULL,
  values_quarantined    int NOT NULL,
  rows_missing          int NOT NULL,
  newest_measured_utc   datetime2(3) NULL,
  unknown_columns       nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
  error                 nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
  CONSTRAINT load_batch_pk PRIMARY KEY (batch_key),
  CONSTRAINT load_batch_rows CHECK (rows_read = rows_blank + rows_loaded + rows_duplicate + rows_quarantined)
)
GO

CREATE TABLE gold.quarantine (
  batch_key            bigint NOT NULL,
  source_row           int NOT NULL,
  scope                nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  region_code          nvarchar(100) COLLATE Latin1_General_BIN2 NULL,
  interval_start_utc   datetime2(3) NULL,
  column_name          nvarchar(400) COLLATE Latin1_General_BIN2 NULL,
  raw_value            nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
  reason_code          nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  CONSTRAINT quarantine_scope CHECK (scope IN (N'row', N'value'))
)
GO

CREATE TABLE gold.feed_run (
  feed_id                 nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  "trigger"               nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  window_from             datetime2(3) NULL,
  window_to               datetime2(3) NULL,
  started_at              datetime2(3) NOT NULL,
  finished_at             datetime2(3) NOT NULL,
  outcome                 nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  error_code              nvarchar(400) COLLATE Latin1_General_BIN2 NULL,
  error_message           nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
  calls                   int NOT NULL,
  bytes                   bigint NOT NULL,
  bronze_sha256s          nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
  publisher_newest_utc    datetime2(3) NULL,
  our_newest_utc          datetime2(3) NULL,
  publisher_lag_minutes   int NULL,
  our_lag_minutes         int NULL,
  rows_read               int NOT NULL,
  rows_loaded             int NOT NULL,
  rows_quarantined        int NOT NULL,
  values_quarantined      int NOT NULL,
  unknown_columns         nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
  quota_used              int NULL,
  quota_allowed           int NULL,
  is_simulated            bit NOT NULL,
  CONSTRAINT feed_run_pk PRIMARY KEY (feed_id, started_at)
)
GO

CREATE TABLE gold.quality_result (
  check_name        nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  table_name        nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  severity          nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  passed            bit NOT NULL,
  rows_checked      bigint NOT NULL,
  violation_count   bigint NOT NULL,
  sample            nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
  data_watermark    datetime2(3) NULL,
  CONSTRAINT quality_result_pk PRIMARY KEY (check_name, table_name)
)
GO

-- Rows that are read together lie together: the newest hours, a region's year.
CREATE CLUSTERED INDEX fact_energy_flow_revision_order_of_rows
  ON gold.fact_energy_flow_revision (time_key, region_key, energy_type_key, first_seen_at)
GO

CREATE CLUSTERED INDEX weather_order_of_rows ON gold.weather (time_key, region_key, kind_code, first_seen_at)
GO

CREATE INDEX quarantine_batch ON gold.quarantine (batch_key, source_row)
GO
