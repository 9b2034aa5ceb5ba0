/** Configuration of the service, from the environment. */
import { z } from 'zod'
import { ConfigError } from '../pipeline/catalog/config-error.ts'

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

const Config = z.object({
  GRID_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'a port from 0 to 65535')
    .transform(Number)
    .refine(port => port <= 65_535, 'a port from 0 to 65535')
    .default(8080),
  GRID_HOST: z
    .string()
    .regex(
      LOOPBACK,
      'a loopback address (127.0.0.1, ::1 or localhost): callers are not authenticated yet, so the service may only be reached from this machine',
    )
    .default('127.0.0.1'),
  GRID_HOME: z.string().min(1, 'a folder').default('.grid/simulated'),
  GRID_WAREHOUSE: z.string().optional(),
  AZURE_CLIENT_ID: z.string().optional(),
})

export type Config = Readonly<z.output<typeof Config>>

/** @throws ConfigError naming each key, its value and what was expected. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Config.safeParse(environment)
  if (parsed.success) return Object.freeze(parsed.data)
  const faults = parsed.error.issues.map(issue => {
    const key = String(issue.path[0])
    return `${key}=${environment[key]}: expected ${issue.message}`
  })
  throw new ConfigError(faults.join('; '))
}
