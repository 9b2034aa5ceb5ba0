/** Reads what Pulumi hands to a program, once, and says of every key what is wrong with it. */
import type { z } from 'zod'

/**
 * `configuration`: `<project>:<key>` to text, structured values as JSON; keys of other projects are theirs.
 *
 * @throws Error that names every key that is missing, unknown or not as expected.
 */
export function readConfiguration<Schema extends z.ZodType>(
  project: string,
  schema: Schema,
  configuration: Readonly<Record<string, string>>,
): z.output<Schema> {
  const own = Object.entries(configuration).filter(([key]) => key.startsWith(`${project}:`))
  const values = Object.fromEntries(
    own.map(([key, text]) => [key.slice(project.length + 1), parseValue(text)]),
  )
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(issue => describe(project, issue, values))
  throw new Error(`configuration of the stack:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
}

/** Text that is no JSON stands for itself: `pulumi config set location francecentral`. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

function describe(
  project: string,
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
): string {
  const name = `${project}:${issue.path.join('.')}`
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map(key => (issue.path.length > 0 ? `${name}.${key}` : `${name}${key}`))
    return `${keys.join(', ')}: not a key of ours`
  }
  const isMissing = issue.path.length === 1 && !(String(issue.path[0]) in values)
  return isMissing ? `${name}: missing; set it with: pulumi config set` : `${name}: ${issue.message}`
}
