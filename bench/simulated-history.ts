/** Writes simulated years of ODRÉ's consolidated regional data as CSV, one file a year. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { simulatedEndpoints } from '../pipeline/simulator/server/simulated-feeds.ts'
import { startSimulator } from '../pipeline/simulator/server/start-simulator.ts'

const SEED = 1
const FIRST_YEAR = 2016
const YEARS = 10
/** The history does not depend on the day it is measured. */
const NOW = new Date('2026-06-01T12:00:00Z')

/** @returns the files, in order. */
export async function writeSimulatedHistory(
  folder: string,
  onYear: (year: number) => void,
  years = YEARS,
): Promise<readonly string[]> {
  const simulator = await startSimulator({ seed: SEED, now: () => NOW, port: 0 })
  try {
    const endpoint = simulatedEndpoints(simulator.url)['eco2mix-regional-consolidated'] ?? ''
    const files: string[] = []
    for (let year = FIRST_YEAR; year < FIRST_YEAR + years; year++) {
      onYear(year)
      const where = `date_heure >= date'${year}-01-01' AND date_heure < date'${year + 1}-01-01'`
      const url = `${endpoint.replace(/json$/, 'csv')}?${new URLSearchParams({ where, use_labels: 'true' })}`
      const answer = await fetch(url)
      if (!answer.ok || !answer.body) throw new Error(`simulator answered ${answer.status} to ${url}`)
      const file = join(folder, `SIMULATED_eco2mix-regional-cons-def_${year}.csv`)
      await pipeline(answer.body, createWriteStream(file))
      files.push(file)
    }
    return files
  } finally {
    await simulator.stop()
  }
}
