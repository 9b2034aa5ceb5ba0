/** The two documents that are fetched whole: register of communes and table of areas. */
import { describe, expect, it } from 'vitest'
import type { Connector } from './connector.ts'
import { answerWith, type Behaviour, failureOf, NOW, QUICK, WINDOW } from './loopback-publisher.ts'
import { loopbackTrial } from './loopback-trial.ts'
import { openConnectors } from './open-connectors.ts'
import { AREAS_PAGE, COMMUNES, endpointsAt, wellBehaved } from './small-answers.ts'

const trial = loopbackTrial(wellBehaved)

function connectorOf(feedId: string, endpoint?: string): Connector {
  const endpoints = {
    ...endpointsAt(trial.server.url),
    ...(endpoint !== undefined && { [feedId]: endpoint }),
  }
  const connector = openConnectors({ endpoints, patience: QUICK }).get(feedId)
  if (!connector) throw new Error(`no connector for ${feedId}`)
  return connector
}
const paths = () => trial.server.asked.map(({ url }) => url.pathname)
/** Well, but with these headers, and 304 to who knows the ETag. */
const withHeaders =
  (headers: Readonly<Record<string, string>>): Behaviour =>
  (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.headers['if-none-match'] === headers.etag && headers.etag !== undefined) {
      return response.writeHead(304).end()
    }
    return wellBehaved(request, response)
  }

describe.each(['region-register', 'region-areas'])('%s', feedId => {
  it('is kept with what tells its version, and asked for again only if it has changed', async () => {
    trial.server.behave(withHeaders({ etag: '"v1"', 'last-modified': 'Sun, 01 Nov 2026 00:00:00 GMT' }))
    const first = await connectorOf(feedId).fetch(WINDOW, trial.temporary.context)
    expect(first.publications).toMatchObject([
      { isNew: true, record: { request: { headers: { etag: '"v1"' } } } },
    ])
    expect(trial.server.asked.at(-1)?.headers['if-none-match']).toBeUndefined()

    const second = await connectorOf(feedId).fetch(WINDOW, trial.temporary.context)
    expect(second).toMatchObject({ bytes: 0, publications: [] })
    expect(trial.server.asked.at(-1)?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Sun, 01 Nov 2026 00:00:00 GMT',
    })

    trial.server.behave(withHeaders({ etag: '"v2"' }))
    expect((await connectorOf(feedId).fetch(WINDOW, trial.temporary.context)).publications).toMatchObject([
      { isNew: false },
    ])
  })

  it('is asked for without conditions at an address that we hold nothing from', async () => {
    trial.server.behave(withHeaders({ etag: '"v1"' }))
    await connectorOf(feedId).fetch(WINDOW, trial.temporary.context)
    const other = feedId === 'region-areas' ? '/wiki/Other' : '/other/communes.json'
    await connectorOf(feedId, trial.server.url + other).fetch(WINDOW, trial.temporary.context)
    expect(trial.server.asked.at(-1)?.headers['if-none-match']).toBeUndefined()
  })

  it('is not taken for unchanged by a 304 that nobody asked for', async () => {
    trial.server.behave((request, response) =>
      request.url === '/robots.txt' ? response.writeHead(404).end() : response.writeHead(304).end(),
    )
    const error = await failureOf(connectorOf(feedId), trial.temporary.context)
    expect(error).toMatchObject({ code: 'not-the-data' })
  })

  it.each([
    ['', 'an absolute URL'],
    ['Regions_of_France', 'an absolute URL'],
    ['htp://example.org/', 'a URL that begins https://'],
    ['http://example.org/', 'a URL that begins https://'],
    ['file:///etc/passwd', 'a URL that begins https://'],
    ['https://user:s3cret@example.org/', 'a URL without credentials'],
  ])('names the setting that is wrong: %j', async (endpoint, expected) => {
    const error = await failureOf(connectorOf(feedId, endpoint), trial.temporary.context)
    expect(error).toMatchObject({ code: 'misconfigured', calls: 0 })
    const setting = feedId === 'region-areas' ? 'GRID_REGION_AREAS_URL' : 'GRID_REGION_REGISTER_URL'
    expect(error.message).toContain(`${setting} (endpoint of ${feedId}): `)
    expect(error.message).toContain(`expected ${expected}`)
    expect(error.message).not.toContain('s3cret')
  })
})

describe('the register', () => {
  it.each<[string, unknown, string]>([
    ['a region without inhabitants', COMMUNES.slice(1), 'without inhabitants of 11 Île-de-France'],
    [
      'former communes only',
      COMMUNES.map(commune => ({ ...commune, type: 'commune-deleguee' })),
      'without inhabitants',
    ],
    [
      'populations nowhere',
      COMMUNES.map(commune => ({ ...commune, population: null })),
      'without inhabitants of 11',
    ],
    ['numbers for codes', COMMUNES.map(commune => ({ ...commune, code: 1 })), '0.code'],
    ['an empty list', [], 'without inhabitants of 11 Île-de-France, 24'],
  ])('is refused with %s', async (_, communes, says) => {
    trial.server.behave(answerWith(200, JSON.stringify(communes)))
    const error = await failureOf(connectorOf('region-register'), trial.temporary.context)
    expect(error).toMatchObject({ code: 'not-the-data', calls: 1 })
    expect(error.message).toContain(says)
  })
})

describe('the table of areas', () => {
  const pageWith =
    (body: string): Behaviour =>
    (request, response) =>
      request.url === '/robots.txt' ? response.writeHead(404).end() : response.end(body)

  it('is found among other tables, in English and with notes', async () => {
    const page = AREAS_PAGE.replace('<table>', '<table><tr><td>Km²</td></tr></table><table>')
      .replace('Bretagne', 'Brittany')
      .replace("Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d'Azur (PACA)")
      .replace('27208', '27&nbsp;208')
    trial.server.behave(pageWith(page))
    expect(
      (await connectorOf('region-areas').fetch(WINDOW, trial.temporary.context)).publications,
    ).toHaveLength(1)
  })

  it.each([
    ['no table', '<html><body>moved</body></html>', 'without any table'],
    ['a region too few', AREAS_PAGE.replace('Bretagne', 'Armorica'), 'do not name Bretagne'],
    ['no areas', AREAS_PAGE.replace('Km<sup>2</sup>', 'Capital'), 'without a column of km²'],
  ])('is refused with %s', async (_, page, says) => {
    trial.server.behave(pageWith(page))
    const error = await failureOf(connectorOf('region-areas'), trial.temporary.context)
    expect(error.code).toBe('not-the-data')
    expect(error.message).toContain(says)
  })

  it('is not fetched where robots.txt closes it to us', async () => {
    trial.server.behave((request, response) =>
      request.url === '/robots.txt'
        ? response.end('User-agent: *\nAllow: /\n\nUser-agent: GridPowerStream\nDisallow: /wiki/')
        : wellBehaved(request, response),
    )
    const error = await failureOf(connectorOf('region-areas'), trial.temporary.context)
    expect(error).toMatchObject({ code: 'rejected', calls: 1 })
    expect(error.message).toContain('in line 5 of its robots.txt')
    expect(paths()).toEqual(['/robots.txt'])
  })

  it('is fetched where robots.txt closes other pages, or closes it to others', async () => {
    trial.server.behave((request, response) =>
      request.url === '/robots.txt'
        ? response.end('User-agent: *\nDisallow: /w/\n\nUser-agent: Greedy\nDisallow: /')
        : wellBehaved(request, response),
    )
    expect((await connectorOf('region-areas').fetch(WINDOW, trial.temporary.context)).calls).toBe(2)
  })

  it('is not fetched while the site cannot tell its rules', async () => {
    trial.server.behave((request, response) =>
      request.url === '/robots.txt' ? response.writeHead(503).end() : wellBehaved(request, response),
    )
    expect((await failureOf(connectorOf('region-areas'), trial.temporary.context)).code).toBe('server-error')
    expect(paths()).toEqual(['/robots.txt', '/robots.txt'])
  })

  it('is not asked for again before it may have changed, by its own word', async () => {
    trial.server.behave(withHeaders({ 'cache-control': 'public, max-age=3600', age: '600' }))
    await connectorOf('region-areas').fetch(WINDOW, trial.temporary.context)
    const later = (minutes: number) => ({
      ...trial.temporary.context,
      now: () => new Date(NOW.getTime() + minutes * 60_000),
    })
    expect(await connectorOf('region-areas').fetch(WINDOW, later(49))).toEqual({
      calls: 0,
      bytes: 0,
      publications: [],
      quota: null,
    })
    expect((await connectorOf('region-areas').fetch(WINDOW, later(50))).calls).toBe(2)
  })
})
