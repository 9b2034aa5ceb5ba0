import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { eco2mixRegional } from '../../silver/eco2mix_regional.ts'
import { recordModels } from './record-models.ts'
import { packageSpark } from './wheel.ts'

const ROOT = join(import.meta.dirname, '../../..')
const run = promisify(execFile)
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('the wheel', () => {
  let bytes: Uint8Array
  let files: Record<string, Uint8Array>
  beforeAll(async () => {
    bytes = await packageSpark(ROOT)
    files = unzipSync(bytes)
  })

  it('has the same bytes when it is made again, elsewhere in the world', async () => {
    const script = `import { createHash } from 'node:crypto'
      import { packageSpark } from './pipeline/spark/package/wheel.ts'
      process.stdout.write(createHash('sha256').update(await packageSpark(process.cwd())).digest('hex'))`
    const env = { ...process.env, TZ: 'Pacific/Auckland' }
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, env })
    expect(stdout).toBe(sha256Of(bytes))
  })

  it('lists each of its files with its digest', () => {
    const [record = ''] = Object.keys(files).filter(path => path.endsWith('/RECORD'))
    const listed = strFromU8(files[record] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
    const expected = Object.entries(files).map(([path, content]) => {
      const digest = createHash('sha256').update(content).digest('base64url')
      return path === record ? `${path},,` : `${path},sha256=${digest},${content.byteLength}`
    })
    expect(listed).toEqual(expected)
  })

  it('has a cluster install the translator, at the version that the tests have', () => {
    const [metadata = ''] = Object.keys(files).filter(path => path.endsWith('/METADATA'))
    expect(strFromU8(files[metadata] ?? new Uint8Array())).toMatch(/^Requires-Dist: sqlglot==[\d.]+$/m)
  })
})

it('records every step of silver, also those that a usual batch skips', async () => {
  const { classify, change_log } = await recordModels(eco2mixRegional)
  const text = [...classify, ...change_log].join('\n')
  const reasons = [
    'ambiguous_spring_hour',
    'conflicting_duplicate',
    'between_half_hours',
    'wrong_sign',
    'no_valid_value',
  ]
  expect(reasons.filter(reason => !text.includes(`'${reason}'`))).toEqual([])
  expect(
    classify.filter(statement => /CREATE .*\b(raw|days|clock|files|batches)\b \(/.test(statement)),
  ).toEqual([])
  expect(change_log.join('\n')).toContain('is_news')
})
