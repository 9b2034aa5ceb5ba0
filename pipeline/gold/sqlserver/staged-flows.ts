/**
 * What is sent to SQL Server of published rows. Nearly all values are as a rule: they stand in wide rows with
 * a column for each energy type, and the server need not work anything out. The few others (replaced one by
 * one, suspect, missing, quarantined, a plant that draws power) are sent one row each.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { ENERGY_TYPES, type EnergyType } from '../../catalog/energy-types.ts'
import { MEASURES, type Measure } from '../../catalog/measures.ts'
import { deriveFlows, OUTDONE, ofMeasure, REVISION_COLUMNS, singleValues } from '../fact_energy_flow.ts'
import { FLOWS, type MeasureFlow } from '../measure-flow.ts'
import type { TypedColumn } from './column-types.ts'
import type { SqlServerConnection } from './connection.ts'
import { columnsNamed, stageQuery } from './stage.ts'

/** A column of wide rows: the values of one energy type, in MW, none of them negative. */
interface EnergyColumn {
  readonly energy_type_key: number
  readonly column: string
  readonly side: 'production_mw' | 'consumption_mw'
  readonly flow: MeasureFlow
}

/** In the order in which the facts are kept. */
export const ENERGY_COLUMNS: readonly EnergyColumn[] = FLOWS.flatMap(flow =>
  typesOf(flow).map(({ energy_type_key, energy_type_code, flow: direction }) => ({
    energy_type_key,
    column: `${energy_type_code}_mw`,
    side: direction === 'injection' ? ('production_mw' as const) : ('consumption_mw' as const),
    flow,
  })),
).toSorted((a, b) => a.energy_type_key - b.energy_type_key)

function typesOf({ column }: MeasureFlow): readonly EnergyType[] {
  const { positive, negative }: Measure = MEASURES.find(measure => measure.column === column) ?? raise(column)
  return ENERGY_TYPES.filter(({ energy_type_code: code }) => code === positive || code === negative)
}

function raise(column: string): never {
  throw new RangeError(`measure ${column}: not in the catalogue`)
}

/** SQL text of DuckDB: the value of an energy type that is as a rule, else null. */
const ofType = ({ energy_type_key, side, flow }: EnergyColumn): string =>
  `CASE WHEN ${flow.quality_code} = 'ok' AND ${flow.energy_type_key} = ${energy_type_key} THEN ${flow[side]} END`

/** SQL text of DuckDB: the wide row does not tell the value of the measure at hand. */
const IS_UNTOLD = ofMeasure(flow =>
  ENERGY_COLUMNS.filter(column => column.flow === flow)
    .map(column => `${ofType(column)} IS NULL`)
    .join(' AND '),
)

const SINGLE_COLUMNS = columnsNamed('fact_energy_flow_revision', REVISION_COLUMNS.split(', ')).map(
  column => ({
    ...column,
    is_nullable: column.is_nullable || column.column_name.startsWith('replaced_'),
  }),
)

const power = (column_name: string): TypedColumn => ({
  column_name,
  type: 'DECIMAL(12,3)',
  is_nullable: true,
})

const OF_A_VALUE = ['energy_type_key', 'production_mw', 'consumption_mw', 'quality_code']
const OF_A_ROW = SINGLE_COLUMNS.filter(({ column_name }) => !OF_A_VALUE.includes(column_name))

export const WIDE_COLUMNS: readonly TypedColumn[] = [
  ...OF_A_ROW,
  ...ENERGY_COLUMNS.map(({ column }) => power(column)),
]

/** SQL text of DuckDB, in the order in which the facts are kept. Expects what `deriveFlows` makes. */
export const WIDE_ROWS = `
  SELECT region_key, time_key, step_minutes, vintage_code, first_seen_at, batch_key, source_row, ${OUTDONE},
    ${ENERGY_COLUMNS.map(column => `${ofType(column)} AS ${column.column}`).join(', ')}
  FROM wide_rows WHERE NOT is_republished ORDER BY time_key, region_key`

/**
 * Send what silver's rows come to, as `#wide_rows` and `#single_values`. Expects `silver_rows` and
 * `region_versions` in DuckDB.
 */
export async function stageFlows(connection: SqlServerConnection, duckDb: DuckDBConnection): Promise<void> {
  await deriveFlows(duckDb)
  await stageQuery(connection, duckDb, '#single_values', SINGLE_COLUMNS, singleValues(IS_UNTOLD))
  await stageQuery(connection, duckDb, '#wide_rows', WIDE_COLUMNS, WIDE_ROWS)
}
