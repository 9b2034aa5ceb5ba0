/** What is measured: work on publications, with a folder of its own to write into. */
export interface Workload {
  /** What must be there before the clock starts. */
  prepare?(files: readonly string[], folder: string): Promise<void>
  /** @returns bytes written, by what they are. */
  run(files: readonly string[], folder: string): Promise<Readonly<Record<string, number>>>
}

export interface Measurement {
  readonly seconds: number
  /** Largest resident memory of the process, engine and preparation included. */
  readonly peak_bytes: number
  readonly written_bytes: Readonly<Record<string, number>>
}

/** Workloads on the same files; the first is the floor that the others are measured against. */
export type Suite = Readonly<Record<string, Workload>>
