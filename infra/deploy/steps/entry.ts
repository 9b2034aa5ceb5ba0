/** What the scripts of this folder have in common: their command line, and how they end. */
import { Command } from 'commander'
import { DeployError } from './deploy-error.ts'

/** A script; its result goes to standard output as one line of JSON, what it does meanwhile to standard error. */
export function deployScript(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--dry-run', 'say what would be done, and do nothing')
    .showHelpAfterError()
}

export const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Exit code 1, and the message alone, for what a person can act upon; anything else is a defect and shows its stack. */
export async function runScript(work: () => Promise<unknown>): Promise<void> {
  try {
    process.stdout.write(`${JSON.stringify(await work())}\n`)
  } catch (error) {
    if (!(error instanceof DeployError) && !isSignInError(error)) throw error
    progress(error.message)
    process.exitCode = 1
  }
}

/** Of @azure/identity: who is not signed in is told how to. */
const isSignInError = (error: unknown): error is Error =>
  error instanceof Error && /^(CredentialUnavailable|Authentication|AggregateAuthentication)/.test(error.name)
