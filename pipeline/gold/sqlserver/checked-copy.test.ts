import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listLoadKeys } from '../../silver/load-record.ts'
import { forgetSilver } from '../../silver/update-silver.ts'
import { type GoldTrial, openGoldTrial } from '../trial.ts'
import { checkCopy } from './checked-copy.ts'

let trial: GoldTrial
let folder: string
beforeAll(async () => {
  trial = await openGoldTrial()
  folder = await mkdtemp(join(tmpdir(), 'grid-checked-'))
})
afterAll(async () => {
  await trial?.close()
  await rm(folder, { recursive: true, force: true })
})

const publish = async (time: string) => {
  await trial.publish([{ time, Consommation: 2000 }])
  await trial.update()
}

/** How many facts a check saw, and the batches it saw them of. */
async function seen(): Promise<{ facts: number; batches: number }> {
  let facts = Number.NaN
  let batches = Number.NaN
  await checkCopy(folder, trial.lake, await listLoadKeys(trial.lake), async connection => {
    const reader = await connection.runAndReadAll(
      'SELECT (SELECT count(*) FROM fact_energy_flow), (SELECT count(*) FROM load_batch)',
    )
    const [row = []] = reader.getRowsJS()
    facts = Number(row[0])
    batches = Number(row[1])
  })
  return { facts, batches }
}

async function kept(): Promise<{ name: string | undefined; inode: number }> {
  const [name] = (await readdir(folder)).filter(file => file.endsWith('.duckdb'))
  return { name, inode: (await stat(join(folder, name ?? ''))).ino }
}

it('looks at all loads, and keeps the copy: later loads are added to it, none is loaded twice', async () => {
  await publish('10:00')
  // One of demand, and five of generation that is unknown.
  expect(await seen()).toEqual({ facts: 6, batches: 1 })
  const first = await kept()
  expect(await seen()).toEqual({ facts: 6, batches: 1 })
  expect(await kept()).toEqual(first)
})

it('makes another one when silver was made anew, and removes the old one', async () => {
  await publish('10:15')
  expect(await seen()).toEqual({ facts: 12, batches: 2 })
  const before = await kept()
  await forgetSilver(trial.lake)
  await trial.update()
  expect(await seen()).toEqual({ facts: 12, batches: 2 })
  expect(await kept()).not.toEqual(before)
  expect((await readdir(folder)).filter(file => file.endsWith('.duckdb'))).toHaveLength(1)
})

it('leaves nothing where no place is given to keep it', async () => {
  const loads = await listLoadKeys(trial.lake)
  expect(await checkCopy(undefined, trial.lake, loads, async () => undefined)).toEqual([])
  expect(await readdir(folder)).toHaveLength(1)
})
