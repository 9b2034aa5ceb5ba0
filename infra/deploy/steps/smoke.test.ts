import { describe, expect, it } from 'vitest'
import {
  type LoopbackAnswer,
  patientService,
  type ReceivedRequest,
  startService,
} from './loopback-service.ts'
import { smokeTest } from './smoke.ts'

/** An API as it is when all is well, but for what is said otherwise. */
const api =
  (otherwise: (request: ReceivedRequest) => LoopbackAnswer | undefined = () => undefined) =>
  (request: ReceivedRequest): LoopbackAnswer => {
    const said = otherwise(request)
    if (said) return said
    if (request.path !== '/v1/regions') return { status: 200 }
    return { status: request.authorization === 'Bearer token-1' ? 200 : 401 }
  }

const trial = (url: string) => ({ ...patientService(2), url, path: '/v1/regions' })

describe('a smoke test', () => {
  it('reports each check', async () => {
    await using server = await startService(api())
    const results = await smokeTest(trial(server.url))
    expect(results.map(({ check, status }) => `${check}: ${status}`)).toEqual([
      'lives: 200',
      'can serve: 200',
      'keeps its door shut: 401',
      'lets in who shows a token: 200',
    ])
  })

  it('waits for a container that starts and a database that wakes', async () => {
    const starting = [503, 502]
    await using server = await startService(
      api(({ path }) => {
        const status = path.startsWith('/v1') ? undefined : starting.shift()
        return status === undefined ? undefined : { status }
      }),
    )
    expect(await smokeTest(trial(server.url))).toHaveLength(4)
  })

  it.each<[string, (request: ReceivedRequest) => LoopbackAnswer | undefined, string]>([
    [
      'that is open to anybody',
      ({ path }) => (path === '/v1/regions' ? { status: 200 } : undefined),
      'keeps its door shut: GET',
    ],
    [
      'that refuses our token',
      ({ path }) => (path === '/v1/regions' ? { status: 401 } : undefined),
      'has the deploying identity an app role',
    ],
    [
      'whose warehouse does not come',
      ({ path }) => (path === '/readyz' ? { status: 503 } : undefined),
      'can serve: GET',
    ],
  ])('fails on an API %s', async (_, otherwise, reason) => {
    await using server = await startService(api(otherwise))
    await expect(smokeTest(trial(server.url))).rejects.toThrow(reason)
  })
})
