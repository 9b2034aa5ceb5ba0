import { describe, expect, it } from 'vitest'
import { DeployError } from './deploy-error.ts'
import { type LoopbackAnswer, patientService, startService } from './loopback-service.ts'
import { callService } from './service-call.ts'

const get = (url: string) => ({ method: 'GET', url: `${url}/thing?api-version=1` }) as const

describe('a call', () => {
  it.each<[string, LoopbackAnswer, number]>([
    ['a role has not spread yet', { status: 403 }, 5_000],
    ['somebody else is at it', { status: 409 }, 5_000],
    ['it is asked to wait', { status: 429, headers: { 'retry-after': '17' } }, 17_000],
    ['it is asked to wait without being told how long', { status: 429 }, 5_000],
    ['it is asked to wait for a day', { status: 429, headers: { 'retry-after': '86400' } }, 120_000],
    ['the service fails', { status: 500 }, 5_000],
    ['the service is not there', { status: 503, headers: { 'retry-after': '2' } }, 2_000],
    ['the connection breaks', { status: 0, silence: 'drop' }, 5_000],
    ['a token is refused once', { status: 401 }, 5_000],
  ])('is made again when %s', async (_, answer, wait) => {
    await using server = await startService([answer, { status: 200, body: 'done' }])
    const service = patientService()
    const { text } = await callService(service, get(server.url))
    expect(text).toBe('done')
    expect(service.waits).toEqual([wait])
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
  })

  it('is made again when nothing is answered in time', async () => {
    let isFirst = true
    await using server = await startService(() => {
      const silence = isFirst ? 'hang' : undefined
      isFirst = false
      return { status: 200, ...(silence && { silence }) }
    })
    const service = patientService(1, 150)
    expect((await callService(service, get(server.url))).status).toBe(200)
    expect(service.told).toEqual([expect.stringContaining('no answer')])
  })

  it.each([
    [403, 'lacks a role', 4],
    [503, '', 4],
    [401, 'is this the right tenant', 2],
    [400, '', 1],
    [404, 'is `pulumi up` through?', 1],
  ])('that is answered %i for good ends with what was said, and advice', async (status, advice, calls) => {
    await using server = await startService(() => ({
      status,
      body: { error: { message: 'the reason\n given' } },
    }))
    const failed = callService(patientService(), get(server.url))
    await expect(failed).rejects.toThrow(DeployError)
    await expect(failed).rejects.toThrow(
      `GET ${server.url}/thing: ${status}: {"error":{"message":"the reason`,
    )
    await expect(failed).rejects.toThrow(advice)
    expect(server.requests).toHaveLength(calls)
  })

  it('takes a status for an answer that it expects', async () => {
    await using server = await startService([{ status: 404 }])
    const { status } = await callService(patientService(), { ...get(server.url), expected: [404] })
    expect(status).toBe(404)
  })

  it('tells no token to anybody, and follows no redirection with one', async () => {
    await using server = await startService(() => ({
      status: 302,
      headers: { location: 'https://example.test/' },
    }))
    const service = patientService()
    const failed = callService(service, get(server.url)).catch(String)
    expect(await failed).not.toContain('token-')
    expect(service.told.join()).not.toContain('token-')
    expect(server.requests).toHaveLength(1)
  })

  it('ends when nobody is signed in', async () => {
    const service = { ...patientService(), credential: { getToken: async () => null } }
    await expect(callService(service, get('http://127.0.0.1:9'))).rejects.toThrow('nobody is signed in')
  })

  it('names who does not answer', async () => {
    const failed = callService(patientService(1), get('http://127.0.0.1:9'))
    await expect(failed).rejects.toThrow(/GET http:\/\/127\.0\.0\.1:9\/thing: no answer: /)
  })
})
