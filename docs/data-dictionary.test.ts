import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { DATASETS } from '../pipeline/catalog/datasets.ts'
import { dataDictionary } from './data-dictionary.ts'

const page = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')

it('has been written from the catalogue as it is now (run: npm run docs)', async () => {
  expect(await page('data-dictionary.md')).toBe(dataDictionary())
})

it('describes every column of every table', () => {
  const text = dataDictionary().replaceAll(/ +/g, ' ')
  const absent = DATASETS.flatMap(dataset =>
    dataset.columns.filter(({ column_name, type, unit, is_nullable, meaning }) => {
      const cells = [`\`${column_name}\``, type, unit ?? '', is_nullable ? 'yes' : '', meaning]
      return !text.includes(`| ${cells.join(' | ')} |`.replaceAll(/ +/g, ' '))
    }),
  )
  expect(absent).toEqual([])
})

it('has rows as wide as their head in every table', () => {
  const cells = (line: string) => line.replaceAll('\\|', '').split('|').length
  const blocks = dataDictionary()
    .split('\n\n')
    .filter(block => block.startsWith('|'))
  const uneven = blocks.filter(block => new Set(block.split('\n').map(cells)).size !== 1)
  expect(blocks.length).toBeGreaterThan(20)
  expect(uneven).toEqual([])
})

it('links to headings that exist', () => {
  const text = dataDictionary()
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor)
  expect(links.filter(anchor => !headings.includes(anchor))).toEqual([])
})

it('defines each term of the glossary once, in alphabetical order', async () => {
  const terms = [...(await page('glossary.md')).matchAll(/^\*\*(.+?)\*\*/gm)].map(([, term = '']) =>
    term.toLowerCase(),
  )
  expect(terms.length).toBeGreaterThan(40)
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, 'en')))
})
