/** A simulator on a free port with a clock that tests set, and short ways to ask it. */
import { onTestFinished } from 'vitest'
import { type Simulator, startSimulator } from './start-simulator.ts'

export type Row = Record<string, string | number | null>

export interface Trial extends Simulator {
  /** Sets the clock. */
  at(moment: string): void
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** The rows of an export, with `where` and other parameters. */
  rows(datasetId: string, parameters?: Record<string, string>): Promise<Row[]>
}

export const DATASETS = '/api/explore/v2.1/catalog/datasets'

/** Stops when the test ends. */
export async function simulatorAt(moment: string, seed = 1): Promise<Trial> {
  let clock = new Date(moment)
  const simulator = await startSimulator({ seed, now: () => clock, port: 0 })
  onTestFinished(() => simulator.stop())
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${simulator.url}${path}`, { headers })
  return {
    ...simulator,
    at(later) {
      clock = new Date(later)
    },
    get,
    async rows(datasetId, parameters = {}) {
      const response = await get(`${DATASETS}/${datasetId}/exports/json?${new URLSearchParams(parameters)}`)
      const body = await response.text()
      if (response.status !== 200) throw new Error(`${response.status}: ${body}`)
      const rows: Row[] = JSON.parse(body)
      return rows
    },
  }
}

/** Rows whose instant lies in [from, to). */
export const between = (from: string, to: string) => ({
  where: `date_heure >= date'${from}' AND date_heure < date'${to}'`,
})
