/** For tests: what updates stored of checks that looked where something changed, beside a look at everything. */
import { runChecks } from '../../quality/run-checks.ts'
import { storeResults } from '../../quality/store-results.ts'
import type { Home } from '../home.ts'

/** `quality_result` as it stands and as it would be if all were looked at now, each row as JSON text. */
export async function checkedAnew({
  warehouse,
}: Home): Promise<{ stored: readonly string[]; anew: readonly string[] }> {
  if (warehouse.kind !== 'duckdb')
    throw new TypeError(`a warehouse on ${warehouse.kind} has no checks of its own`)
  return warehouse.write(async connection => {
    const results = async () => {
      const reader = await connection.runAndReadAll(
        'SELECT * FROM quality_result ORDER BY check_name, table_name',
      )
      return reader.getRowObjectsJson().map(row => JSON.stringify(row))
    }
    await connection.run('BEGIN TRANSACTION')
    const stored = await results()
    await storeResults(connection, await runChecks(connection))
    const anew = await results()
    await connection.run('ROLLBACK')
    return { stored, anew }
  })
}
