import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildAndPush } from './image.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A program in docker's place, which notes how it is called and writes what buildx writes. */
async function standIn(metadata: object, exitCode = 0): Promise<string> {
  const program = join(folder, 'docker')
  await writeFile(
    program,
    `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
const words = process.argv.slice(2)
const input = words.includes('login') ? readFileSync(0, 'utf8') : ''
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({ words, input }) + '\\n')
const file = words[words.indexOf('--metadata-file') + 1]
if (words.includes('--metadata-file')) writeFileSync(file, ${JSON.stringify(JSON.stringify(metadata))})
process.exit(${exitCode})
`,
  )
  await chmod(program, 0o755)
  return program
}

const request = (docker: string) => ({
  docker,
  registry: 'grid.azurecr.io',
  repository: 'grid-api',
  tag: 'c0ffee',
  context: '.',
  dockerfile: 'Dockerfile',
  refreshToken: 'of the registry',
})

it('signs in by standard input, builds, pushes, and says what was pushed', async () => {
  const digest = `sha256:${'ab'.repeat(32)}`
  expect(await buildAndPush(request(await standIn({ 'containerimage.digest': digest })))).toBe(digest)
  const calls = (await readFile(join(folder, 'calls'), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(calls.map(({ words }) => words[2])).toEqual(['login', 'buildx'])
  expect(calls.map(({ input }) => input)).toEqual(['of the registry', ''])
  expect(calls.flatMap(({ words }) => words).join(' ')).not.toContain('of the registry')
  expect(calls[1].words).toEqual(
    expect.arrayContaining(['--push', '--tag', 'grid.azurecr.io/grid-api:c0ffee']),
  )
})

it('ends when docker fails, without telling the token', async () => {
  const failed = buildAndPush(request(await standIn({}, 1))).catch(String)
  expect(await failed).toContain('login grid.azurecr.io')
  expect(await failed).toContain('ended with 1, expected 0')
  expect(await failed).not.toContain('of the registry')
})

it('ends when docker is not there', async () => {
  await expect(buildAndPush(request(join(folder, 'absent')))).rejects.toThrow('is it installed?')
})

it('ends when what was pushed has no digest', async () => {
  await expect(buildAndPush(request(await standIn({})))).rejects.toThrow('containerimage.digest')
})
