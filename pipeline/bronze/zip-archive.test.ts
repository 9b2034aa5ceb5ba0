import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Zip, ZipDeflate, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { type UnpackLimit, ZipArchiveError, type ZippedFile, zippedFiles } from './zip-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'grid-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LIMIT: UnpackLimit = { bytes: 2 ** 20, of: 'all files' }
const text = (content: string) => new Uint8Array(Buffer.from(content))

async function read(archive: Uint8Array | string, limit = LIMIT): Promise<readonly ZippedFile[]> {
  const files: ZippedFile[] = []
  for await (const file of zippedFiles(archive, limit)) files.push(file)
  return files
}

/** What is said of an archive that is refused. */
const refusal = async (archive: Uint8Array, limit = LIMIT): Promise<ZipArchiveError> =>
  read(archive, limit).then(
    () => Promise.reject(new Error('it was read')),
    error => (error instanceof ZipArchiveError ? error : Promise.reject(error)),
  )

/** The bytes with others in the place of each occurrence of some. */
function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes)
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.set(to, at)
  return new Uint8Array(copy)
}

/** As a program writes it that does not know sums and sizes before it has written the bytes. */
function streamed(name: string, content: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  const zip = new Zip((_, chunk) => chunks.push(chunk))
  const file = new ZipDeflate(name)
  zip.add(file)
  file.push(content, true)
  zip.end()
  return new Uint8Array(Buffer.concat(chunks))
}

describe('an archive', () => {
  const names = async (archive: Uint8Array | string) => (await read(archive)).map(({ name }) => name)

  it.each<[string, Uint8Array, readonly string[]]>([
    ['packed', zipSync({ 'a.csv': text('a;b\n'), 'deep/b.csv': text('c;d\n') }), ['a.csv', 'deep/b.csv']],
    ['stored', zipSync({ 'a.csv': text('a;b\n') }, { level: 0 }), ['a.csv']],
    ['of folders and an empty file', zipSync({ 'deep/': text(''), 'deep/a.csv': text('') }), ['deep/a.csv']],
    ['with sums behind the bytes', streamed('a.csv', text('a;b\n')), ['a.csv']],
    ['without a file', zipSync({}), []],
  ])('%s is read, from memory and from disk', async (_, archive, expected) => {
    const path = join(folder, 'archive.zip')
    writeFileSync(path, archive)
    expect(await names(archive)).toEqual(expected)
    const asText = ({ name, bytes }: ZippedFile) => [name, new TextDecoder().decode(bytes)]
    expect((await read(path)).map(asText)).toEqual((await read(archive)).map(asText))
  })

  it('of RTE is read, with what macOS adds', async () => {
    const archive = readFileSync(new URL('../silver/fixtures/rte.zip', import.meta.url))
    const name = 'eCO2mix_RTE_PACA_Annuel-Definitif_2013.xls'
    expect(await names(archive)).toEqual([name, `__MACOSX/._${name}`])
  })

  it('on a disk that fails is not called damaged', async () => {
    await expect(read(join(folder, 'missing.zip'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a bit that flips', () => {
  it('anywhere leaves all files as they were, or has the archive refused', async () => {
    const archive = zipSync({ 'n.csv': text('a;b\n1;2\n1;2\n'), 'o.csv': [text('a;b\n'), { level: 0 }] })
    const whole = await read(archive)
    let refused = 0
    for (let bit = 0; bit < archive.byteLength * 8; bit++) {
      const flipped = archive.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const found = await read(flipped).catch(error => error)
      if (found instanceof ZipArchiveError) refused++
      else expect(found, `bit ${bit}`).toEqual(whole)
    }
    expect(refused).toBeGreaterThan(archive.byteLength * 4)
  })

  it.each([
    ['in the bytes', 'a;b', 'a;c', 'is damaged: « n.csv »: its bytes do not have the sum that was recorded'],
    ['in one of its names', 'n.csvPK', '..csvPK', 'is damaged: « ..csv »: has another name beside its bytes'],
  ])('%s is told with the name of the file', async (_, from, to, words) => {
    const archive = zipSync({ 'n.csv': text('a;b\n') }, { level: 0 })
    const { message, fault } = await refusal(replaced(archive, text(from), text(to)))
    expect(message).toContain(words)
    expect(fault).toBe('unreadable')
  })

  it('in how many files are counted is told', async () => {
    const archive = zipSync({ 'a.csv': text('a'), 'b.csv': text('b'), 'c.csv': text('c') })
    const counted = archive.byteLength - 22 + 10
    const { message } = await refusal(archive.with(counted, 2))
    expect(message).toBe('is damaged: lists more files than the 2 it counts')
  })
})

describe('an archive is refused', () => {
  it('that holds one name twice, whichever of them others would read', async () => {
    const archive = zipSync({ 'a.csv': text('first'), 'b.csv': text('second') })
    const { message, fault } = await refusal(replaced(archive, text('b.csv'), text('a.csv')))
    expect(message).toBe('holds « a.csv » twice')
    expect(fault).toBe('ambiguous')
  })

  it('that would come to more than may be unpacked, before anything is', async () => {
    const archive = zipSync({ 'a.csv': new Uint8Array(600), 'b.csv': new Uint8Array(600) })
    const { message, fault } = await refusal(archive, { bytes: 1000, of: 'all files' })
    expect(message).toBe('comes, with « b.csv », to 1200 bytes unpacked, at most 1000 are read')
    expect(fault).toBe('too-large')
    expect(await read(archive, { bytes: 1000, of: 'each file' })).toHaveLength(2)
    const { message: ofOne } = await refusal(archive, { bytes: 500, of: 'each file' })
    expect(ofOne).toBe('holds « a.csv » of 600 bytes unpacked, at most 500 are read')
  })

  it('that holds more than it says, as soon as there is more', async () => {
    const inBytes = (size: number) => new Uint8Array(Uint32Array.of(size).buffer)
    const archive = zipSync({ 'a.csv': new Uint8Array(12_345_678) })
    const { message } = await refusal(replaced(archive, inBytes(12_345_678), inBytes(10)))
    expect(message).toMatch(/^is damaged: « a\.csv »: too many bytes in the stream\. expected 10\. /)
  })

  it('whose file is encrypted', async () => {
    const archive = zipSync({ 'a.csv': text('a') })
    const flags = Buffer.from(archive).indexOf('PK\u0001\u0002') + 8
    expect((await refusal(archive.with(flags, 1))).message).toBe('holds « a.csv » encrypted')
  })

  it('without telling the delivery points that a name holds', async () => {
    const point = '21345678901234'
    const archive = zipSync({ [`${point}.csv`]: text('a;b\n') }, { level: 0 })
    const { message } = await refusal(replaced(archive, text('a;b'), text('a;c')))
    expect(message).toContain('‹14 digits›.csv')
  })
})
