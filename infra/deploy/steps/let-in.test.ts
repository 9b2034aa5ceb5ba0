import { describe, expect, it } from 'vitest'
import { type DatabaseSession, patiently } from './database-session.ts'
import { letIn } from './let-in.ts'
import { patientService, startService } from './loopback-service.ts'

const serverId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/grid'
const place = { server: 'grid.database.windows.net', database: 'grid' }

const refused = (number: number, message = 'refused') => Object.assign(new Error(message), { number })
const blocked = () =>
  refused(
    40615,
    "Cannot open server 'grid' requested by the login. Client with IP address '198.51.100.7' is not allowed to access the server.",
  )

/** A server that answers each attempt in turn as it is told, then lets in. */
function server(...answers: readonly Error[]) {
  const left = [...answers]
  const said: string[] = []
  const session: DatabaseSession = {
    run: async text => void said.push(text),
    close: () => said.push('closed'),
  }
  const attempt = async () => {
    const error = left.shift()
    if (error) throw error
    return session
  }
  return { said, attempt }
}

describe('a session', () => {
  it.each([
    ['a paused database', refused(40613)],
    ['a group membership that has not spread', refused(18456)],
    ['an error within another', new AggregateError([refused(40197)])],
    ['an error as the cause of another', new Error('outer', { cause: refused(40501) })],
  ])('waits for %s', async (_, error) => {
    const service = patientService()
    await patiently(server(error, error).attempt, place, service.patience, service.progress)
    expect(service.waits).toEqual([5_000, 5_000])
  })

  it.each([
    ['what does not pass', refused(2627), '2627: refused'],
    ['what passes, but not in time', refused(40613), '40613: refused'],
    [
      'an error that is not the server’s',
      new Error('getaddrinfo ENOTFOUND'),
      'no number: getaddrinfo ENOTFOUND',
    ],
    ['a server without public access', refused(47073), 'run this from a runner in its network'],
    ['a firewall', blocked(), 'does not let in 198.51.100.7'],
  ])('ends with a reason for %s', async (_, error, reason) => {
    const { patience, progress } = patientService(2)
    const opened = patiently(server(error, error, error, error).attempt, place, patience, progress)
    await expect(opened).rejects.toThrow(reason)
  })
})

describe('getting in', () => {
  const open =
    ({ attempt }: ReturnType<typeof server>, service: ReturnType<typeof patientService>) =>
    () =>
      patiently(attempt, place, service.patience, service.progress)

  it('touches no firewall that lets us in', async () => {
    await using management = await startService([])
    const service = patientService()
    const database = server()
    await letIn(service, { management: management.url, serverId }, open(database, service), session =>
      session.run('work'),
    )
    expect(database.said).toEqual(['work', 'closed'])
    expect(management.requests).toEqual([])
  })

  it('opens the firewall for the address that the server sees, waits for it, and closes it', async () => {
    await using management = await startService([{ status: 201 }, { status: 200 }])
    const service = patientService()
    const database = server(blocked(), blocked())
    await letIn(service, { management: management.url, serverId }, open(database, service), session =>
      session.run('work'),
    )
    expect(database.said).toEqual(['work', 'closed'])
    const rule = `${serverId}/firewallRules/deploy-198-51-100-7`
    expect(management.calls()).toEqual([`PUT ${rule}`, `DELETE ${rule}`])
    expect(JSON.parse(management.requests[0]?.body ?? '')).toEqual({
      properties: { startIpAddress: '198.51.100.7', endIpAddress: '198.51.100.7' },
    })
  })

  it('closes the firewall when the work fails', async () => {
    await using management = await startService([{ status: 201 }, { status: 404 }])
    const service = patientService()
    const done = letIn(
      service,
      { management: management.url, serverId },
      open(server(blocked()), service),
      async () => {
        throw new Error('the work failed')
      },
    )
    await expect(done).rejects.toThrow('the work failed')
    expect(management.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE'])
  })

  it('leaves the firewall alone unless it was asked to', async () => {
    const service = patientService()
    const done = letIn(service, undefined, open(server(blocked()), service), async () => undefined)
    await expect(done).rejects.toThrow('--open-firewall')
  })
})
