/** Where a load changed rows of gold: some ranges of time, or anywhere. */
import type { TimeKeys } from './silver-rows.ts'

export type ChangedTimes = readonly TimeKeys[] | 'anywhere'
