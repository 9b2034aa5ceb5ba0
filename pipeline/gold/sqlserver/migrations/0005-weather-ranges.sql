-- What wind, sunshine and clouds can be, as on DuckDB: a mistake beyond it fails the load.
ALTER TABLE gold.weather ADD CONSTRAINT weather_wind_10m CHECK (wind_speed_10m_m_s >= 0)
ALTER TABLE gold.weather ADD CONSTRAINT weather_wind_100m CHECK (wind_speed_100m_m_s >= 0)
ALTER TABLE gold.weather ADD CONSTRAINT weather_irradiance CHECK (solar_irradiance_w_m2 >= 0)
ALTER TABLE gold.weather ADD CONSTRAINT weather_cloud_cover CHECK (cloud_cover_percent BETWEEN 0 AND 100)
GO
