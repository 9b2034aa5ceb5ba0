/** The configuration of a stack as Pulumi would hand it over, with stand-ins for what only its owner can know. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type OWNER_KEYS, PROJECT } from '../environment.ts'

export const STACKS = ['dev', 'staging', 'prod'] as const
export type StackName = (typeof STACKS)[number]

/** Nobody's: GUIDs of zeros, an address of the domain that is kept for examples. */
const STAND_INS: Readonly<Record<(typeof OWNER_KEYS)[number], unknown>> = {
  tenantId: '00000000-0000-0000-0000-000000007e4a',
  databaseAdministrators: { name: 'grid-administrators', objectId: '00000000-0000-0000-0000-0000000ad314' },
  alertEmails: ['on-duty@example.org'],
  budgetStart: '2026-01-01',
  authAudience: '00000000-0000-0000-0000-00000000a0d1',
  apiImage: 'grid-power-stream-api:preview',
}

const StackFile = z.object({ config: z.record(z.string(), z.unknown()) })

/** `<project>:<key>` to text, structured values as JSON. What stands in the stack's file goes before the stand-ins. */
export async function stackConfiguration(root: string, stack: StackName): Promise<Record<string, string>> {
  const file = join(root, `Pulumi.${stack}.yaml`)
  const { config } = StackFile.parse(parse(await readFile(file, 'utf8')))
  const standIns = Object.entries(STAND_INS).map(([key, value]) => [`${PROJECT}:${key}`, value])
  const merged: Record<string, unknown> = { ...Object.fromEntries(standIns), ...config }
  return Object.fromEntries(
    Object.entries(merged).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
