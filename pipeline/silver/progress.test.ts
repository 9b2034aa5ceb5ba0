/** Progress counts objects: an archive is one, and so is a file that can't be read. */
import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { openTrial } from './trial.ts'
import { updateSilver } from './update-silver.ts'

const csv = (code: string, region: string) =>
  new TextEncoder().encode(
    `Code INSEE région;Région;Nature;Date;Heure;Consommation (MW)\n${code};${region};Données temps réel;2026-06-01;00:00;2000\n`,
  )

it('tells each object once, and ends at all of them', async () => {
  const trial = await openTrial()
  try {
    const records = [
      await trial.receiveBytes('one.csv', csv('53', 'Bretagne')),
      await trial.receiveBytes(
        'three.zip',
        zipSync({
          'a.csv': csv('28', 'Normandie'),
          'b.csv': csv('11', 'Île-de-France'),
          'c.csv': csv('52', 'Pays de la Loire'),
        }),
      ),
      await trial.receiveBytes('strange.txt', 'no publication at all'),
    ]
    const told: (readonly [done: number, total: number])[] = []
    const files = new Set<string>()
    const feeds = [...new Set(records.map(record => record.feed_id))]
    await updateSilver(trial.lake, feeds, (done, total, fileName) => {
      told.push([done, total])
      files.add(fileName)
    })
    expect(Math.max(...told.map(([done]) => done))).toBe(3)
    expect(told.at(-1)).toEqual([3, 3])
    expect([...files].toSorted()).toEqual(['one.csv', 'strange.txt', 'three.zip'])
  } finally {
    await trial.close()
  }
})
