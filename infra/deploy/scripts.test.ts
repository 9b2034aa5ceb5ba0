/** The scripts as they are run: each explains itself, and says what it would do without doing it. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { describeWithTools, pathOf } from '../test-tools.ts'

const run = promisify(execFile)
const script = (name: string, ...words: string[]) =>
  run(process.execPath, [join(import.meta.dirname, name), ...words])
const scripts = readdirSync(import.meta.dirname).filter(
  name => name.endsWith('.ts') && !name.endsWith('.test.ts'),
)

it.each(scripts)('%s explains itself, and has a dry run', async name => {
  const { stdout } = await script(name, '--help')
  expect(stdout).toContain(`Usage: ${name.replace('.ts', '')}`)
  expect(stdout).toContain('--dry-run')
})

const user = { name: 'identity-load', clientId: '01234567-89ab-cdef-0123-456789abcdef', role: 'loader' }

it.each([
  ['sync-triggers.ts', ['--site', '/sites/a'], { site: '/sites/a' }],
  [
    'push-image.ts',
    ['--registry', 'r.azurecr.io', '--repository', 'api', '--tag', 'c0ffee', '--context', '.'],
    { registry: 'r.azurecr.io', repository: 'api', tag: 'c0ffee', context: '.' },
  ],
  [
    'smoke-test.ts',
    ['--url', 'https://api.example.test/', '--audience', 'a', '--path', '/v1/regions'],
    { url: 'https://api.example.test', path: '/v1/regions' },
  ],
  [
    'migrate-database.ts',
    [
      '--server',
      's',
      '--database',
      'd',
      '--users',
      JSON.stringify([user]),
      '--',
      'npm',
      'run',
      'grid',
      '--',
      'migrate',
    ],
    {
      server: 's',
      database: 'd',
      command: ['npm', 'run', 'grid', '--', 'migrate'],
      statements: [expect.stringContaining('TYPE = E')],
    },
  ],
])('%s does nothing in a dry run', async (name, words, expected) => {
  const { stdout } = await script(name, '--dry-run', ...words)
  expect(JSON.parse(stdout)).toEqual({ ...expected, dryRun: true })
})

it('publish-functions.ts says in a dry run what it would publish', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'package-'))
  try {
    await writeFile(join(folder, 'package.zip'), 'PK')
    const words = ['--dry-run', '--site', '/sites/a', '--package', join(folder, 'package.zip')]
    const { stdout } = await script('publish-functions.ts', ...words)
    expect(JSON.parse(stdout)).toMatchObject({
      bytes: 2,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      dryRun: true,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

describeWithTools('apply-manifests.ts', ['kubectl'], process.env, () => {
  it('says in a dry run what it would apply', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'manifests-'))
    try {
      const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }
      await writeFile(join(folder, 'settings.json'), JSON.stringify(manifest))
      await writeFile(join(folder, 'kustomization.yaml'), 'resources: [settings.json]')
      const place = ['--cluster', '/clusters/c', '--namespace', 'grid', '--label', 'part-of=grid']
      const what = ['--folder', folder, '--overlay', '.', '--values', '{}', '--kubectl', pathOf('kubectl')]
      const { stdout } = await script('apply-manifests.ts', '--dry-run', ...place, ...what)
      expect(JSON.parse(stdout)).toEqual({
        cluster: '/clusters/c',
        namespace: 'grid',
        objects: ['ConfigMap settings'],
        dryRun: true,
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

it('a script ends with 1 and one sentence when a person has to act', async () => {
  const words = [
    '--server',
    's',
    '--database',
    'd',
    '--users',
    JSON.stringify([{ ...user, clientId: 'none' }]),
  ]
  const failed = script('migrate-database.ts', '--dry-run', ...words)
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: 'client id none: expected a GUID, 8-4-4-4-12\n',
  })
})
