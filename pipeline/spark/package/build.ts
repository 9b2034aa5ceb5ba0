/** `npm run package:spark [-- <folder>]`: writes the wheel of the Spark job, and says its digest and size. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { packageSpark, WHEEL_NAME } from './wheel.ts'

const root = join(import.meta.dirname, '../../..')
const folder = resolve(process.argv[2] ?? join(root, 'node_modules/.cache'))
const bytes = await packageSpark(root)
await mkdir(folder, { recursive: true })
await writeFile(join(folder, WHEEL_NAME), bytes)
const sha256 = createHash('sha256').update(bytes).digest('hex')
process.stdout.write(`${join(folder, WHEEL_NAME)}\nsha256 ${sha256}\nbytes ${bytes.byteLength}\n`)
