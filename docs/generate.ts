/** `npm run docs`: write the generated pages of docs. */
import { writeFile } from 'node:fs/promises'
import { dataDictionary } from './data-dictionary.ts'

await writeFile(new URL('data-dictionary.md', import.meta.url), dataDictionary())
