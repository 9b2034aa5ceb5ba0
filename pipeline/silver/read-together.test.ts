/** Publications read together: what is refused of one is told in the same words as when it is read alone. */
import { expect, it } from 'vitest'
import { openTrial } from './trial.ts'

const HEADER = 'Code INSEE région;Région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n'
const line = (time: string, consumption: string, wind: string) =>
  `53;Bretagne;Données temps réel;2026-06-01;${time};${consumption};${wind}\n`
const record = (region: string, more: object) => ({
  code_insee_region: '53',
  libelle_region: region,
  nature: 'Données temps réel',
  date: '2026-06-02',
  heure: '00:00',
  consommation: 2000,
  ...more,
})

async function refused(files: readonly string[], isEachAlone: boolean) {
  const trial = await openTrial()
  try {
    for (const [index, text] of files.entries()) {
      await trial.receiveBytes(`${index}`, text)
      if (isEachAlone) await trial.update()
    }
    await trial.update()
    return await trial.quarantine()
  } finally {
    await trial.close()
  }
}

it.each([
  {
    what: 'decimals beside a text that is no number',
    files: [
      HEADER + line('00:00', '2000.5', '99999.5'),
      HEADER + line('00:15', 'inconnu', '310'),
      HEADER + line('00:30', '2000', '88888.5'),
    ],
    values: ['99999.500', 'inconnu', '88888.500'],
  },
  {
    what: 'records beside others with more fields',
    files: [
      JSON.stringify([record('Corse', {})]),
      JSON.stringify([record('Bretagne', { eolien: 310, solaire: 5, thermique: 7 })]),
    ],
    values: [
      '{"code_insee_region":"53","consommation":"2000","date":"2026-06-02","heure":"00:00","libelle_region":"Corse","nature":"Données temps réel"}',
    ],
  },
])('quarantine the same of $what', async ({ files, values }) => {
  const together = await refused(files, false)
  expect(together.map(row => row.raw_value).toSorted()).toEqual(values.toSorted())
  expect(together).toEqual(await refused(files, true))
})
