import { describe, expect, it } from 'vitest'
import { ConfigError } from '../pipeline/catalog/config-error.ts'
import { readConfig } from './config.ts'

const ISSUER = 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0'
const SIGN_IN = { GRID_AUTH_ISSUER: ISSUER, GRID_AUTH_AUDIENCE: 'api://grid' }

it('listens on port 8080 of this machine, open to it and to no other origin, unless told otherwise', () => {
  expect(readConfig({})).toEqual({
    GRID_PORT: 8080,
    GRID_HOST: '127.0.0.1',
    GRID_HOME: '.grid/simulated',
    GRID_CORS_ORIGINS: [],
    auth: null,
  })
})

it.each(['127.0.0.1', '127.0.0.53', '::1', 'localhost'])('may listen on %s without sign-in', GRID_HOST => {
  expect(readConfig({ GRID_HOST }).GRID_HOST).toBe(GRID_HOST)
})

describe.each(['0.0.0.0', '::', '192.168.1.4', '::ffff:127.0.0.1'])('%s', GRID_HOST => {
  it('is refused where no one signs in, and the message says why', () => {
    expect(() => readConfig({ GRID_HOST })).toThrow(ConfigError)
    expect(() => readConfig({ GRID_HOST })).toThrow(
      `GRID_HOST=${GRID_HOST}: expected a loopback address (127.0.0.1, ::1 or localhost), or GRID_AUTH_ISSUER and GRID_AUTH_AUDIENCE: without them callers are not authenticated`,
    )
  })

  it('is taken with an issuer and an audience', () => {
    const config = readConfig({ ...SIGN_IN, GRID_HOST })
    expect([config.GRID_HOST, config.auth]).toEqual([GRID_HOST, { issuer: ISSUER, audience: 'api://grid' }])
  })
})

it.each(['example.org', '', '127.0.0.1.example.org', '256.0.0.1', ' 127.0.0.1', '[::1]'])(
  'refuses to listen on "%s", with or without sign-in',
  GRID_HOST => {
    expect(() => readConfig({ ...SIGN_IN, GRID_HOST })).toThrow(
      `GRID_HOST=${GRID_HOST}: expected an address to listen on`,
    )
  },
)

it.each(['GRID_AUTH_ISSUER', 'GRID_AUTH_AUDIENCE'] as const)('refuses sign-in without %s', lacking => {
  const message = `${lacking}: is not set, though`
  expect(() => readConfig({ ...SIGN_IN, [lacking]: undefined })).toThrow(message)
  expect(() => readConfig({ ...SIGN_IN, [lacking]: '' })).toThrow(message)
})

it.each([
  'login.microsoftonline.com/tenant/v2.0',
  'http://login.example.org/tenant',
  'https://login.microsoftonline.com/common/v2.0',
  'https://login.microsoftonline.com/organizations/v2.0',
  'https://user:secret@login.example.org/tenant',
  `${ISSUER}?x=1`,
])('refuses %s as an issuer', GRID_AUTH_ISSUER => {
  expect(() => readConfig({ ...SIGN_IN, GRID_AUTH_ISSUER })).toThrow(
    `GRID_AUTH_ISSUER=${GRID_AUTH_ISSUER}: expected the issuer of one tenant`,
  )
})

it('takes origins as a list', () => {
  const GRID_CORS_ORIGINS = 'https://grid.example.org, https://example.org:8443,http://localhost:5173'
  expect(readConfig({ GRID_CORS_ORIGINS }).GRID_CORS_ORIGINS).toEqual([
    'https://grid.example.org',
    'https://example.org:8443',
    'http://localhost:5173',
  ])
})

it.each([
  '*',
  'https://*.example.org',
  'null',
  'https://example.org/',
  'https://example.org/page',
  'http://example.org',
  'https://example.org,*',
  'https://EXAMPLE.org',
])('refuses the origin %s', GRID_CORS_ORIGINS => {
  expect(() => readConfig({ GRID_CORS_ORIGINS })).toThrow(
    `GRID_CORS_ORIGINS=${GRID_CORS_ORIGINS}: expected origins separated by commas`,
  )
})

it.each(['http', '-1', '65536', '80.5', ''])('refuses port "%s"', GRID_PORT => {
  expect(() => readConfig({ GRID_PORT })).toThrow(`GRID_PORT=${GRID_PORT}: expected a port from 0 to 65535`)
})

it('names every fault at once', () => {
  expect(() => readConfig({ GRID_PORT: 'x', GRID_HOST: 'example.org' })).toThrow(
    /GRID_PORT=x.*GRID_HOST=example\.org/,
  )
})
