/**
 * A quarter of an hour more, checks included, in a home of ten simulated years and in one of a day: what an update
 * costs should not grow with what is there. The first update of the ten years is told, too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Home, openHome } from '../pipeline/jobs/home.ts'
import { bringUpToDate } from '../pipeline/jobs/update/bring-up-to-date.ts'
import { writeSimulatedHistory } from './simulated-history.ts'
import { ingestSimulated, quarterHour } from './simulated-publications.ts'

const ROUNDS = 9
/** Of the last month of the history, after its last interval. */
const LOCAL_DATE = '2026-01-02'

export async function measureOneQuarterMore(say: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-quarter-'))
  try {
    const files = await writeSimulatedHistory(folder, year => say(`simulating ${year}\n`))
    const years = openHome(join(folder, 'years'))
    const day = openHome(join(folder, 'day'))
    await ingestSimulated(years.lake, files)
    say(`ten years, from bronze to checked gold: ${((await updateMs(years)) / 1000).toFixed(1)} s\n`)
    await publish(day, folder, 4000)
    await updateMs(day)
    const rounds: (readonly [years: number, day: number])[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const demand = 5000 + round
      await publish(years, folder, demand)
      await publish(day, folder, demand)
      rounds.push([await updateMs(years), await updateMs(day)])
    }
    const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN
    const [ofYears, ofDay] = [median(rounds.map(([ms]) => ms)), median(rounds.map(([, ms]) => ms))]
    const ratio = median(rounds.map(([inYears, inDay]) => inYears / inDay))
    say(
      `one quarter of an hour more, median of ${ROUNDS}: ${ofYears.toFixed(0)} ms beside ten years, ` +
        `${ofDay.toFixed(0)} ms beside a day, ${ratio.toFixed(2)} × as long; ` +
        `peak ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB\n`,
    )
    await years.warehouse.close()
    await day.warehouse.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function updateMs(home: Home): Promise<number> {
  const start = performance.now()
  const { gold } = await bringUpToDate(home)
  if (gold.facts_inserted === 0) throw new Error(`${home.path}: the update wrote no fact`)
  return performance.now() - start
}

async function publish({ lake }: Home, folder: string, demandMw: number): Promise<void> {
  const file = join(folder, `${demandMw}.csv`)
  await writeFile(file, quarterHour(LOCAL_DATE, demandMw))
  await ingestSimulated(lake, [file])
}
