/** `npm start` as a person uses it: simulated publications in, page and API out, ended by a signal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'

const home = mkdtempSync(join(tmpdir(), 'grid-home-'))
const running: ChildProcess[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/** Starts the platform and waits for a line it prints. */
async function start(words: string[], until: RegExp) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...words], {
    env: { ...process.env, GRID_HOME: home, GRID_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (until.test(line)) break
  }
  return { child, lines }
}

it('serves simulated feeds, says so everywhere, and stops when asked', async () => {
  const { child, lines } = await start([], /^eco2mix-regional-realtime: new/)
  expect(lines[0]).toContain('SIMULATED')
  const url = lines.join('\n').match(/page (http:\/\/[\d.]+:\d+)/)?.[1] ?? ''
  const answer = await fetch(`${url}/v1/balance?region=53`)
  expect(answer.headers.get('x-data-origin')).toBe('simulated')
  const { data, meta } = (await answer.json()) as { data: object[]; meta: { is_simulated: boolean } }
  expect([data.length, meta.is_simulated]).toEqual([96, true])
  expect((await fetch(url)).status).toBe(200)

  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
}, 180_000)

it('keeps real publications out of a home of simulated ones', async () => {
  const { child } = await start(
    ['--files', join(import.meta.dirname, '../silver/fixtures/*.xls')],
    /never printed/,
  )
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(2)
})
