import { expect, it } from 'vitest'
import { ConfigError } from '../../catalog/config-error.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import { sourceEndpoints } from './source-endpoints.ts'

it('asks each feed where the catalogue says, unless the environment says otherwise', () => {
  const declared = Object.fromEntries(FEEDS.map(({ feed_id, endpoint }) => [feed_id, endpoint]))
  expect(sourceEndpoints({ GRID_HOME: '/data' })).toEqual(declared)
  const moved = 'https://example.org/regions'
  expect(sourceEndpoints({ GRID_REGION_AREAS_URL: moved })).toEqual({ ...declared, 'region-areas': moved })
})

it.each(['', 'Regions_of_France', 'ftp://example.org/', 'user:s3cret@example.org'])(
  'names the setting of what is no address, and not its value: %j',
  value => {
    expect(() => sourceEndpoints({ GRID_REGION_AREAS_URL: value })).toThrow(
      new ConfigError('GRID_REGION_AREAS_URL: expected an http or https URL'),
    )
  },
)
