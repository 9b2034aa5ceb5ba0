import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listReceived, readReceived } from '../bronze/bronze-store.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import { FILES_FEED, findFiles, ingestFile, NoFileError } from './files.ts'

const CSV =
  'Code INSEE région;Nature;Date;Heure;Consommation (MW)\n53;Données temps réel;2026-06-01;00:00;2000\n'
const RECEPTION = { fetchedAt: new Date('2026-09-01T06:00:00Z'), isSimulated: false }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grid-files-'))
  await mkdir(join(folder, '2013', 'deep'), { recursive: true })
  for (const name of ['b.csv', 'a.csv', '2013/c.xls', '2013/deep/d é [1].xls'])
    await writeFile(join(folder, name), CSV + name)
})
afterEach(() => rm(folder, { recursive: true }))

const found = async (...patterns: string[]) =>
  (await findFiles(patterns.map(pattern => `${folder}/${pattern}`))).map(path =>
    path.slice(folder.length + 1),
  )

describe('files are found', () => {
  it('by path, by pattern and in folders, sorted, each once', async () => {
    expect(await found('b.csv')).toEqual(['b.csv'])
    expect(await found('*.csv')).toEqual(['a.csv', 'b.csv'])
    expect(await found('2013')).toEqual(['2013/c.xls', '2013/deep/d é [1].xls'])
    expect(await found('**/*.xls', '2013/', 'b.csv', '*.csv')).toEqual([
      '2013/c.xls',
      '2013/deep/d é [1].xls',
      'a.csv',
      'b.csv',
    ])
  })

  it('once, however their path is spelled, and however many patterns stand for them', async () => {
    expect(await found('a.csv', './a.csv', '2013/../a.csv', 'a.*')).toEqual(['a.csv'])
  })

  it('with a name that would be a pattern, when there is such a file', async () => {
    expect(await found('2013/deep/d é [1].xls')).toEqual(['2013/deep/d é [1].xls'])
  })

  it('behind links, too', async () => {
    await symlink(join(folder, 'a.csv'), join(folder, 'link.csv'))
    expect(await found('link.csv')).toEqual(['link.csv'])
  })

  it('or the pattern that stands for none is named', async () => {
    await mkdir(join(folder, 'empty'))
    await expect(findFiles([`${folder}/a.csv`, `${folder}/*.parquet`])).rejects.toThrow(
      new NoFileError(`${folder}/*.parquet: no such file, folder or match`),
    )
    await expect(findFiles([`${folder}/none.csv`])).rejects.toThrow(NoFileError)
    await expect(findFiles([`${folder}/empty`])).rejects.toThrow(NoFileError)
  })
})

describe('a file', () => {
  const lakeOf = () => openLocalDisk(join(folder, 'home'))
  const ingest = (name: string) => ingestFile(lakeOf(), join(folder, name), RECEPTION)

  it('is stored as it is, and stays where it was', async () => {
    const { outcome, record } = await ingest('a.csv')
    expect(outcome).toBe('stored')
    expect(record).toMatchObject({ feed_id: FILES_FEED, file_name: 'a.csv', is_simulated: false })
    if (!record) throw new Error('no record')
    expect(new TextDecoder().decode(await readReceived(lakeOf(), record))).toBe(`${CSV}a.csv`)
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe(`${CSV}a.csv`)
  })

  it('with the same content as another is known, under the name of the first', async () => {
    await ingest('a.csv')
    await writeFile(join(folder, 'copy.txt'), `${CSV}a.csv`)
    const again = await ingest('copy.txt')
    expect(again.outcome).toBe('known')
    expect(again.record?.file_name).toBe('a.csv')
    expect(await listReceived(lakeOf(), FILES_FEED)).toHaveLength(1)
  })

  it.each([
    ['page.csv', '<html>', 'an HTML or XML page'],
    ['empty.xls', '', 'an empty file'],
    ['notes.json', '{"a": 1}', 'JSON that begins "{\\"a\\": 1}"'],
    ['other.csv', 'a;b;c\n1;2;3\n', 'text that begins "a;b;c"'],
  ])(
    'that is no publication is refused as what it looks like, and nothing is stored: %s',
    async (name, content, reason) => {
      await writeFile(join(folder, name), content)
      const refused = await ingest(name)
      expect(refused).toMatchObject({ outcome: 'refused', path: join(folder, name) })
      expect(refused.reason).toMatch(
        new RegExp(`^${reason.replace(/[{}\\]/g, '\\$&')}; expected an éCO2mix publication`),
      )
      expect(await listReceived(lakeOf(), FILES_FEED)).toEqual([])
    },
  )
})
