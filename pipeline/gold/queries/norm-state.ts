/** A text that changes whenever the norms do that tension is told by. Issues of forecasts are in the state of the data. */
import { type Engine, read, sql } from '../sql.ts'

/** Norms come and are never changed. */
export async function readNormVersion(engine: Engine, signal?: AbortSignal): Promise<string> {
  if (engine.lacks.has('tension_norm')) return ''
  const [norms] = await read(
    engine,
    { norm_count: 'int', newest: 'instant?' },
    sql`SELECT COUNT(*) AS norm_count, MAX(made_at) AS newest FROM tension_norm`,
    signal,
  )
  return `${norms?.norm_count} ${norms?.newest}`
}
