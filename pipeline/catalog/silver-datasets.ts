/** Silver: one table per clean publication, every vintage side by side. Parquet, by year and month of UTC. */
import { CHECKS_BY_TABLE } from './checks.ts'
import { type Column, column, type Dataset, nullable } from './dataset.ts'
import { RTE_LICENCE } from './licences.ts'
import { MEASURES } from './measures.ts'

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
  nullable(column_name, 'DECIMAL(12,3)', `${meaning} Null: not published, or refused.`, 'MW')

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
  lineage: ['feed eco2mix-files'],
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
      'DECIMAL(12,3)',
      'Carbon dioxide emitted by generation in the mainland, as the operator estimates it. Null: not published.',
      'g/kWh',
    ),
    power('battery_charge_mw', 'Charging of batteries, zero or negative.'),
    power('battery_discharge_mw', 'Discharging of batteries, zero or positive.'),
  ],
  licence: RTE_LICENCE.attribution,
  lineage: ['feed eco2mix-files'],
  retention: FOR_EVER,
  checks: CHECKS_BY_TABLE.eco2mix_national ?? [],
}

export const SILVER_DATASETS: readonly Dataset[] = [regional, national]
