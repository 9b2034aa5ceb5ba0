-- Forecasts of the last days, the scores of all of them, and what tension is measured by.
CREATE TABLE gold.forecast (
  area_code         nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  quantity_code     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  issued_at         datetime2(3) NOT NULL,
  time_key          int NOT NULL,
  horizon_minutes   int NOT NULL,
  p10_mw            decimal(12,3) NOT NULL,
  p50_mw            decimal(12,3) NOT NULL,
  p90_mw            decimal(12,3) NOT NULL,
  model_code        nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  fitted_at         datetime2(3) NOT NULL,
  is_simulated      bit NOT NULL,
  CONSTRAINT forecast_half_hour CHECK (time_key % 2 = 0),
  CONSTRAINT forecast_horizon CHECK (horizon_minutes >= 0),
  CONSTRAINT forecast_order CHECK (p10_mw <= p50_mw AND p50_mw <= p90_mw)
)
GO

-- The newest issue is read together, and old ones are removed together.
CREATE CLUSTERED INDEX forecast_order_of_rows ON gold.forecast (issued_at, area_code, quantity_code, time_key)
GO

CREATE TABLE gold.forecast_score (
  area_code            nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  quantity_code        nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  horizon_code         nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  target_date          nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  scored_at            datetime2(3) NOT NULL,
  expected_count       int NOT NULL,
  pair_count           int NOT NULL,
  mean_actual_mw       decimal(12,3) NOT NULL,
  mae_mw               decimal(12,3) NOT NULL,
  rmse_mw              decimal(12,3) NOT NULL,
  mape_ratio           decimal(12,6) NULL,
  bias_mw              decimal(12,3) NOT NULL,
  pinball_mw           decimal(12,3) NOT NULL,
  covered_count        int NOT NULL,
  d1_mae_mw            decimal(12,3) NOT NULL,
  d7_mae_mw            decimal(12,3) NOT NULL,
  climatology_mae_mw   decimal(12,3) NOT NULL,
  is_simulated         bit NOT NULL,
  CONSTRAINT forecast_score_pk PRIMARY KEY (area_code, quantity_code, horizon_code, target_date),
  CONSTRAINT forecast_score_pairs CHECK (pair_count > 0 AND covered_count BETWEEN 0 AND pair_count),
  CONSTRAINT forecast_score_errors CHECK (mae_mw >= 0 AND rmse_mw >= 0 AND mape_ratio >= 0 AND pinball_mw >= 0),
  CONSTRAINT forecast_score_baselines CHECK (d1_mae_mw >= 0 AND d7_mae_mw >= 0 AND climatology_mae_mw >= 0)
)
GO

CREATE TABLE gold.tension_norm (
  area_code           nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  norm_month          nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
  local_hour          int NOT NULL,
  day_type            nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
  made_at             datetime2(3) NOT NULL,
  history_from        nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  history_to          nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
  day_count           int NOT NULL,
  usual_exchange_mw   decimal(12,3) NOT NULL,
  p00_mw              decimal(12,3) NOT NULL,
  p05_mw              decimal(12,3) NOT NULL,
  p10_mw              decimal(12,3) NOT NULL,
  p20_mw              decimal(12,3) NOT NULL,
  p30_mw              decimal(12,3) NOT NULL,
  p40_mw              decimal(12,3) NOT NULL,
  p50_mw              decimal(12,3) NOT NULL,
  p60_mw              decimal(12,3) NOT NULL,
  p70_mw              decimal(12,3) NOT NULL,
  p80_mw              decimal(12,3) NOT NULL,
  p90_mw              decimal(12,3) NOT NULL,
  p95_mw              decimal(12,3) NOT NULL,
  p100_mw             decimal(12,3) NOT NULL,
  CONSTRAINT tension_norm_pk PRIMARY KEY (area_code, norm_month, local_hour, day_type),
  CONSTRAINT tension_norm_hour CHECK (local_hour BETWEEN 0 AND 23),
  CONSTRAINT tension_norm_days CHECK (day_count > 0)
)
GO

CREATE VIEW dbo.forecast AS
SELECT area_code, quantity_code, issued_at, time_key, horizon_minutes, p10_mw, p50_mw, p90_mw, model_code,
  fitted_at, is_simulated
FROM gold.forecast
GO

CREATE VIEW dbo.forecast_score AS
SELECT area_code, quantity_code, horizon_code, target_date, scored_at, expected_count, pair_count,
  mean_actual_mw, mae_mw, rmse_mw, mape_ratio, bias_mw, pinball_mw, covered_count, d1_mae_mw,
  d7_mae_mw, climatology_mae_mw, is_simulated
FROM gold.forecast_score
GO

CREATE VIEW dbo.tension_norm AS
SELECT area_code, norm_month, local_hour, day_type, made_at, history_from, history_to, day_count,
  usual_exchange_mw, p00_mw, p05_mw, p10_mw, p20_mw, p30_mw, p40_mw, p50_mw, p60_mw, p70_mw, p80_mw,
  p90_mw, p95_mw, p100_mw
FROM gold.tension_norm
GO
