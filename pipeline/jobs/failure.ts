/** What a failure means to the caller of a job: an exit code and a line of words. */
import { WarehouseUnavailableError } from '../gold/warehouse.ts'
import { NoFileError } from '../sources/files.ts'
import { EXIT } from './exit-codes.ts'
import { HomeError } from './home.ts'

/** Errors whose message says all a person needs; the others are ours and keep their stack. */
const EXPLAINED: readonly (new (message: string) => Error)[] = [
  WarehouseUnavailableError,
  NoFileError,
  HomeError,
]

export function exitCodeOf(error: unknown): number {
  if (error instanceof WarehouseUnavailableError) return EXIT.unavailable
  if (error instanceof NoFileError || error instanceof HomeError) return EXIT.usage
  return EXIT.failure
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isExplained = EXPLAINED.some(kind => error instanceof kind) || error.name === 'ConfigError'
  return isExplained ? error.message : (error.stack ?? error.message)
}
