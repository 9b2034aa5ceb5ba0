import { expect, it } from 'vitest'
import { ConfigError } from '../pipeline/catalog/config-error.ts'
import { readConfig } from './config.ts'

it('listens on port 8080 of this machine unless told otherwise', () => {
  expect(readConfig({})).toEqual({ GRID_PORT: 8080, GRID_HOST: '127.0.0.1', GRID_HOME: '.grid/simulated' })
})

it.each(['127.0.0.1', '127.0.0.53', '::1', 'localhost'])('may listen on %s', GRID_HOST => {
  expect(readConfig({ GRID_HOST }).GRID_HOST).toBe(GRID_HOST)
})

it.each(['0.0.0.0', '::', '192.168.1.4', 'example.org', ''])(
  'refuses to listen on "%s", and says why',
  GRID_HOST => {
    expect(() => readConfig({ GRID_HOST })).toThrow(ConfigError)
    expect(() => readConfig({ GRID_HOST })).toThrow(
      `GRID_HOST=${GRID_HOST}: expected a loopback address (127.0.0.1, ::1 or localhost): callers are not authenticated yet`,
    )
  },
)

it.each(['http', '-1', '65536', '80.5', ''])('refuses port "%s"', GRID_PORT => {
  expect(() => readConfig({ GRID_PORT })).toThrow(`GRID_PORT=${GRID_PORT}: expected a port from 0 to 65535`)
})

it('names every fault at once', () => {
  expect(() => readConfig({ GRID_PORT: 'x', GRID_HOST: '0.0.0.0' })).toThrow(
    /GRID_PORT=x.*GRID_HOST=0\.0\.0\.0/,
  )
})
