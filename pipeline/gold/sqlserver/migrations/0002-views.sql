-- What readers see: the tables under the names that queries use, in the schema that everyone has by default.
-- The owner of both schemas is the same, so a reader needs no right on the tables themselves.
CREATE VIEW dbo.dim_region AS
SELECT region_key, region_code, region_name, population, area_km2, valid_from, valid_to, is_current, source
FROM gold.dim_region
GO

CREATE VIEW dbo.dim_time AS
SELECT time_key, interval_start_utc, local_date, local_time, local_year, local_month, local_day, local_hour,
  iso_weekday, day_type, is_public_holiday, public_holiday_name, school_holiday_zones, season, is_dst,
  utc_offset_minutes, half_hour_start_key, hour_start_key, day_start_key, month_start_key,
  year_start_key
FROM gold.dim_time
GO

CREATE VIEW dbo.dim_energy_type AS
SELECT energy_type_key, energy_type_code, name_en, name_fr, family, flow, is_renewable, is_dispatchable
FROM gold.dim_energy_type
GO

CREATE VIEW dbo.fact_energy_flow AS
SELECT region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code,
  quality_code, first_seen_at, batch_key, source_row, temperature_celsius
FROM gold.fact_energy_flow
GO

CREATE VIEW dbo.fact_energy_flow_revision AS
SELECT region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code,
  quality_code, first_seen_at, batch_key, source_row, replaced_at, replaced_by_vintage_code,
  replaced_by_batch_key
FROM gold.fact_energy_flow_revision
GO

CREATE VIEW dbo.weather AS
SELECT region_key, time_key, kind_code, first_seen_at, temperature_celsius, wind_speed_10m_m_s,
  wind_speed_100m_m_s, solar_irradiance_w_m2, cloud_cover_percent, point_count, batch_key
FROM gold.weather
GO

CREATE VIEW dbo.load_batch AS
SELECT batch_key, dataset, feed_id, bronze_path, bronze_sha256, file_name, fetched_at, is_simulated,
  rows_read, rows_blank, rows_loaded, rows_duplicate, rows_quarantined, values_quarantined,
  rows_missing, newest_measured_utc, unknown_columns, error
FROM gold.load_batch
GO

CREATE VIEW dbo.quarantine AS
SELECT batch_key, source_row, scope, region_code, interval_start_utc, column_name, raw_value, reason_code
FROM gold.quarantine
GO

CREATE VIEW dbo.feed_run AS
SELECT feed_id, "trigger", window_from, window_to, started_at, finished_at, outcome, error_code,
  error_message, calls, bytes, bronze_sha256s, publisher_newest_utc, our_newest_utc,
  publisher_lag_minutes, our_lag_minutes, rows_read, rows_loaded, rows_quarantined, values_quarantined,
  unknown_columns, quota_used, quota_allowed, is_simulated
FROM gold.feed_run
GO

CREATE VIEW dbo.quality_result AS
SELECT check_name, table_name, severity, passed, rows_checked, violation_count, sample, data_watermark
FROM gold.quality_result
GO
