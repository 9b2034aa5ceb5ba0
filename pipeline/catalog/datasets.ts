/** Every table of the platform, declared once: the data dictionary and the loads follow from it. */
import type { Column, Dataset } from './dataset.ts'
import { GOLD_DATASETS } from './gold-datasets.ts'
import { SILVER_DATASETS } from './silver-datasets.ts'

export const DATASETS: readonly Dataset[] = [...SILVER_DATASETS, ...GOLD_DATASETS]

/** @throws RangeError when the table is not in the catalogue. */
export function columnsOf(tableName: string): readonly Column[] {
  const found = DATASETS.find(dataset => dataset.table_name === tableName)
  if (!found) throw new RangeError(`table ${tableName}: not in the catalogue`)
  return found.columns
}
