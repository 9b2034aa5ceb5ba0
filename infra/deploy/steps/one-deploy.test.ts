import { describe, expect, it } from 'vitest'
import {
  type LoopbackAnswer,
  patientService,
  type ReceivedRequest,
  startService,
} from './loopback-service.ts'
import { publishPackage } from './one-deploy.ts'

const zip = new TextEncoder().encode('PK: a package')
const page = (id: string, status: number, more: object = {}) => ({
  status: 200,
  body: { id, status, status_text: '', progress: 'Building', complete: status >= 3, ...more },
})

/** A publishing host as it is documented: 202 with the page of the deployment, which goes from one state to the next. */
function publishingHost(
  pages: readonly LoopbackAnswer[],
  accepted: LoopbackAnswer = { status: 202, body: '"new"' },
) {
  const left = [...pages]
  return ({ method, path }: ReceivedRequest): LoopbackAnswer => {
    if (method === 'POST' && path.startsWith('/api/publish?')) return accepted
    if (path.startsWith('/api/deployments/')) return left.shift() ?? { status: 500 }
    return { status: 404 }
  }
}

describe('publishing', () => {
  it('uploads the package once, and follows the deployment to its end', async () => {
    const pages = [{ status: 404 }, { status: 404 }, page('new', 1), page('new', 2), page('new', 4)]
    await using server = await startService(publishingHost(pages))
    const service = patientService(9)
    expect(await publishPackage(service, server.url, zip)).toBe('new')
    expect(server.calls()).toEqual([
      'GET /api/deployments/latest',
      'POST /api/publish',
      ...Array.from({ length: 4 }, () => 'GET /api/deployments/latest'),
    ])
    const upload = server.requests.find(({ method }) => method === 'POST')
    expect(upload?.path).toBe('/api/publish?type=zip&RemoteBuild=false&Deployer=grid-power-stream')
    expect(upload?.body).toBe('PK: a package')
    expect(service.told).toEqual(['deployment new: Building', 'deployment new: Building'])
  })

  it('does not take the deployment of before for its own', async () => {
    const pages = [page('old', 4), page('old', 4), page('old', 4), page('new', 4)]
    await using server = await startService(publishingHost(pages))
    expect(await publishPackage(patientService(9), server.url, zip)).toBe('new')
  })

  it('follows the page that it is told', async () => {
    const accepted = { status: 202, headers: { location: '/api/deployments/7' } }
    await using server = await startService(publishingHost([page('6', 4), page('7', 4)], accepted))
    expect(await publishPackage(patientService(9), server.url, zip)).toBe('7')
    expect(server.calls().at(-1)).toBe('GET /api/deployments/7')
  })

  it('shows its token to no other host', async () => {
    const accepted = {
      status: 202,
      headers: { location: 'https://elsewhere.example.test/api/deployments/7' },
    }
    await using server = await startService(publishingHost([page('6', 4), page('7', 4)], accepted))
    expect(await publishPackage(patientService(9), server.url, zip)).toBe('7')
    expect(server.calls().at(-1)).toBe('GET /api/deployments/latest')
  })

  it('publishes again while the role of the app on its own storage spreads', async () => {
    const status_text =
      'InaccessibleStorageException: Failed to upload blob to storage account: 403 (This request is not authorized to perform this operation.)'
    const refused = (id: string) => page(id, 3, { status_text })
    const pages = [{ status: 404 }, refused('1'), refused('1'), refused('2'), refused('2'), page('3', 4)]
    await using server = await startService(publishingHost(pages))
    const service = patientService(9)
    expect(await publishPackage(service, server.url, zip)).toBe('3')
    expect(server.calls().filter(call => call === 'POST /api/publish')).toHaveLength(3)
    expect(service.told).toContain('the app may not write to its storage yet; again in 5 s')
  })

  it('waits while another deployment is at it, and while its own role spreads', async () => {
    const pages = [page('old', 4), page('new', 4)]
    const answers = [
      { status: 403 },
      { status: 409 },
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 202 },
    ]
    const host = publishingHost(pages)
    await using server = await startService(request =>
      request.method === 'POST' ? (answers.shift() ?? { status: 500 }) : host(request),
    )
    expect(await publishPackage(patientService(9), server.url, zip)).toBe('new')
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(4)
  })

  it('ends with the reason when the deployment fails', async () => {
    const pages = [{ status: 404 }, page('new', 3, { status_text: 'host.json is not at the root' })]
    await using server = await startService(publishingHost(pages))
    await expect(publishPackage(patientService(9), server.url, zip)).rejects.toThrow(
      'deployment new: ended with status 3, expected 4: host.json is not at the root',
    )
  })

  it('ends when the deployment does not', async () => {
    await using server = await startService(
      publishingHost([{ status: 404 }, ...Array.from({ length: 9 }, () => page('new', 1))]),
    )
    await expect(publishPackage(patientService(3), server.url, zip)).rejects.toThrow('did not end in time')
  })
})
