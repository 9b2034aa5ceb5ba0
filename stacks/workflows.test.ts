/** The workflows: no secret, no right beyond their work, nothing run that could change under us. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { describeWithTools, pathOf } from '../infra/test-tools.ts'
import { STACKS } from './preview/stack-configuration.ts'

const FOLDER = '.github/workflows'

/** As a workflow writes it. */
const expression = (name: string) => `\${{ ${name} }}`

const Step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
})
const Job = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  uses: z.string().optional(),
  environment: z.string().optional(),
  'timeout-minutes': z.int().optional(),
  steps: z.array(Step).default([]),
})
const Workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), Job),
})

const workflows = readdirSync(FOLDER).map(name => {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  return { name, text, workflow: Workflow.parse(parse(text)) }
})
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([job, of]) => ({ name, job, ...of })),
)

/** What a job may do beyond reading the code, and what it needs that for. */
const WRITES = [
  'deploy-environment.yml deploy: id-token write',
  'deploy.yml dev: id-token write',
  'deploy.yml staging: id-token write',
  'deploy.yml prod: id-token write',
  'preview.yml changes: id-token write',
  'preview.yml changes: pull-requests write',
]

describe.each(workflows)('$name', ({ text, workflow }) => {
  it('reads no secret: it signs in by who it is', () => {
    expect(secretsIn(text)).toEqual([])
  })

  it('may do nothing, but for what a job says', () => {
    expect(workflow.permissions).toEqual({})
  })

  it('runs only actions that are pinned to a commit, with the version beside it', () => {
    expect(unpinned(text)).toEqual([])
  })

  it('takes no text of strangers into a shell', () => {
    const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    expect(runs.filter(run => run.includes('${{'))).toEqual([])
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
  })
})

const secretsIn = (text: string) => text.match(/\bsecrets\b(?:\.\w+|: inherit|\[)/g) ?? []

function unpinned(text: string): string[] {
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, used = '']) => used)
  const ours = uses.filter(used => used.startsWith('./'))
  const strangers = uses.filter(used => !used.startsWith('./'))
  return [
    ...ours.filter(path => !existsSync(path)),
    ...strangers.filter(used => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)),
  ]
}

it.each([
  ['a secret', `env: { A: ${expression('secrets.A')} }`, secretsIn],
  ['all secrets', 'secrets: inherit', secretsIn],
  ['an action by its tag', '- uses: actions/checkout@v7', unpinned],
  [
    'an action without its version',
    '- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
    unpinned,
  ],
  ['a workflow that is not there', 'uses: ./.github/workflows/absent.yml', unpinned],
])('would find %s', (_, planted, find) => {
  expect(find(planted)).toHaveLength(1)
})

describe('the jobs', () => {
  it('write only where their work is to write', () => {
    const writes = jobs.flatMap(({ name, job, permissions }) =>
      Object.entries(permissions)
        .filter(([, access]) => access !== 'read')
        .map(([what, access]) => `${name} ${job}: ${what} ${access}`),
    )
    expect(writes.toSorted()).toEqual(WRITES.toSorted())
  })

  it('end in time, and keep no credentials in the checkout', () => {
    const own = jobs.filter(({ uses }) => uses === undefined)
    expect(own.filter(job => job['timeout-minutes'] === undefined).map(({ job }) => job)).toEqual([])
    const checkouts = own.flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')),
    )
    expect(checkouts.length).toBeGreaterThan(3)
    expect(checkouts.filter(step => step.with?.['persist-credentials'] !== false)).toEqual([])
  })

  it('deploy each environment after the one before, each with its approval', () => {
    const deploy = workflows.find(({ name }) => name === 'deploy.yml')
    expect(Object.keys(deploy?.workflow.jobs ?? {})).toEqual([...STACKS])
    expect(STACKS.map(stack => deploy?.workflow.jobs[stack]?.needs)).toEqual([undefined, 'dev', 'staging'])
    const environment = workflows.find(({ name }) => name === 'deploy-environment.yml')
    expect(environment?.workflow.jobs.deploy?.environment).toBe(expression('inputs.environment'))
  })

  it('run Pulumi on the Node that the repository brings, not on that of the runner', () => {
    const withPulumi = jobs.filter(({ steps }) =>
      steps.some(({ uses }) => uses?.startsWith('pulumi/actions@')),
    )
    expect(withPulumi.map(({ job }) => job)).toEqual(['deploy', 'changes'])
    for (const { steps } of withPulumi) {
      const position = (isIt: (step: z.output<typeof Step>) => boolean) => steps.findIndex(isIt)
      const path = position(({ run }) => run === 'echo "$PWD/node_modules/.bin" >> "$GITHUB_PATH"')
      expect(path).toBeGreaterThan(position(({ run }) => run === 'npm ci'))
      expect(path).toBeLessThan(position(({ uses }) => uses?.startsWith('pulumi/actions@') === true))
    }
  })

  it('test the warehouse on a server whose password is made in the run', () => {
    const warehouse = workflows.find(({ name }) => name === 'warehouse.yml')
    expect(warehouse?.text).toContain(`MSSQL_SA_PASSWORD: ${expression('needs.password.outputs.password')}`)
    expect(warehouse?.text).toContain(
      `SQLSERVER_URL: mssql://sa:${expression('needs.password.outputs.password')}@127.0.0.1:1433/`,
    )
  })
})

describeWithTools('actionlint', ['actionlint'], process.env, () => {
  const lint = (input: string) =>
    spawnSync(pathOf('actionlint'), ['-no-color', '-shellcheck=', '-pyflakes=', '-'], {
      input,
      encoding: 'utf8',
    })

  it.each(workflows.map(({ name, text }) => [name, text] as const))('finds nothing in %s', name => {
    const { status, stdout } = spawnSync(
      pathOf('actionlint'),
      ['-no-color', '-shellcheck=', '-pyflakes=', join(FOLDER, name)],
      { encoding: 'utf8' },
    )
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it('would find a mistake', () => {
    const planted = `on: push\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: "echo ${expression('github.nothing')}" }] } }`
    expect(lint(planted).status).not.toBe(0)
  })
})
