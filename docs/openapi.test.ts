import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { openApi } from '../api/app.ts'

it('has been written from the endpoints as they are now (run: npm run docs)', async () => {
  const written = await readFile(new URL('openapi.json', import.meta.url), 'utf8')
  expect(written).toBe(`${JSON.stringify(openApi, null, 2)}\n`)
})
