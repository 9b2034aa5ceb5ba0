/** The house as it stands keeps to layout.ts; and the rules of layout.ts do catch what they forbid. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOORS, FOLDERS_REFUSED, faultsOf, filesBelow, roomOf } from './layout.ts'

const files = filesBelow('.')
const code = files.filter(path => /\.(ts|js|mjs)$/.test(path))
const inRooms = code.filter(path => roomOf(path) !== undefined)

describe('the house', () => {
  it.each(Object.keys(DOORS))('%s keeps to its doors and to the rules of the house', room => {
    const sources = inRooms.filter(path => roomOf(path) === room)
    expect(sources.flatMap(path => faultsOf({ path, text: readFileSync(path, 'utf8') }))).toEqual([])
  })

  it('has no code outside the rooms but the tools at the root', () => {
    const strays = code.filter(path => roomOf(path) === undefined && !['.', '.ci'].includes(dirname(path)))
    expect(strays).toEqual([])
  })

  it('names folders after the field', () => {
    const folders = new Set(files.flatMap(path => dirname(path).split('/')))
    expect(FOLDERS_REFUSED.filter(name => folders.has(name))).toEqual([])
  })

  it.each(['pipeline', ...Object.keys(DOORS)])('%s says what it is in a README of at most 20 lines', room => {
    expect(existsSync(`${room}/README.md`)).toBe(true)
    expect(readFileSync(`${room}/README.md`, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })
})

const silver = (text: string) => faultsOf({ path: 'pipeline/silver/planted.ts', text })

describe('the rules', () => {
  it.each([
    ['an import', "import { x } from '../gold/x.ts'"],
    ['an import for its effects', "import '../gold/x.ts'"],
    ['an import of types', "import type { X } from '../gold/x.ts'"],
    ['an import type', "type X = import('../gold/x.ts').X"],
    ['a dynamic import', "const x = await import('../gold/x.ts')"],
    ['a re-export', "export { x } from '../gold/x.ts'"],
    ['an import over several lines', "import {\n  x,\n} from '../gold/x.ts'"],
    ['a detour through an open room', "import { x } from '../lake/../gold/x.ts'"],
  ])('see %s through a closed door', (_, text) => {
    expect(silver(text)).toEqual([
      'pipeline/silver/planted.ts: pipeline/silver has no door to pipeline/gold/x.ts',
    ])
  })

  it('see a room whose name only begins like an open one', () => {
    expect(silver("import { x } from '../lakeside/x.ts'")).toHaveLength(1)
  })

  it('let through open doors, packages and comments', () => {
    const text = `// import { x } from '../gold/x.ts'
      import { z } from 'zod'
      import { join } from 'node:path'
      import { read } from '../lake/object-store.ts'
      import { own } from './sub/own.ts'
      import manifest from '../../package.json' with { type: 'json' }
      const text = "import x from '../gold/x.ts'"`
    expect(silver(text)).toEqual([])
  })

  it('see node built-ins written without node:', () => {
    expect(silver("import { readFile } from 'fs/promises'")).toEqual([
      'pipeline/silver/planted.ts: write node:fs/promises, not fs/promises',
    ])
  })

  it.each([
    'process.env.GRID_HOME',
    "process['env']",
    'const { env } = process',
    "import { env } from 'node:process'",
  ])('see the environment read below an entry point: %s', text => {
    expect(silver(text)).toEqual(['pipeline/silver/planted.ts: the environment is read in entry points only'])
    expect(faultsOf({ path: 'pipeline/jobs/start.ts', text })).toEqual([])
  })

  it.each([
    "import { get } from 'node:https'",
    "await fetch('https://example.test')",
    "new WebSocket('ws://x')",
  ])('see the network reached from silver: %s', text => {
    expect(silver(text)).toHaveLength(1)
    expect(faultsOf({ path: 'pipeline/sources/planted.ts', text })).toEqual([])
  })

  it.each(["import * as d3 from 'd3'", "import { x } from './nested/y.js'", "import('node:fs')"])(
    'see what a browser cannot load: %s',
    text => {
      expect(faultsOf({ path: 'api/dashboard/page/planted.js', text })).toHaveLength(1)
      expect(faultsOf({ path: 'api/dashboard/planted.ts', text })).toEqual([])
    },
  )

  it('let the modules of the page load each other', () => {
    expect(
      faultsOf({ path: 'api/dashboard/page/planted.js', text: "import { x } from './other.js'" }),
    ).toEqual([])
  })
})
