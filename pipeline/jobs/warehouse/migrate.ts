/** Job: bring the tables of the SQL Server that GRID_WAREHOUSE names up to this version. */
import { ConfigError } from '../../catalog/config-error.ts'
import { connectToServer } from '../../gold/open-warehouse.ts'
import { migrate, readMigrations } from '../../gold/sqlserver/migrations.ts'
import { EXIT } from '../exit-codes.ts'

/**
 * @returns the exit code.
 * @throws ConfigError when no server is named: a DuckDB has nothing to migrate, it is made anew.
 */
export async function migrateWarehouse(
  environment: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Promise<number> {
  const setting = environment.GRID_WAREHOUSE
  if (!setting)
    throw new ConfigError('GRID_WAREHOUSE is not set: expected mssql://server/database to migrate')
  const connection = await connectToServer(setting, environment)
  try {
    const migrations = await readMigrations()
    const applied = await migrate(connection, migrations)
    for (const name of applied) say(`applied ${name}\n`)
    say(`the warehouse has all ${migrations.length} migrations\n`)
  } finally {
    await connection.close()
  }
  return EXIT.ok
}
