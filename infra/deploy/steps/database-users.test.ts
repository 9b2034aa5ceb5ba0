import { expect, it } from 'vitest'
import { grantStatements, sidOf } from './database-users.ts'

it('makes a SID of a client id: the first three groups in the other order', () => {
  expect(sidOf('01234567-89ab-cdef-0123-456789abcdef')).toBe('0x67452301AB89EFCD0123456789ABCDEF')
})

it('makes the user from its client id, with the one role', () => {
  const text = grantStatements({
    name: 'identity-load',
    clientId: '01234567-89AB-CDEF-0123-456789ABCDEF',
    role: 'loader',
  })
  expect(text).toContain(
    'CREATE USER [identity-load] WITH SID = 0x67452301AB89EFCD0123456789ABCDEF, TYPE = E',
  )
  expect(text).toContain('ALTER ROLE [loader] ADD MEMBER [identity-load]')
  expect(text).not.toContain('EXTERNAL PROVIDER')
})

it.each([
  [
    { name: 'load]; DROP', clientId: '01234567-89ab-cdef-0123-456789abcdef', role: 'loader' },
    'name load]; DROP',
  ],
  [{ name: "o'load", clientId: '01234567-89ab-cdef-0123-456789abcdef', role: 'loader' }, "name o'load"],
  [{ name: 'load', clientId: '01234567-89ab-cdef-0123-456789abcdef', role: 'db owner' }, 'name db owner'],
  [{ name: 'load', clientId: 'none', role: 'loader' }, 'client id none: expected a GUID'],
])('refuses %o', (user, reason) => {
  expect(() => grantStatements(user)).toThrow(reason)
})
