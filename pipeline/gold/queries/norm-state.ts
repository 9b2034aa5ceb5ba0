/** Texts that change whenever what tension is told by does. */
import { type Engine, read, sql } from '../sql.ts'

/** Norms come and are never changed. */
export async function readNormVersion(engine: Engine, signal?: AbortSignal): Promise<string> {
  const [norms] = await read(
    engine,
    { norm_count: 'int', newest: 'instant?' },
    sql`SELECT COUNT(*) AS norm_count, MAX(made_at) AS newest FROM tension_norm`,
    signal,
  )
  return `${norms?.norm_count} ${norms?.newest}`
}

/** Issues come, and old ones go. */
export async function readIssueVersion(engine: Engine, signal?: AbortSignal): Promise<string> {
  const [issues] = await read(
    engine,
    { newest: 'instant?', row_count: 'int' },
    sql`SELECT MAX(issued_at) AS newest, COUNT(*) AS row_count FROM forecast`,
    signal,
  )
  return `${issues?.newest} ${issues?.row_count}`
}
