import { expect, it } from 'vitest'
import { temporaryHome } from '../temporary-home.ts'
import { nightly } from './nightly.ts'

const home = temporaryHome()

it('does all it can, throws what failed first, and says what else did', async () => {
  const said: string[] = []
  const night = nightly(home, { now: new Date('2026-11-20T03:40:00Z'), say: text => void said.push(text) })
  await expect(night).rejects.toThrow('nothing has been loaded yet')
  // Norms are thrown; models fail likewise; of scores none is due.
  expect(said).toEqual(['scores: no day is due\n', expect.stringMatching(/: nothing has been loaded yet\n$/)])
})
