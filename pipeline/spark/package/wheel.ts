/**
 * The job as a Python wheel, which a cluster installs on all its machines: the code of `grid_silver`, and with it silver's
 * models and the rules of the catalogue, as they are in this version. The same sources give the same bytes.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import product from '../../../package.json' with { type: 'json' }
import { eco2mixRegional } from '../../silver/eco2mix_regional.ts'
import { readingRules } from './reading-rules.ts'
import { recordModels } from './record-models.ts'

const NAME = 'grid_silver'
const INFO = `${NAME}-${product.version}.dist-info`
export const WHEEL_NAME = `${NAME}-${product.version}-py3-none-any.whl`

/** @param root of the repository. */
export async function packageSpark(root: string): Promise<Uint8Array> {
  const contents = new Map<string, string>([
    ...(await pythonFiles(root)),
    [`${NAME}/models.json`, await models()],
    [`${INFO}/METADATA`, await metadata(root)],
    [
      `${INFO}/WHEEL`,
      'Wheel-Version: 1.0\nGenerator: grid-power-stream\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ],
    [`${INFO}/entry_points.txt`, `[console_scripts]\ngrid-silver = ${NAME}.job:main\n`],
  ])
  const record = [...contents].map(([path, text]) => `${path},${digestOf(text)},${encode(text).byteLength}`)
  contents.set(`${INFO}/RECORD`, `${[...record, `${INFO}/RECORD,,`].join('\n')}\n`)
  const entries = Object.fromEntries([...contents].map(([path, text]) => [path, encode(text)]))
  // A zip has the time of day of wherever it is made; this one is the same moment on every clock.
  return zipSync(entries, { mtime: new Date(1980, 0, 1), level: 6, os: 3 })
}

async function pythonFiles(root: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const folder = join(root, 'pipeline/spark', NAME)
  const names = (await readdir(folder)).filter(name => name.endsWith('.py')).toSorted()
  return Promise.all(
    names.map(async name => [`${NAME}/${name}`, await readFile(join(folder, name), 'utf8')] as const),
  )
}

async function models(): Promise<string> {
  const content = { ...readingRules(eco2mixRegional), models: await recordModels(eco2mixRegional) }
  return `${JSON.stringify(content, null, 1)}\n`
}

/** A cluster of Databricks brings Spark, Arrow and pandas itself. */
async function metadata(root: string): Promise<string> {
  const pinned = await readFile(join(root, 'peers/spark-requirements.txt'), 'utf8')
  const translator = /^sqlglot==[\d.]+/m.exec(pinned)?.[0]
  if (!translator) throw new Error('peers/spark-requirements.txt: names no sqlglot==<version>')
  const { version, license } = product
  return `Metadata-Version: 2.1\nName: ${NAME}\nVersion: ${version}\nLicense: ${license}\nRequires-Python: >=3.11\nRequires-Dist: ${translator}\n`
}

const encode = (text: string) => new TextEncoder().encode(text)

const digestOf = (text: string) => `sha256=${createHash('sha256').update(text).digest('base64url')}`
