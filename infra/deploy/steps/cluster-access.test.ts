import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { withClusterAccess } from './cluster-access.ts'
import { patientService, startService } from './loopback-service.ts'

const clusterId =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/kubernetes'
const SERVER = 'https://kubernetes-0.hcp.francecentral.azmk8s.io:443'
const AUTHORITY = Buffer.from('of the cluster').toString('base64')

/** As Azure hands it out: its own program signs in, which need not be here. */
const handedOut = (server: string) =>
  stringify({
    clusters: [{ name: 'kubernetes', cluster: { server, 'certificate-authority-data': AUTHORITY } }],
    users: [{ name: 'user', user: { exec: { command: 'kubelogin', args: ['get-token'] } } }],
  })
const answer = (kubeconfig: string) => ({
  status: 200,
  body: { kubeconfigs: [{ name: 'clusterUser', value: Buffer.from(kubeconfig).toString('base64') }] },
})

it('hands over where the cluster is and a token for it, to nobody else, and no longer than the work takes', async () => {
  await using server = await startService([{ status: 403 }, answer(handedOut(SERVER))])
  const asked: unknown[] = []
  const service = {
    ...patientService(),
    credential: {
      getToken: async (scope: string | string[]) => {
        asked.push(scope)
        return { token: `for ${scope}`, expiresOnTimestamp: 0 }
      },
    },
  }
  let path = ''
  await withClusterAccess(service, { management: server.url, clusterId }, async kubeconfig => {
    path = kubeconfig
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(kubeconfig, 'utf8'))).toMatchObject({
      clusters: [{ cluster: { server: SERVER, 'certificate-authority-data': AUTHORITY } }],
      users: [{ user: { token: 'for 6dae42f8-4368-4678-94ff-3960e28e3630/.default' } }],
    })
  })
  expect(existsSync(path)).toBe(false)
  // A role that has not spread is waited for, as everywhere.
  expect(service.waits).toEqual([5_000])
  expect(server.requests[1]?.path).toBe(
    `${clusterId}/listClusterUserCredential?api-version=2025-05-01&format=exec`,
  )
  expect(asked).toContain('https://management.azure.com/.default')
})

it('takes the token away when the work fails', async () => {
  await using server = await startService([answer(handedOut(SERVER))])
  let path = ''
  const failed = withClusterAccess(
    patientService(),
    { management: server.url, clusterId },
    async kubeconfig => {
      path = kubeconfig
      throw new Error('of the work')
    },
  )
  await expect(failed).rejects.toThrow('of the work')
  expect(existsSync(path)).toBe(false)
})

it('does not go on with an answer that names no cluster', async () => {
  await using server = await startService([answer('clusters: []')])
  const failed = withClusterAccess(
    patientService(),
    { management: server.url, clusterId },
    async () => undefined,
  )
  await expect(failed).rejects.toThrow('clusters')
})
