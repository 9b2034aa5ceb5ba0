import { expect, it } from 'vitest'
import { FEEDS } from '../catalog/feeds.ts'
import { sourceEndpoints } from './source-endpoints.ts'

it('asks each feed where the catalogue says, unless the environment says otherwise', () => {
  const declared = Object.fromEntries(FEEDS.map(({ feed_id, endpoint }) => [feed_id, endpoint]))
  expect(sourceEndpoints({ GRID_HOME: '/data' })).toEqual(declared)
  const moved = 'https://example.org/regions'
  expect(sourceEndpoints({ GRID_REGION_AREAS_URL: moved, GRID_REGION_REGISTER_URL: '' })).toEqual({
    ...declared,
    'region-areas': moved,
    'region-register': '', // the connector says what is wrong with it
  })
})
