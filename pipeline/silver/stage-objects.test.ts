/** A publication that we fail to classify, by a fault of ours: it is set aside, the others are loaded. */
import { expect, it } from 'vitest'
import { storeReceived } from '../bronze/bronze-store.ts'
import { eco2mixRegional } from './eco2mix_regional.ts'
import { query, withEngine } from './engine.ts'
import type { SilverTable } from './silver-table.ts'
import { createBatches, locateParts, stageParts } from './stage-objects.ts'
import { openTrial } from './trial.ts'

/** Our fault, planted: a name that nobody thought of. */
const faulty: SilverTable = {
  ...eco2mixRegional,
  regionCodeOf(code, name) {
    if (name === 'Corse') throw new TypeError('nobody thought of Corse')
    return eco2mixRegional.regionCodeOf(code, name)
  },
}

const csv = (code: string, region: string) =>
  `Code INSEE région;Région;Nature;Date;Heure;Consommation (MW)\n${code};${region};Données temps réel;2026-06-01;00:00;2000\n`

it('is set aside with its reason, and costs no other its rows', async () => {
  const trial = await openTrial()
  try {
    const files = [csv('53', 'Bretagne'), csv('94', 'Corse'), csv('28', 'Normandie')]
    const records = await Promise.all(
      files.map(async (text, index) => {
        const { record } = await storeReceived(trial.lake, {
          feed_id: 'eco2mix-files',
          file_name: `${index}.csv`,
          bytes: new TextEncoder().encode(text),
          fetched_at: new Date(Date.UTC(2026, 5, 2, 0, index)),
          is_simulated: true,
        })
        return record
      }),
    )
    await withEngine(async (connection, scratch, connect) => {
      const { parts } = await locateParts(connection, trial.lake, records, scratch)
      const staged = await stageParts(connection, connect, faulty, parts, () => undefined)
      await createBatches(connection, staged)
      expect(staged.map(({ dataset, error }) => [dataset, error])).toEqual([
        ['eco2mix_regional', null],
        ['unreadable', 'nobody thought of Corse'],
        ['eco2mix_regional', null],
      ])
      const accepted = await query(
        connection,
        'SELECT region_code FROM accepted JOIN batches USING (part) ORDER BY ALL',
      )
      expect(accepted).toEqual([{ region_code: '28' }, { region_code: '53' }])
      expect(await query(connection, 'SELECT count(*) AS parts FROM counted')).toEqual([{ parts: 2 }])
    })
  } finally {
    await trial.close()
  }
})
