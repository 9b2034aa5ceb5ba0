/**
 * One interval published again, checks included, in a home of ten simulated years and in one of their last year: what
 * an update costs should not grow with what is there. The first update of the ten years is told, too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Home, openHome } from '../pipeline/jobs/home.ts'
import { bringUpToDate } from '../pipeline/jobs/update/bring-up-to-date.ts'
import { median } from './median.ts'
import { writeSimulatedHistory } from './simulated-history.ts'
import { ingestSimulated, quarterHour } from './simulated-publications.ts'

const ROUNDS = 9
/** In a whole month of the history, all of which is looked at again. */
const LOCAL_DATE = '2025-12-15'
const NATURE = 'Données définitives'

export async function measureOneQuarterMore(say: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-quarter-'))
  const [years, year] = [openHome(join(folder, 'years')), openHome(join(folder, 'year'))]
  try {
    const files = await writeSimulatedHistory(folder, year => say(`simulating ${year}\n`))
    await ingestSimulated(years.lake, files)
    say(`ten years, from bronze to checked gold: ${((await updateMs(years)) / 1000).toFixed(1)} s\n`)
    await ingestSimulated(year.lake, files.slice(-1))
    await updateMs(year)
    const rounds: (readonly [years: number, year: number])[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const demand = 5000 + round
      await publish(years, folder, demand)
      await publish(year, folder, demand)
      rounds.push([await updateMs(years), await updateMs(year)])
    }
    const [ofYears, ofYear] = [median(rounds.map(([ms]) => ms)), median(rounds.map(([, ms]) => ms))]
    const ratio = median(rounds.map(([inYears, inYear]) => inYears / inYear))
    say(
      `one interval more, median of ${ROUNDS}: ${ofYears.toFixed(0)} ms beside ten years, ` +
        `${ofYear.toFixed(0)} ms beside one, ${ratio.toFixed(2)} × as long; ` +
        `peak ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB\n`,
    )
  } finally {
    await years.warehouse.close()
    await year.warehouse.close()
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
  await writeFile(file, quarterHour(LOCAL_DATE, demandMw, NATURE))
  await ingestSimulated(lake, [file])
}
