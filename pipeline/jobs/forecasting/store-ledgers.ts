/** Copies into gold what the ledgers of forecasts and norms have and gold has not: after a rebuild, or a kill between the two. */
import { storeFromLedger } from '../../forecasting/ledger/store-in-gold.ts'
import { storeNorms } from '../../forecasting/norms.ts'
import type { Home } from '../home.ts'

export async function storeLedgers({ lake, warehouse }: Pick<Home, 'lake' | 'warehouse'>): Promise<void> {
  await storeFromLedger(lake, warehouse)
  await storeNorms({ lake, warehouse })
}
