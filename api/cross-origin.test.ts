import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSeed, type TestService } from './test-service.ts'

const ORIGIN = 'https://grid.example.org'

let service: TestService
beforeAll(async () => {
  service = await serveSeed(
    { intervals: [], years: [] },
    { corsOrigins: [ORIGIN, 'https://other.example.org'] },
  )
})
afterAll(() => service.stop())

const preflight = (Origin: string) =>
  service.get('/v1/regions', {
    method: 'OPTIONS',
    headers: {
      Origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    },
  })

describe('a page of an origin on the list', () => {
  it('may ask, with a token', async () => {
    const { status, headers } = await preflight(ORIGIN)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(headers.get('access-control-allow-methods')).toBe('GET,HEAD,OPTIONS')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each(['/v1/regions', '/v1/balance?region=94', '/nothing'])('may read what %s answers', async path => {
    const { headers } = await service.get(path, { headers: { Origin: ORIGIN } })
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(headers.get('vary')).toContain('Origin')
    expect(headers.get('access-control-expose-headers')).toContain('ETag')
  })
})

it.each([
  'https://evil.example.org',
  `${ORIGIN}.evil.example.org`,
  'http://grid.example.org',
  `${ORIGIN}:8443`,
  'https://GRID.example.org',
  'null',
])('lets no page of %s read', async origin => {
  expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
  const answer = await service.get('/v1/regions', { headers: { Origin: origin } })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  expect(answer.headers.get('vary')).toContain('Origin')
})
