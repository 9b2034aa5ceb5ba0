import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { receive, silverRows, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const publication = (time: string) =>
  `Code INSEE région;Nature;Date;Heure;Consommation (MW)\n53;Données temps réel;2026-06-01;${time};2000\n`

it('lets updates of one home wait for each other, so that none undoes another', async () => {
  const home = temporaryHome()
  const publish = async (time: string) => {
    const file = join(home.path, `${time.replace(':', '')}.csv`)
    writeFileSync(file, publication(time))
    await receive(home, [file], `2026-06-02T${time}:00Z`)
  }
  const { promise: reached, resolve: isReached } = Promise.withResolvers<void>()
  const slow: typeof home.lake = {
    ...home.lake,
    async replaceFromFile(key, path) {
      isReached()
      await sleep(1_500)
      return home.lake.replaceFromFile(key, path)
    },
  }
  await publish('10:00')
  const first = bringUpToDate({ ...home, lake: slow })
  await reached
  await publish('12:00')
  await Promise.all([first, bringUpToDate(home)])
  await publish('14:00')
  await bringUpToDate(home)

  const count = 'SELECT count(*) AS intervals FROM eco2mix_regional'
  expect(await silverRows(home, 'eco2mix_regional', count)).toEqual([{ intervals: 3 }])
})
