/** Real publications are never taken for data of persons or meters. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { refuseMeterLevelData } from '../../bronze/privacy-guard.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'

describeReal('the privacy guard', ['.'], () => {
  it(
    'lets every real publication pass',
    async () => {
      const paths = await Array.fromAsync(glob('**/*.{xls,csv,json,parquet,txt,zip,xz}', { cwd: realPath() }))
      const refused: string[] = []
      for (const path of paths) {
        const check = refuseMeterLevelData(basename(path), readFileSync(join(realPath(), path)))
        await check.catch(error => refused.push(String(error)))
      }
      expect(refused).toEqual([])
      expect(paths.length).toBeGreaterThan(50)
    },
    LOAD_TIMEOUT_MS,
  )
})
