/** Which interval a publication measured last: what freshness and lag are told from. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTrial, type Trial } from './trial.ts'

const HEADER = 'Code INSEE région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n'
const FETCHED_AT = '2026-06-01T10:00:00Z'

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial.close())

/** Rows of Bretagne: local time, demand, wind and, for some, the day. */
async function newestOf(...rows: readonly (readonly [string, number | '', number | '', string?])[]) {
  const lines = rows.map(
    ([time, demand, wind, date = '2026-06-01']) =>
      `53;Données temps réel;${date};${time};${demand};${wind}\n`,
  )
  await trial.receiveBytes('some.csv', HEADER + lines.join(''), FETCHED_AT)
  await trial.update()
  return (await trial.loadOf('some.csv')).newest_measured_utc
}

it('is the start of the last interval with a demand, not the blank rows of the rest of the day', async () => {
  expect(await newestOf(['10:00', 2000, 300], ['10:15', 2010, 300], ['10:30', '', ''])).toBe(
    '2026-06-01T08:15:00.000Z',
  )
})

it('leaves out rows without demand, refused demands and outages of zeros', async () => {
  expect(
    await newestOf(['10:00', 2000, 300], ['10:15', '', 300], ['10:30', 9_999_999, 300], ['10:45', 0, 0]),
  ).toBe('2026-06-01T08:00:00.000Z')
})

it('is never after the fetch: one mistaken date would make a dead feed look fresh', async () => {
  expect(await newestOf(['10:00', 2000, 300], ['12:15', 2000, 300], ['00:00', 2000, 300, '2026-06-03'])).toBe(
    '2026-06-01T08:00:00.000Z',
  )
})

it('is null where nothing was measured, and where nothing could be read', async () => {
  expect(await newestOf(['10:00', '', 300])).toBeNull()
  await trial.receive('maintenance-page.csv')
  await trial.update()
  expect(await trial.loadOf('maintenance-page.csv')).toMatchObject({
    dataset: 'unreadable',
    newest_measured_utc: null,
  })
})

it('counts the demand of the whole country, too', async () => {
  await trial.receive('rte-national-40-columns.xls')
  await trial.update()
  expect((await trial.loadOf('rte-national-40-columns.xls')).newest_measured_utc).toMatch(/^20\d\d-/)
})

it('is not told by a load record of the version before, which is read all the same', async () => {
  await newestOf(['10:00', 2000, 300])
  const [key = ''] = await trial.lake.list('silver/loads/')
  const { newest_measured_utc: _, ...older } = JSON.parse(
    new TextDecoder().decode(await trial.lake.read(key)),
  )
  await trial.lake.replace(key, new TextEncoder().encode(JSON.stringify(older)))
  expect(await trial.loadOf('some.csv')).toMatchObject({ newest_measured_utc: null, rows_loaded: 1 })
})
