/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command or its options can't be understood. */
  usage: 2,
  /** Finished, but a file was refused or could not be read; everything else is in. */
  refused: 3,
  /** A quality check of severity `fail` did not pass. */
  quality: 4,
  /** The warehouse is empty, or another process keeps it. */
  unavailable: 5,
} as const
