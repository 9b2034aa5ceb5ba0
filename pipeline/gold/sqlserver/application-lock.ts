/** One loader, or one migration, at a time: a lock that the server gives back when the transaction ends, however it ends. */
import { WarehouseUnavailableError } from '../warehouse.ts'
import type { SqlServerConnection } from './connection.ts'

/**
 * Wait for the lock within the transaction that is open. Its name tells the database: not every server keeps
 * those of databases apart.
 *
 * @throws WarehouseUnavailableError when another keeps it for longer than `waitMs`.
 */
export async function takeApplicationLock(connection: SqlServerConnection, waitMs: number): Promise<void> {
  const [row] = await connection.rows(`
    DECLARE @granted int, @resource nvarchar(255) = CONCAT(N'grid-gold ', DB_NAME())
    EXEC @granted = sp_getapplock @Resource = @resource, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = ${waitMs}
    SELECT @granted AS granted`)
  if (typeof row?.granted === 'number' && row.granted >= 0) return
  throw new WarehouseUnavailableError(
    `the warehouse: another process has been writing for ${waitMs / 1000} s (lock grid-gold: ${String(row?.granted)})`,
  )
}
