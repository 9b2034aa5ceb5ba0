/** A port as the environment or a person gives it. */
import { z } from 'zod'
import { ConfigError } from '../catalog/config-error.ts'

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine(port => port <= 65_535)

/** @returns 0, which takes a free one, when nothing is given. @throws ConfigError naming the setting. */
export function portOf(name: string, given: string | undefined): number {
  if (given === undefined) return 0
  const parsed = Port.safeParse(given)
  if (!parsed.success) throw new ConfigError(`${name}=${given}: expected a port from 0 to 65535`)
  return parsed.data
}
