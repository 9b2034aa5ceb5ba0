/** Silver: one table per clean publication, every vintage side by side. Parquet, by year and month of UTC. */
import { CHECKS_BY_TABLE } from './checks.ts'
import { type Column, column, type Dataset, nullable } from './dataset.ts'
import { INSEE_LICENCE, OPEN_METEO_LICENCE, RTE_LICENCE, WIKIPEDIA_LICENCE } from './licences.ts'
import { MEASURES } from './measures.ts'
import { WEATHER_MEASURES } from './weather-measures.ts'

const FOR_EVER = 'For ever: the publisher forgets real-time values, so what was seen once is kept.'

const LINEAGE_COLUMNS = [
  column('first_seen_at', 'TIMESTAMP', 'When this publication of the values was first fetched.'),
  column('batch_key', 'BIGINT', 'Load batch, and so the bronze file, that first brought the values.'),
  column('source_row', 'INTEGER', 'Row of the values in that file, counted from 1 after the header.'),
]

const INTERVAL_COLUMNS = [
  column('interval_start_utc', 'TIMESTAMP', 'Start of the interval.'),
  column(
    'step_minutes',
    'INTEGER',
    'Length of the interval: 15 in real time, 30 once consolidated.',
    'minutes',
  ),
  column('vintage_code', 'VARCHAR', 'real-time, consolidated or definitive.'),
]

const power = (column_name: string, meaning: string): Column =>
  nullable(column_name, 'DECIMAL(9,3)', `${meaning} Null: not published, or refused.`, 'MW')

const regional: Dataset = {
  table_name: 'eco2mix_regional',
  layer: 'silver',
  description:
    'Regional éCO2mix as published, cleaned: demand, generation, storage and exchange of the twelve mainland regions.',
  grain: 'One row per region, interval, vintage and distinct publication of the values.',
  key: ['region_code', 'interval_start_utc', 'vintage_code', 'first_seen_at'],
  columns: [
    column('region_code', 'VARCHAR', 'INSEE code of the region, text.'),
    ...INTERVAL_COLUMNS,
    ...LINEAGE_COLUMNS,
    ...MEASURES.map(measure => power(measure.column, measure.meaning)),
    nullable(
      'missing_measures',
      'VARCHAR',
      'Columns the publisher left empty in a row it published, comma-separated. Null: none.',
    ),
    nullable(
      'quarantined_measures',
      'VARCHAR',
      'Columns whose value was refused, comma-separated; each has a row in quarantine. Null: none.',
    ),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: [
    'feed eco2mix-files',
    'feed eco2mix-regional-realtime',
    'feed eco2mix-regional-consolidated',
    'feed sql-source',
  ],
  retention: FOR_EVER,
  checks: CHECKS_BY_TABLE.eco2mix_regional ?? [],
}

const national: Dataset = {
  table_name: 'eco2mix_national',
  layer: 'silver',
  description:
    'National éCO2mix as published, cleaned: the same quantities for the whole mainland, with thermal generation by fuel, the forecasts of the operator and the carbon intensity.',
  grain: 'One row per interval, vintage and distinct publication of the values.',
  key: ['interval_start_utc', 'vintage_code', 'first_seen_at'],
  columns: [
    ...INTERVAL_COLUMNS,
    ...LINEAGE_COLUMNS,
    power('consumption_mw', 'Demand of the mainland.'),
    power('forecast_day_ahead_mw', 'Demand as the operator forecast it the day before.'),
    power('forecast_intraday_mw', 'Demand as the operator last forecast it on the day.'),
    power('oil_mw', 'Oil-fired generation.'),
    power('coal_mw', 'Coal-fired generation.'),
    power('gas_mw', 'Gas-fired generation.'),
    power('nuclear_mw', 'Nuclear.'),
    power('wind_mw', 'Wind, on and off shore.'),
    power('solar_mw', 'Solar.'),
    power('hydro_mw', 'Hydro, turbining of pumped storage included.'),
    power('pumping_mw', 'Consumption of pumped storage, zero or negative.'),
    power('bioenergy_mw', 'Biomass, biogas and waste.'),
    power('exchange_mw', 'Net physical exchange with abroad, positive for imports.'),
    nullable(
      'co2_intensity_g_per_kwh',
      'DECIMAL(9,3)',
      'Carbon dioxide emitted by generation in the mainland, as the operator estimates it. Null: not published.',
      'g/kWh',
    ),
    power('battery_charge_mw', 'Charging of batteries, zero or negative.'),
    power('battery_discharge_mw', 'Discharging of batteries, zero or positive.'),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['feed eco2mix-files', 'feed eco2mix-national-realtime', 'feed sql-source'],
  retention: FOR_EVER,
  checks: CHECKS_BY_TABLE.eco2mix_national ?? [],
}

const weatherHourly: Dataset = {
  table_name: 'weather_hourly',
  layer: 'silver',
  description:
    'The weather at points of each region, hour by hour, as each fetch told it: forecasts as they were issued, analyses as they were known later.',
  grain: 'One row per point, hour, kind and fetch.',
  key: ['region_code', 'point_name', 'kind_code', 'hour_utc', 'first_seen_at'],
  columns: [
    column('region_code', 'VARCHAR', 'INSEE code of the region the point stands for, text.'),
    column('point_name', 'VARCHAR', 'Name of the point in the catalogue.'),
    column(
      'kind_code',
      'VARCHAR',
      'forecast: as it was forecast when it was fetched; analysis: as it is known afterwards.',
    ),
    column('hour_utc', 'TIMESTAMP', 'The hour the values are for.'),
    ...WEATHER_MEASURES.map(measure =>
      nullable(
        measure.column,
        'DECIMAL(12,3)',
        `${measure.meaning} Null: not published, or refused.`,
        measure.unit,
      ),
    ),
    ...LINEAGE_COLUMNS,
  ],
  licence: OPEN_METEO_LICENCE.attribution,
  lineage: ['feed open-meteo-forecast', 'feed open-meteo-archive', 'catalogue weather points'],
  retention: 'For ever: a forecast as it was issued can not be asked for again.',
  checks: CHECKS_BY_TABLE.weather_hourly ?? [],
}

const regionPopulation: Dataset = {
  table_name: 'region_population',
  layer: 'silver',
  description:
    'Population of the twelve mainland regions, as each fetch of the register of communes told it.',
  grain: 'One row per region and publication of the register.',
  key: ['region_code', 'first_seen_at'],
  columns: [
    column('region_code', 'VARCHAR', 'INSEE code of the region, text.'),
    column('population', 'INTEGER', 'Sum of its communes of today.', 'people'),
    column('commune_count', 'INTEGER', 'Communes in the sum.', 'communes'),
    ...LINEAGE_COLUMNS,
  ],
  licence: INSEE_LICENCE.attribution,
  lineage: ['feed region-register'],
  retention: 'For ever: small, and it carries the history of the regions.',
  checks: CHECKS_BY_TABLE.region_population ?? [],
}

const regionArea: Dataset = {
  table_name: 'region_area',
  layer: 'silver',
  description: 'Area of the twelve mainland regions, as each fetch of the page told it.',
  grain: 'One row per region and version of the page.',
  key: ['region_code', 'first_seen_at'],
  columns: [
    column('region_code', 'VARCHAR', 'INSEE code of the region, text.'),
    column('area_km2', 'INTEGER', 'Area, rounded to whole km².', 'km²'),
    ...LINEAGE_COLUMNS,
  ],
  licence: WIKIPEDIA_LICENCE.attribution,
  lineage: ['feed region-areas'],
  retention: 'For ever: small.',
  checks: CHECKS_BY_TABLE.region_area ?? [],
}

export const SILVER_DATASETS: readonly Dataset[] = [
  regional,
  national,
  weatherHourly,
  regionPopulation,
  regionArea,
]
