/** What is asked of the driver. That a server does it is shown where SQLSERVER_URL is set. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { WarehouseUnavailableError } from '../warehouse.ts'
import { configurationOf, connect } from './connection.ts'
import { serverAddress } from './server-address.ts'

const AZURE = serverAddress('mssql://grid.database.windows.net/gold')
const credential = { getToken: async () => ({ token: 'token', expiresOnTimestamp: 0 }) }

it('signs in by token where the address has no login, encrypted, without retries of the driver', () => {
  expect(configurationOf({ address: AZURE, credential })).toMatchObject({
    server: 'grid.database.windows.net',
    authentication: { type: 'token-credential', options: { credential } },
    options: {
      database: 'gold',
      encrypt: true,
      trustServerCertificate: false,
      maxRetriesOnTransientErrors: 0,
      abortTransactionOnError: true,
      useUTC: true,
    },
  })
})

it('is refused where there is neither a login nor an identity', () => {
  expect(() => configurationOf({ address: AZURE })).toThrow(
    /^mssql:\/\/grid.database.windows.net:1433\/gold: has no login/,
  )
})

it('is told as unavailable, without the password, when nobody answers', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  server.close()
  await once(server, 'close')
  const failure = await connect({
    address: serverAddress(`mssql://sa:secret@127.0.0.1:${port}/grid`),
  }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(WarehouseUnavailableError)
  expect(String(failure)).toMatch(/mssql:\/\/127\.0\.0\.1:\d+\/grid: /)
  expect(String(failure)).not.toContain('secret')
})
