import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { listReceived } from '../../bronze/bronze-store.ts'
import { listRunKeys, readRun } from '../../bronze/feed-runs.ts'
import { filesOf, receive, temporaryHome } from '../temporary-home.ts'
import { describeOutcomes } from './ingest-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'grid-offered-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = 'Code INSEE région;Nature;Date;Heure;Consommation (MW)'
const ROW = '53;Données temps réel;2026-06-01;00:00;2000'

it('refuses meter-level data, keeps a trace of the refusal without the data, and takes the other files', async () => {
  const home = temporaryHome()
  writeFileSync(join(folder, 'good.csv'), `${HEADER}\n${ROW}\n`)
  writeFileSync(join(folder, 'meters.csv'), `${HEADER};Point\n${ROW};21345678901234\n`)
  writeFileSync(join(folder, 'customers.csv'), `21345678901234;Jeanne Exemple\nclient;x\n`)
  const outcomes = await receive(home, [folder], '2026-09-01T06:00:00Z')

  expect(describeOutcomes(outcomes)).toMatch(
    /^1 stored, 0 known already, 2 refused\nrefused .*customers\.csv: .*\nrefused .*meters\.csv: meters\.csv: column 6 holds 14-digit delivery points \(1 row\)/,
  )
  expect((await listReceived(home.lake, 'eco2mix-files')).map(record => record.file_name)).toEqual([
    'good.csv',
  ])
  const runs = await Promise.all(
    (await listRunKeys(home.lake, 'eco2mix-files')).map(key => readRun(home.lake, key)),
  )
  expect(runs.map(({ outcome, error_code, started_at }) => [outcome, error_code, started_at])).toEqual([
    ['refused', 'personal-data', '2026-09-01T06:00:00.000Z'],
    ['refused', 'personal-data', '2026-09-01T06:00:00.002Z'],
  ])
  const words = JSON.stringify([runs, outcomes])
  expect(words).not.toMatch(/21345678901234|Jeanne/)
  expect([...filesOf(home).keys()].filter(path => path.startsWith('bronze/'))).toHaveLength(2)
})
