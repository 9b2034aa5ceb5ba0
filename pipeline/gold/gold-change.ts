/** What a load changed in gold, for those who need not look at the rest again. */
import type { TimeKeys } from './silver-rows.ts'

export interface GoldChange {
  /** Load batches that it added. */
  readonly batches: number
  /** Where rows may be other ones than before. */
  readonly times: readonly TimeKeys[] | 'anywhere'
}
