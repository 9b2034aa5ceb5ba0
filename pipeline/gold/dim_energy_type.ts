/**
 * Gold table `dim_energy_type`: what a flow into or out of a region is made of.
 *
 * From: the energy types of the catalogue.
 * Key:  energy_type_key
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { ENERGY_TYPES } from '../catalog/energy-types.ts'
import { makeRowsEqual } from './dimension-rows.ts'

/** Make the table equal to the catalogue. @returns rows that changed: none the second time. */
export function loadDimEnergyType(connection: DuckDBConnection): Promise<number> {
  return makeRowsEqual(connection, 'dim_energy_type', 'energy_type_key', ENERGY_TYPES)
}
