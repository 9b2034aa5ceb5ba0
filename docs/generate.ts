/** `npm run docs`: write the generated pages of docs. */
import { writeFile } from 'node:fs/promises'
import { openApi } from '../api/app.ts'
import { dataDictionary } from './data-dictionary.ts'

await writeFile(new URL('data-dictionary.md', import.meta.url), dataDictionary())
await writeFile(new URL('openapi.json', import.meta.url), `${JSON.stringify(openApi, null, 2)}\n`)
