/** What a failure means to the caller of a job: an exit code and a line of words. */
import { ConfigError } from '../catalog/config-error.ts'
import { MigrationError } from '../gold/sqlserver/migrations.ts'
import { WarehouseUnavailableError } from '../gold/warehouse.ts'
import { LakeError } from '../lake/object-store.ts'
import { NoReportError } from '../reports/month-report.ts'
import { NoFileError } from '../sources/files.ts'
import { EXIT } from './exit-codes.ts'
import { HomeError } from './home.ts'
import { PublishError } from './publishing/destination.ts'
import { ArchiveError } from './replay/archive-entries.ts'
import { UsageError } from './usage-error.ts'

/** What was asked for can't be done so: another file, folder or option is needed. */
const USAGE: readonly (new (message: string) => Error)[] = [
  NoFileError,
  NoReportError,
  HomeError,
  ArchiveError,
  UsageError,
]

/** Errors whose message says all a person needs; the others are ours and keep their stack. */
const EXPLAINED: readonly (new (message: string) => Error)[] = [
  WarehouseUnavailableError,
  ConfigError,
  MigrationError,
  LakeError,
  PublishError,
  ...USAGE,
]

export function exitCodeOf(error: unknown): number {
  if (error instanceof WarehouseUnavailableError) return EXIT.unavailable
  if (USAGE.some(kind => error instanceof kind)) return EXIT.usage
  return EXIT.failure
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE') return takenPort(error)
  const isExplained = EXPLAINED.some(kind => error instanceof kind) || isOfMachine(error)
  return isExplained ? error.message : (error.stack ?? error.message)
}

/** The machine refuses a file or folder, and says which: no folder where one must be, no right to it, no room. */
const isOfMachine = (error: Error) =>
  'code' in error &&
  'path' in error &&
  ['ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(String(error.code))

const takenPort = (error: Error & { port?: unknown }) =>
  `port ${String(error.port)} is taken: stop what listens there, or set another in GRID_PORT or GRID_SIMULATOR_PORT`
