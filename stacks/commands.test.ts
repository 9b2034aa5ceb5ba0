/** What the documents tell a person to type is there: scripts with their options, outputs, keys, scripts of npm. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { JobConfiguration } from './databricks/job-configuration.ts'
import { Environment } from './environment.ts'

const textOf = (path: string) => readFileSync(path, 'utf8')
const documents = ['docs/deployment.md', ...globSync('docs/{operations,runbooks}/*.md')].toSorted()
const blocksOf = (text: string) => [...text.matchAll(/```sh\n([\s\S]+?)```/g)].map(([, block = '']) => block)
/** Commands of shell blocks and of `code`, continued lines as one. */
const commandsOf = (text: string) =>
  [...blocksOf(text), ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)]
    .map(block => block.replaceAll('\\\n', ' '))
    .flatMap(block => block.split('\n'))

/** Of both projects: a command stands after the one that goes to its folder. */
const exported = textOf('stacks/index.ts') + textOf('stacks/databricks/index.ts')
const configured = { ...Environment.shape, ...JobConfiguration.shape }
const npmScripts: Readonly<Record<string, string>> = JSON.parse(textOf('package.json')).scripts
const words = (commands: readonly string[], pattern: RegExp) =>
  commands.flatMap(command => [...command.matchAll(pattern)].map(([, word = '']) => word))

function faultsOf(commands: readonly string[]): string[] {
  const outputs = words(commands, /pulumi stack output (\w+)/g)
  const keys = words(commands, /pulumi config (?:set|get) (?:--path )?'?(\w+)(?![\w:-])/g)
  const scripts = words(commands, /npm run (?:--silent )?([\w:]+)/g)
  return [
    ...outputs.filter(name => !exported.includes(`export const ${name} `)).map(name => `no output ${name}`),
    ...keys.filter(name => !(name in configured)).map(name => `no key ${name}`),
    ...scripts.filter(name => !(name in npmScripts)).map(name => `no script ${name} of npm`),
    ...commands.flatMap(scriptFaults),
  ]
}

/** Of a command that runs a script of infra/deploy: options that it has not, and those that it asks for. */
function scriptFaults(command: string): string[] {
  const [, script, said = ''] = /node (infra\/deploy\/[\w-]+\.ts)(.*)$/.exec(command) ?? []
  if (script === undefined) return []
  const source = textOf(script)
  const own = said.split(' -- ')[0]?.replaceAll(/"(?:\$\([^)]*(?:\([^)]*\))?[^)]*\)|[^"])*"/g, '') ?? ''
  const used = [...own.matchAll(/ (--[\w-]+)/g)].map(([, option = '']) => option)
  const declared = [...source.matchAll(/ption\(\s*'(--[\w-]+)/g)].map(([, option = '']) => option)
  const required = [...source.matchAll(/requiredOption\(\s*'(--[\w-]+)/g)].map(([, option = '']) => option)
  const known = [...declared, '--dry-run', '--help']
  return [
    ...used.filter(option => !known.includes(option)).map(option => `${script} has no ${option}`),
    ...required.filter(option => !used.includes(option)).map(option => `${script} asks for ${option}`),
  ]
}

describe.each(documents)('%s', path => {
  it('tells to type only what is there', () => {
    expect(faultsOf(commandsOf(textOf(path)))).toEqual([])
  })
})

it('are many', () => {
  const commands = documents.flatMap(path => commandsOf(textOf(path)))
  expect(commands.filter(command => command.includes('node infra/deploy/')).length).toBeGreaterThan(6)
})

it.each([
  ['an output', 'pulumi stack output apiAddress', 'no output apiAddress'],
  ['a key', "pulumi config set --path 'alertMails[0]' a@example.org", 'no key alertMails'],
  ['a script of npm', 'npm run polices', 'no script polices of npm'],
  [
    'an option',
    'node infra/deploy/sync-triggers.ts --site "$(a --b)" --app x',
    'infra/deploy/sync-triggers.ts has no --app',
  ],
  [
    'an option left out',
    'node infra/deploy/sync-triggers.ts',
    'infra/deploy/sync-triggers.ts asks for --site',
  ],
])('would be found wrong: %s', (_, command, fault) => {
  expect(faultsOf([command])).toEqual([fault])
})
