/**
 * Proof on captures of the real-time feed in spring 2026: an outage published as zeros and repaired later,
 * pages lost on the way, and final values, told against an independent reconstruction of the feed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { valuesByInterval } from './values-by-interval.ts'

const CAPTURES = 'odre-regional-tr-2026/raw-captures'
const FINAL_VALUES = 'odre-regional-tr-2026/regional-15min-2026-03-15_2026-06-30.csv'
const OUTAGE = '2026-04-16 11:00'

type Capture = readonly Readonly<Record<string, string | number | null>>[]
const MEASURES = [
  'consommation',
  'thermique',
  'nucleaire',
  'eolien',
  'solaire',
  'hydraulique',
  'pompage',
  'bioenergies',
]
const ENERGY_TYPES = ['demand', 'thermal', 'nuclear', 'wind', 'solar', 'hydro', 'pumping', 'bioenergy']

const readCapture = (name: string): Capture => JSON.parse(readFileSync(realPath(CAPTURES, name), 'utf8'))
const keyOf = (row: Capture[number]) => `${row.code_insee_region} ${String(row.date_heure).slice(0, 16)}`
const holdsValue = (row: Capture[number]) => MEASURES.some(name => row[name] !== null)

/** `region instant` → the values in the order of MEASURES; outages that were never repaired left out. */
function readFinalValues(): Map<string, number[]> {
  const lines = readFileSync(realPath(FINAL_VALUES), 'utf8').split('\n').slice(1)
  const cells = lines.map(line => line.split(';')).filter(line => Number(line[2]) > 0)
  return new Map(
    cells.map(([code, instant, ...values]) => [
      `${code} ${instant?.slice(0, 16)}`,
      values.slice(0, MEASURES.length).map(Number),
    ]),
  )
}

/** `2026-04-16T13-22-38Z.json` → the moment of the capture, ISO. */
const momentOf = (name: string) => name.replace(/T(\d+)-(\d+)-(\d+)Z\.json$/, 'T$1:$2:$3Z')

describeReal('captures of the real-time feed in 2026', [CAPTURES, FINAL_VALUES], () => {
  const home = temporaryHome()
  const load = async (name: string) => {
    await receive(home, [realPath(CAPTURES, name)], momentOf(name))
    await bringUpToDate(home)
  }
  const atOutage = (text: string) =>
    goldRows(home, `SELECT ${text} JOIN dim_time USING (time_key) WHERE interval_start_utc = '${OUTAGE}'`)

  it(
    'have an outage of zeros, which is missing until the publisher repairs it',
    async () => {
      await load('2026-04-16T13-22-38Z.json')
      expect(await atOutage('count(*) AS facts FROM fact_energy_flow')).toEqual([{ facts: 0 }])
      expect(
        await goldRows(
          home,
          `SELECT reason_code, count(*) AS rows FROM quarantine WHERE interval_start_utc = '${OUTAGE}' GROUP BY 1`,
        ),
      ).toEqual([{ reason_code: 'outage_of_zeros', rows: 12 }])

      await load('2026-04-17T02-09-28Z.json')
      const [repaired] = await goldRows(
        home,
        `SELECT count(*) AS regions, CAST(sum(consumption_mw) AS DOUBLE) AS mw, min(first_seen_at) = '2026-04-17 02:09:28' AS is_from_repair
       FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE interval_start_utc = '${OUTAGE}' AND energy_type_code = 'demand'`,
      )
      const demand = readCapture('2026-04-17T02-09-28Z.json')
        .filter(row => row.date_heure === '2026-04-16T11:00:00+00:00')
        .map(row => Number(row.consommation))
      expect(repaired).toEqual({
        regions: 12,
        mw: demand.reduce((sum, mw) => sum + mw, 0),
        is_from_repair: true,
      })
      expect(await atOutage('count(*) AS revisions FROM fact_energy_flow_revision')).toEqual([
        { revisions: 0 },
      ])
    },
    LOAD_TIMEOUT_MS,
  )

  it(
    'lost pages on 2026-03-24: fifty rows come twice, and the rows whose place they took are missing',
    async () => {
      const name = '2026-03-24T13-03-46Z.json'
      await load(name)
      const rows = readCapture(name)
      const valued = rows.filter(holdsValue)
      const instants = new Set(valued.map(row => row.date_heure))
      const present = new Set(rows.filter(row => instants.has(row.date_heure)).map(keyOf))
      const [batch] = await goldRows(
        home,
        `SELECT rows_read, rows_duplicate, rows_missing, rows_loaded FROM load_batch WHERE file_name = '${name}'`,
      )
      expect(batch).toEqual({
        rows_read: 2_068,
        rows_duplicate: valued.length - new Set(valued.map(keyOf)).size,
        rows_missing: 12 * instants.size - present.size,
        rows_loaded: new Set(valued.map(keyOf)).size,
      })
      expect(batch).toMatchObject({ rows_duplicate: 50, rows_missing: 102 })
    },
    LOAD_TIMEOUT_MS,
  )

  it(
    'end in the values of the reconstruction, but where that kept a spring copy',
    async () => {
      for (const name of readdirSync(realPath(CAPTURES))) {
        await receive(home, [realPath(CAPTURES, name)], momentOf(name))
      }
      await bringUpToDate(home)
      const found = await valuesByInterval(home, ENERGY_TYPES)
      const final = readFinalValues()
      const different = [...found].filter(([key, values]) => values.join() !== final.get(key)?.join())
      const isSpringCopy = (key: string) =>
        key.includes('2026-03-29T01') &&
        final.get(key)?.join() === final.get(key.replace('T01', 'T00'))?.join()
      expect(different.filter(([key]) => !isSpringCopy(key))).toEqual([])
      expect({ intervals: found.size, copies: different.length }).toEqual({ intervals: 6_227, copies: 21 })
    },
    LOAD_TIMEOUT_MS,
  )
})
