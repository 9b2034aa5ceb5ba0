import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import Koa from 'koa'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problems } from '../problem.ts'
import { dashboard } from './dashboard.ts'

const app = new Koa()
app.use(problems(pino({ level: 'silent' })))
app.use(dashboard())
const server = app.listen(0, '127.0.0.1')
let origin = ''
let html = ''
let assets: string[] = []

beforeAll(async () => {
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  html = await (await fetch(origin)).text()
  assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
})
afterAll(() => {
  server.close()
})

/** As written: fetch would tidy `..` away, and add headers of its own to a conditional request. */
function statusOf(path: string, headers = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`),
    )
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    socket.on('end', () => resolve(Number(text.split(' ')[1])))
    socket.on('error', reject)
  })
}

describe('the page', () => {
  it('is served under a policy that allows nothing inline and no other host', async () => {
    const response = await fetch(origin)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).not.toContain('unsafe')
  })

  it('has no inline script, style or handler, and names no other host', () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/)
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/)
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })

  it('is asked for again each time, and answers 304 while it has not changed', async () => {
    const first = await fetch(origin)
    expect(first.headers.get('cache-control')).toBe('no-cache')
    expect(await statusOf('/', `If-None-Match: ${first.headers.get('etag')}\r\n`)).toBe(304)
    expect(await statusOf('/', 'If-None-Match: "another"\r\n')).toBe(200)
  })

  it('answers HEAD, and refuses to be written', async () => {
    expect((await fetch(origin, { method: 'HEAD' })).status).toBe(200)
    const refused = await fetch(origin, { method: 'POST' })
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('GET, HEAD')
  })
})

describe('the assets', () => {
  it('are all there, typed, and cached for ever under an address that changes with them', async () => {
    expect(assets.map(path => path.split('/').at(-1)).sort()).toEqual([
      'icon.svg',
      'main.js',
      'outlook.css',
      'page.css',
    ])
    for (const path of assets) {
      expect(path).toMatch(/^\/assets\/[0-9a-f]{16}\//)
      const response = await fetch(origin + path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^(text\/javascript|text\/css|image\/svg\+xml)/)
      expect(response.headers.get('cache-control')).toContain('immutable')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('include every module that the page imports', async () => {
    const folder = (assets[0] ?? '').replace(/[^/]+$/, '')
    const met = new Set(['main.js'])
    for (const name of met) {
      const response = await fetch(`${origin}${folder}${name}`)
      expect([name, response.status]).toEqual([name, 200])
      const source = await response.text()
      expect(source).not.toMatch(/innerHTML|'style'|cssText|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
      for (const [, path = ''] of source.matchAll(/^(?:import|\}) .*from '\.\/([\w-]+\.js)'/gm)) met.add(path)
    }
    expect(met.size).toBeGreaterThan(15)
  })

  it.each([
    '/assets/',
    '/assets/main.js',
    '/assets/0000000000000000/main.js',
    '/index.html',
    '/page/main.js',
    '/favicon.ico',
  ])('are nothing else: %s is not found', async path => {
    expect(await statusOf(path)).toBe(404)
  })

  it('open no way out of their folder', async () => {
    const folder = (assets[0] ?? '').replace(/[^/]+$/, '')
    for (const way of [
      '../dashboard.ts',
      '..%2fdashboard.ts',
      '%2e%2e/dashboard.ts',
      '../../../package.json',
    ]) {
      expect([way, await statusOf(folder + way)]).toEqual([way, 404])
    }
    expect(await statusOf('/../../../../etc/passwd')).toBe(404)
  })
})
