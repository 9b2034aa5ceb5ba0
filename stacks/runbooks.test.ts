/** There is a runbook for every kind of alarm, and its queries bind. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { DECLARED_RULES } from './alert-rules.ts'
import { ALERT_KINDS, runbookOf } from './alerts/alert-rule.ts'
import { type BoundQuery, openBinder } from './alerts/kql-binder.ts'

const FOLDER = 'docs/runbooks'
const textOf = (path: string) => readFileSync(path, 'utf8')
const index = textOf(`${FOLDER}/README.md`)
const pages = readdirSync(FOLDER)
  .filter(name => name.endsWith('.md'))
  .map(name => [name, textOf(`${FOLDER}/${name}`)] as const)

let bind: (query: string) => BoundQuery
beforeAll(() => {
  bind = openBinder()
})

it('are there for every kind of alarm, and for no other', () => {
  const names = pages.map(([name]) => `${FOLDER}/${name}`).filter(path => path !== `${FOLDER}/README.md`)
  expect(names.toSorted()).toEqual(ALERT_KINDS.map(runbookOf).toSorted())
})

describe.each(ALERT_KINDS)('%s', kind => {
  it('says what it means, how to look, and what to do', () => {
    const titles = [...textOf(runbookOf(kind)).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title)
    expect(titles.slice(1)).toEqual(['What it means', 'How to look', 'What to do'])
  })

  it('is in the index with the severity and the events of its rules', () => {
    const row = index.split('\n').find(line => line.startsWith(`| [${kind}](${kind}.md) |`))
    expect(row).toBeDefined()
    for (const { severity, events } of DECLARED_RULES.filter(rule => rule.kind === kind)) {
      expect(row).toContain(`| ${severity} |`)
      for (const event of events) expect(row).toContain(`\`${event}\``)
    }
  })
})

describe.each(pages)('%s', (_, text) => {
  it('has queries that bind', () => {
    const queries = [...text.matchAll(/```kql\n([\s\S]+?)```/g)].map(([, query = '']) => query)
    expect(queries.flatMap(query => bind(query).faults)).toEqual([])
  })
})
