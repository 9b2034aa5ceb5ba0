import { expect, it } from 'vitest'
import { SAID_ERROR_CODES } from '../../catalog/feed-words.ts'
import { FETCH_ERROR_CODES } from '../../sources/connector.ts'

it('every way in which a fetch fails has words of its own, and so has a fault of ours', () => {
  expect([...SAID_ERROR_CODES].sort()).toEqual([...FETCH_ERROR_CODES, 'internal'].sort())
})
