/** What is measured: work on publications, with a folder of its own to write into. */
export interface Workload {
  /** @returns bytes written, by what they are. */
  run(files: readonly string[], folder: string): Promise<Readonly<Record<string, number>>>
}

export interface Measurement {
  readonly seconds: number
  /** Largest resident memory of the process, engine included. */
  readonly peak_bytes: number
  readonly written_bytes: Readonly<Record<string, number>>
}
