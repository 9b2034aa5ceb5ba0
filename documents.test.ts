/** What the documents name must exist, and what exists must be named. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { filesBelow } from './layout.ts'

const readText = (path: string) => readFileSync(path, 'utf8')

const files = filesBelow('.')
const documents = files.filter(path => path.endsWith('.md'))

const Package = z.object({
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
})
const manifest = Package.parse(JSON.parse(readText('package.json')))

describe('links', () => {
  it.each(documents)('of %s lead somewhere', document => {
    const targets = [...readText(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const local = targets.filter(target => !/^(https?:|#)/.test(target))
    const lost = local.filter(target => !existsSync(join(dirname(document), target.replace(/#.*$/, ''))))
    expect(lost).toEqual([])
  })
})

it('has every decision in the index', () => {
  const decisions = readdirSync('docs/adr').filter(name => /^\d{4}-/.test(name))
  const index = readText('docs/adr/README.md')
  expect(decisions.length).toBeGreaterThan(0)
  expect(decisions.filter(name => !index.includes(`(${name})`))).toEqual([])
})

it('gives a reason for every dependency, and for none that is gone', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  const rows = readText('docs/dependencies.md')
    .split('\n')
    .filter(line => line.startsWith('| '))
  const described = new Set(
    rows.flatMap(
      row =>
        row
          .split('|')[1]
          ?.split(',')
          .map(name => name.trim()) ?? [],
    ),
  )
  const direct = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(direct.filter(name => !described.has(name))).toEqual([])
  const installed = new Set([...direct, 'package', 'Node packages'])
  expect([...described].filter(name => !installed.has(name) && !/^-+$/.test(name))).toEqual([])
})

it('describes every environment variable that the code reads, and no other', () => {
  const code = files.filter(path => /\.ts$/.test(path) && !/\.test\.ts$/.test(path))
  const named = (text: string) => [...new Set(text.match(/\bGRID_[A-Z_]+\b/g))].sort()
  const read = named(code.map(readText).join('\n'))
  expect(named(readText('.env.example'))).toEqual(read)
  expect(named(readText('docs/operations.md'))).toEqual(read)
})

it('names only commands that exist', () => {
  const commands = documents.flatMap(path => [...readText(path).matchAll(/npm run ([a-z:]+)/g)])
  const unknown = commands.map(([, name = '']) => name).filter(name => !(name in manifest.scripts))
  expect(unknown).toEqual([])
})
