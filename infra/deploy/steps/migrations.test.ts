import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startService } from './loopback-service.ts'
import { runMigrations } from './migrations.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Notes which file of a token it was given, and what was in it. */
const note = (path: string) => [
  process.execPath,
  '-e',
  `const { readFileSync, writeFileSync, statSync } = require('node:fs')
   const file = process.env.AZURE_FEDERATED_TOKEN_FILE
   writeFileSync(${JSON.stringify(path)}, JSON.stringify({ file, text: file && readFileSync(file, 'utf8'), mode: file && statSync(file).mode & 0o777 }))`,
]

it('runs the command as it was handed over', async () => {
  const path = join(folder, 'noted')
  await runMigrations(note(path), {})
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({})
})

it('hands it the token of GitHub in a file that others can’t read, and that is gone afterwards', async () => {
  await using server = await startService([{ status: 200, body: { value: 'signed by GitHub' } }])
  const path = join(folder, 'noted')
  const github = { ACTIONS_ID_TOKEN_REQUEST_URL: server.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the run' }
  await runMigrations(note(path), github)
  const noted = JSON.parse(await readFile(path, 'utf8'))
  expect(noted).toMatchObject({ text: 'signed by GitHub', mode: 0o600 })
  expect(existsSync(noted.file)).toBe(false)
})

it.each([
  [[process.execPath, '-e', 'process.exit(3)'], 'ended with 3, expected 0'],
  [['/nowhere/migrate'], 'could not be started'],
])('ends when %j does not do it', async (command, reason) => {
  await expect(runMigrations(command, {})).rejects.toThrow(reason)
})

it('runs nothing when there is nothing to run', async () => {
  await expect(runMigrations([], {})).resolves.toBeUndefined()
})
