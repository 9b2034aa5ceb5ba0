/** The events that are declared are those that are emitted; alerts rest on no other. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { filesBelow } from './layout.ts'
import { EVENTS, type EventDeclaration } from './pipeline/catalog/events.ts'

const declared: readonly (readonly [string, EventDeclaration])[] = Object.entries(EVENTS)

/** Names in `.emit('…'` of a text, over line breaks. */
const emittedIn = (text: string) => [...text.matchAll(/\.emit\(\s*'([^']+)'/g)].map(([, name = '']) => name)

const code = filesBelow('.').filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
const emitted = new Set(
  code
    .filter(path => /^(api|pipeline)\//.test(path))
    .flatMap(path => emittedIn(readFileSync(path, 'utf8')))
    .filter(name => name.includes('.')),
)

it('finds what is emitted', () => {
  expect(emittedIn("telemetry.emit('a.b', {})\n telemetry.emit(\n  'c.d',")).toEqual(['a.b', 'c.d'])
})

it('every event that is emitted is declared', () => {
  const names = declared.map(([name]) => name)
  expect([...emitted].filter(name => !names.includes(name))).toEqual([])
})

it('every event that is declared is emitted, unless it is planned', () => {
  expect(declared.filter(([name, { planned }]) => planned === null && !emitted.has(name))).toEqual([])
})

it('no event that is emitted is called planned', () => {
  expect(declared.filter(([name, { planned }]) => planned !== null && emitted.has(name))).toEqual([])
})
