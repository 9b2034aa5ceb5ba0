/** `npm run package:functions [-- <file>]`: writes the package of the function app, and says its digest and size. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { packageFunctions } from './package-functions.ts'

const root = join(import.meta.dirname, '../../..')
const target = resolve(process.argv[2] ?? join(root, 'node_modules/.cache/functions.zip'))
const { bytes, sha256, files } = await packageFunctions(root)
await mkdir(dirname(target), { recursive: true })
await writeFile(target, bytes)
const code = [...files].filter(([path]) => path.endsWith('.mjs')).reduce((sum, [, size]) => sum + size, 0)
process.stdout.write(
  `${target}\nsha256 ${sha256}\nbytes ${bytes.byteLength}\nfiles ${files.size}\ncode ${code}\n`,
)
