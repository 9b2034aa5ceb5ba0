/** Opens the warehouse that a setting names: a SQL Server, or without one the DuckDB file of a home. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenCredential } from '@azure/identity'
import { openDuckDbWarehouse } from './duckdb-warehouse.ts'
import { serverAddress } from './sqlserver/server-address.ts'
import { openSqlServerWarehouse } from './sqlserver-warehouse.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** Ends with the connection: a call rather than a value, so that no identity is looked for where none is asked. */
export type Credential = () => TokenCredential

/**
 * @param setting `GRID_WAREHOUSE`: `mssql://server[:port]/database`; unset or empty: the file in the home.
 * @throws ConfigError when the setting can't be followed.
 */
export function openWarehouse(
  setting: string | undefined,
  homePath: string,
  credential: Credential,
): GoldWarehouse {
  if (setting === undefined || setting === '') {
    return openDuckDbWarehouse(join(homePath, 'gold', 'warehouse.duckdb'))
  }
  const address = serverAddress(setting)
  return openSqlServerWarehouse({
    address,
    credential: address.login ? undefined : credential(),
    sleep: ms => sleep(ms),
  })
}
