-- Sums over years read few columns of many rows. Only SQL Server and Azure SQL have such an index.
IF SERVERPROPERTY('BabelfishVersion') IS NULL
  EXEC(N'CREATE NONCLUSTERED COLUMNSTORE INDEX fact_energy_flow_columns ON gold.fact_energy_flow
    (time_key, region_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code)')
GO
