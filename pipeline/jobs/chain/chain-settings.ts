/** What a process of the chain is told by its environment, read at once, so that nothing is missed at night. */
import { join } from 'node:path'
import { z } from 'zod'
import { readConfig } from '../../../api/config.ts'
import { ConfigError } from '../../catalog/config-error.ts'

/** Parts of the chain that may run apart, each with rights of its own. */
export const PARTS = ['ingest', 'transform', 'load'] as const
export type Part = (typeof PARTS)[number]

type Environment = Readonly<Record<string, string | undefined>>

export interface ChainSettings {
  readonly parts: ReadonlySet<Part>
  /** Where the process keeps its files: copies of the lake, and a warehouse where no server is named. */
  readonly home: string
  readonly queues: string
  /** Whose tokens are taken from those who ask for a run; null: nobody may ask. */
  readonly auth: { readonly issuer: string; readonly audience: string } | null
}

const Parts = z
  .string()
  .transform(text => text.split(',').map(part => part.trim()))
  .pipe(z.array(z.enum(PARTS)).min(1))

/**
 * @param temporary a folder that may go with the machine.
 * @throws ConfigError naming every setting that is missing or can't be used.
 */
export function chainSettings(environment: Environment, temporary: string): ChainSettings {
  const set = (name: string) => environment[name] || undefined
  const asked = set('GRID_FUNCTIONS')
  const parsed = Parts.safeParse(asked ?? PARTS.join(','))
  const parts = new Set(parsed.data)
  const home = set('GRID_HOME')
  const queues = set('GRID_QUEUES')
  const faults = [
    !parsed.success && `GRID_FUNCTIONS=${asked}: expected some of ${PARTS.join(', ')}, separated by commas`,
    !queues && 'GRID_QUEUES is not set: expected https://<account>.queue.core.windows.net',
    !home && !set('GRID_LAKE') && 'GRID_LAKE is not set: expected where the lake is',
    // Gold in a temporary folder would be another one on each machine, and nobody could read it.
    !home && parts.has('load') && !set('GRID_WAREHOUSE') && 'GRID_WAREHOUSE is not set: expected a server',
  ].filter(fault => typeof fault === 'string')
  if (faults.length > 0 || !queues) throw new ConfigError(faults.join('; '))
  const { GRID_AUTH_ISSUER, GRID_AUTH_AUDIENCE } = environment
  return {
    parts,
    home: home ?? join(temporary, 'grid-power-stream'),
    queues,
    auth: readConfig({ GRID_AUTH_ISSUER, GRID_AUTH_AUDIENCE }).auth,
  }
}
