import { beforeEach, expect, it } from 'vitest'
import type { GoldChange } from './gold-change.ts'
import { type GoldTrial, openGoldTrial } from './trial.ts'

let trial: GoldTrial
let changes: GoldChange[]
beforeEach(async () => {
  trial = await openGoldTrial()
  changes = []
  return () => trial.close()
})

const update = () => trial.updateAll(async (_, change) => void changes.push(change))

/** Noon in Paris of one day, in Bretagne. */
const noonOf = (localDate: string, demand: number): string =>
  [
    'Code INSEE région;Nature;Date;Heure;Consommation;Thermique;Eolien;Solaire;Hydraulique;Bioénergies;Column 30',
    `53;Données temps réel;${localDate};12:00;${demand};10;10;10;10;10;`,
    '',
  ].join('\n')

const timeKey = (iso: string): number => Date.parse(iso) / 900_000

it('tells where a load changed something, and not what lies between', async () => {
  await trial.receiveBytes('first.csv', noonOf('2026-06-01', 2000))
  await update()
  await trial.receiveBytes('old.csv', noonOf('2024-01-10', 2100))
  await trial.receiveBytes('new.csv', noonOf('2026-06-02', 2200))
  await update()
  const [winter, summer] = [timeKey('2024-01-10T11:00Z'), timeKey('2026-06-02T10:00Z')]
  expect(changes).toHaveLength(2)
  expect(changes[1]?.batches).toBe(2)
  expect(changes[1]?.times).toEqual(
    expect.arrayContaining([
      { first: winter, last: winter },
      { first: summer, last: summer },
    ]),
  )
  expect(changes[1]?.times).toHaveLength(2)
})

it('tells of everything when energy types became others', async () => {
  await trial.receiveBytes('first.csv', noonOf('2026-06-01', 2000))
  await update()
  await trial.warehouse.write(async connection => {
    await connection.run(
      `UPDATE dim_energy_type SET energy_type_code = 'tide' WHERE energy_type_code = 'wind'`,
    )
  })
  await trial.receiveBytes('second.csv', noonOf('2026-06-02', 2100))
  await update()
  expect(changes[1]?.times).toBe('anywhere')
})
