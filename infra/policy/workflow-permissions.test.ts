import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { workflowFaults } from './workflow-permissions.ts'

const WORKFLOWS = '.github/workflows'

it.each(readdirSync(WORKFLOWS))('%s says what its token may do, and not everything', name => {
  expect(workflowFaults(name, readFileSync(join(WORKFLOWS, name), 'utf8'))).toEqual([])
})

it.each([
  ['everything', 'permissions: write-all\njobs: { a: {} }', 'workflow has permissions: write-all'],
  [
    'everything to one job',
    'permissions: {}\njobs: { a: { permissions: write-all } }',
    'job a has permissions: write-all',
  ],
  ['whatever the repository says', 'jobs: { a: { permissions: {} }, b: {} }', 'says nothing of permissions'],
])('refuses %s', (_, text, fault) => {
  expect(workflowFaults('planted.yml', text)).toEqual([`planted.yml: ${fault}`])
})
