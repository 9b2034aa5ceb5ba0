/**
 * `npm run preview`: what each environment would be, without an account and without Pulumi's own tool.
 *
 *   npm run preview                                          all environments, and what differs between them
 *   npm run preview -- --stack prod                          one of them
 *   npm run preview -- --stack prod --resources FILE         and its resources as [{ type, name, inputs }]
 *
 * Exit code 0 when all is well, 1 when anything is wrong, 2 when the command was not understood.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { captureStack, made } from './captured-stack.ts'
import { readPriceList } from './cost.ts'
import { differences, stackReport } from './report.ts'
import { STACKS, type StackName } from './stack-configuration.ts'

const ROOT = join(import.meta.dirname, '..', '..')

interface Command {
  readonly stacks: readonly StackName[]
  readonly resourcesFile?: string
}

/** A sentence when the command can't be understood. */
function readCommand(args: readonly string[]): Command | string {
  const { stack, resources } = parseArgs({
    args: [...args],
    options: { stack: { type: 'string' }, resources: { type: 'string' } },
  }).values
  const stacks = STACKS.filter(name => stack === undefined || name === stack)
  if (stacks.length === 0) return `--stack ${stack}: expected ${STACKS.join(', ')}`
  if (resources !== undefined && stack === undefined) return '--resources: expected --stack as well'
  return { stacks, ...(resources !== undefined && { resourcesFile: resources }) }
}

async function preview({ stacks, resourcesFile }: Command): Promise<number> {
  const prices = readPriceList()
  const captured = []
  for (const stack of stacks) {
    const one = await captureStack(ROOT, stack)
    captured.push(one)
    process.stdout.write(`${stackReport(one, prices)}\n`)
    if (resourcesFile) {
      const resources = made(one.up.resources).map(({ type, name, inputs }) => ({ type, name, inputs }))
      await writeFile(resourcesFile, `${JSON.stringify(resources, null, 2)}\n`)
    }
  }
  if (captured.length > 1) process.stdout.write(`${differences(captured)}\n`)
  const faults = captured.flatMap(({ stack, faults }) => faults.map(fault => `${stack}: ${fault}`))
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.stdout.write(`${captured.map(({ stack }) => stack).join(', ')}: ${faults.length} faults\n`)
  return faults.length === 0 ? 0 : 1
}

if (import.meta.main) {
  const command = readCommand(process.argv.slice(2))
  if (typeof command === 'string') {
    process.stderr.write(`${command}\n`)
    process.exitCode = 2
  } else {
    process.exitCode = await preview(command)
  }
}
