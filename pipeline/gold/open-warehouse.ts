/** Opens the warehouse that a setting names: a SQL Server, or without one the DuckDB file of a home. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenCredential } from '@azure/identity'
import type { Environment } from '../lake/credentials.ts'
import { openDuckDbWarehouse } from './duckdb-warehouse.ts'
import { connect, type SqlServerConnection } from './sqlserver/connection.ts'
import { serverAddress } from './sqlserver/server-address.ts'
import { whilePassing } from './sqlserver/transient-errors.ts'
import { openSqlServerWarehouse } from './sqlserver-warehouse.ts'
import type { GoldWarehouse } from './update-gold.ts'

/**
 * @param setting `GRID_WAREHOUSE`: `mssql://server[:port]/database`; unset or empty: the file in the home.
 * @param environment says who signs in: `pipeline/lake/credentials.ts`.
 * @throws ConfigError when the setting can't be followed.
 */
export function openWarehouse(
  setting: string | undefined,
  homePath: string,
  environment: Environment,
): GoldWarehouse {
  if (setting === undefined || setting === '') {
    return openDuckDbWarehouse(join(homePath, 'gold', 'warehouse.duckdb'))
  }
  return openSqlServerWarehouse({
    address: serverAddress(setting),
    credential: identityOf(environment),
    sleep: ms => sleep(ms),
    checkedCopies: join(homePath, 'gold', 'checked'),
  })
}

/** One connection to the server of the setting, to migrate it. */
export function connectToServer(setting: string, environment: Environment): Promise<SqlServerConnection> {
  const address = serverAddress(setting)
  return whilePassing(
    () => connect({ address, credential: identityOf(environment) }),
    ms => sleep(ms),
  )
}

/** Made when a server asks for a token, and not before. */
function identityOf(environment: Environment): TokenCredential {
  let made: Promise<TokenCredential> | undefined
  return {
    async getToken(scopes, options) {
      made ??= import('../lake/credentials.ts').then(({ azureCredential }) => azureCredential(environment))
      return (await made).getToken(scopes, options)
    },
  }
}
