import { expect, it } from 'vitest'
import { patientService, startService } from './loopback-service.ts'
import { publishingHost, syncTriggers } from './site.ts'

const siteId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/grid-ingest'
const functions = (...names: string[]) => ({
  status: 200,
  body: { value: names.map(name => ({ name: `grid-ingest/${name}` })) },
})

it('finds where code is published to, whose name need not be that of the app', async () => {
  const hostNameSslStates = [
    { name: 'grid-ingest-hash.azurewebsites.net', hostType: 'Standard' },
    { name: 'grid-ingest-hash.scm.francecentral-01.azurewebsites.net', hostType: 'Repository' },
  ]
  await using server = await startService([{ status: 200, body: { properties: { hostNameSslStates } } }])
  const host = await publishingHost(patientService(), { management: server.url, siteId })
  expect(host).toBe('grid-ingest-hash.scm.francecentral-01.azurewebsites.net')
  expect(server.requests[0]?.path).toBe(`${siteId}?api-version=2024-04-01`)
})

it('refuses an app that nothing can be published to', async () => {
  await using server = await startService([{ status: 200, body: { properties: { hostNameSslStates: [] } } }])
  const found = publishingHost(patientService(), { management: server.url, siteId })
  await expect(found).rejects.toThrow('no host of type Repository')
})

it('asks for triggers to be read until there are functions', async () => {
  await using server = await startService([
    { status: 400, body: 'host is starting' },
    functions(),
    { status: 204 },
    functions('timer-b', 'timer-a'),
  ])
  const service = patientService()
  expect(await syncTriggers(service, { management: server.url, siteId })).toEqual(['timer-a', 'timer-b'])
  expect(server.calls()).toEqual([
    `POST ${siteId}/syncfunctiontriggers`,
    `GET ${siteId}/functions`,
    `POST ${siteId}/syncfunctiontriggers`,
    `GET ${siteId}/functions`,
  ])
  expect(service.waits).toEqual([5_000])
})

it('ends when there are none for good', async () => {
  await using server = await startService(({ method }) => (method === 'POST' ? { status: 204 } : functions()))
  const synced = syncTriggers(patientService(), { management: server.url, siteId })
  await expect(synced).rejects.toThrow('knows no function: is the package one of functions?')
})
