import { describe, expect, it } from 'vitest'
import { nameOf, serverAddress } from './server-address.ts'

describe('the address of the server', () => {
  it('of Azure has no login: a token is asked for', () => {
    expect(serverAddress('mssql://grid.database.windows.net/gold')).toEqual({
      server: 'grid.database.windows.net',
      port: 1433,
      database: 'gold',
      trustServerCertificate: false,
    })
  })

  it.each(['127.0.0.1:11433', 'localhost:11433', 'sqlserver:11433'])('takes a login towards %s', host => {
    const address = serverAddress(`mssql://sa:p%40ss@${host}/grid?encrypt=true&trustServerCertificate=true`)
    expect(address).toMatchObject({
      port: 11433,
      login: { user: 'sa', password: 'p@ss' },
      trustServerCertificate: true,
    })
    expect(nameOf(address)).toBe(`mssql://${host}/grid`)
  })

  it.each([
    ['mssql://sa:secret@grid.database.windows.net/gold', /has a user or a password/],
    ['mssql://sa:secret@10.0.0.4/gold', /has a user or a password/],
    ['mssql://sa@db.example.org/gold', /has a user or a password/],
    ['mssql://db.example.org/gold?trustServerCertificate=true', /would let anyone stand in/],
    ['mssql://sa:secret@localhost/gold?encrypt=false', /always encrypted/],
    ['mssql://localhost/gold?Password=secret', /unknown setting Password/],
    ['mssql://sa:secret@localhost', /expected one database/],
    ['postgres://sa:secret@localhost/gold', /expected mssql:/],
    ['mssql:secret', /expected mssql:/],
  ])('refuses %s, without its password', (url, reason) => {
    expect(() => serverAddress(url)).toThrow(reason)
    expect(() => serverAddress(url)).not.toThrow(/secret/)
  })
})
