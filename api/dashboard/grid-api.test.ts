import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { GridApiError, gridApi } from './page/grid-api.js'

let stop = () => {}
afterEach(() => stop())

/** The page's reader of a real server; its addresses are relative, as in the browser. */
async function readerOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stop = () => server.close()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return gridApi((url, options) => fetch(new URL(String(url), origin), options))
}
const signal = new AbortController().signal
const answer = (region_name: string, next_cursor?: string) =>
  JSON.stringify({ data: [{ region_code: '53', region_name }], meta: { is_simulated: true, next_cursor } })

describe('the reader of the API', () => {
  it('gives the same object for the same answer, and another for another', async () => {
    let name = 'Bretagne'
    const api = await readerOf((_, response) => response.end(answer(name)))
    const first = await api.regions(signal)
    expect(await api.regions(signal)).toBe(first)
    name = 'Breizh'
    expect((await api.regions(signal)).data[0]?.region_name).toBe('Breizh')
  })

  it('reads every page of an answer', async () => {
    const api = await readerOf((request, response) =>
      response.end(request.url?.includes('cursor=next') ? answer('b') : answer('a', 'next')),
    )
    expect((await api.mix({ step: 'PT1H' }, signal)).data).toHaveLength(2)
  })

  it('reports a problem with its title and when to come back', async () => {
    const api = await readerOf((_, response) =>
      response
        .writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '7' })
        .end('{"title":"Warehouse unavailable"}'),
    )
    await expect(api.regions(signal)).rejects.toMatchObject({
      status: 503,
      title: 'Warehouse unavailable',
      retrySeconds: 7,
    })
  })

  it('reports an answer that is no JSON', async () => {
    const api = await readerOf((_, response) => response.end('<html>maintenance</html>'))
    await expect(api.regions(signal)).rejects.toMatchObject({ status: 200, title: 'not JSON' })
  })

  it('reports a server that does not answer as status 0', async () => {
    const api = await readerOf((_, response) => response.destroy())
    const error = await api.regions(signal).catch(cause => cause)
    expect(error).toBeInstanceOf(GridApiError)
    expect(error).toMatchObject({ status: 0 })
  })
})
