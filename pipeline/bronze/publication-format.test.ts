import { readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { recognise, recogniseTable, UnrecognisedPublicationError } from './publication-format.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** An archive of files stored as they are, in which some bytes become others. */
const zipWith = (files: Readonly<Record<string, Uint8Array>>, from: string, to: string) =>
  latin1(
    Buffer.from(zipSync(files, { level: 0 }))
      .toString('latin1')
      .replaceAll(from, to),
  )

const RTE = 'Périmètre\tNature\tDate\tHeures\tConsommation\tEolien\n'
const RTE_ROWS = 'PACA\tDonnées définitives\t2013-01-01\t00:00\t5210\t12\t\n'
const ODRE = 'Code INSEE région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n'
const RECORD = '{"code_insee_region":"75","date_heure":"2026-08-27T07:45:00+00:00","consommation":4230}'

const formatOf = (content: Uint8Array) => recogniseTable(content).format

describe('a text table', () => {
  it('is told by its header: delimiter, encoding, dataset and columns', () => {
    expect(formatOf(latin1(RTE + RTE_ROWS))).toEqual({
      kind: 'text',
      dataset: 'eco2mix_regional',
      encoding: 'latin-1',
      delimiter: '\t',
      quotes: 'none',
      blank_lines_above: 0,
      columns: ['Périmètre', 'Nature', 'Date', 'Heures', 'Consommation', 'Eolien'],
    })
    expect(formatOf(bytes(RTE + RTE_ROWS))).toMatchObject({ encoding: 'utf-8', delimiter: '\t' })
    expect(formatOf(bytes(`\ufeff${ODRE}`))).toMatchObject({ encoding: 'utf-8', delimiter: ';' })
    expect(formatOf(bytes(ODRE.replaceAll(';', ',')))).toMatchObject({ delimiter: ',' })
  })

  it('is of the whole of France when it has what only that publishes', () => {
    expect(formatOf(latin1(RTE.replace('\n', '\tPrévision J-1\n')))).toMatchObject({
      dataset: 'eco2mix_national',
    })
  })

  it('keeps delimiters inside quoted names', () => {
    const header = '"Code INSEE région";"Date";"Heure";"Consommation (MW)";"Note; ""vu"""\r\n'
    expect(formatOf(bytes(header))).toMatchObject({
      quotes: 'paired',
      columns: ['Code INSEE région', 'Date', 'Heure', 'Consommation (MW)', 'Note; "vu"'],
    })
  })

  it('has unpaired quotes when a line has an odd number of them', () => {
    expect(formatOf(bytes(`${ODRE}53;"x";;;;\n53;"y;;;;\n`))).toMatchObject({ quotes: 'unpaired' })
    expect(formatOf(bytes(`${ODRE}53;"x";;;;\n`))).toMatchObject({ quotes: 'paired' })
  })

  it('may have blank lines above its header', () => {
    expect(formatOf(bytes(`\r\n  \n${ODRE}`))).toMatchObject({ blank_lines_above: 2, columns: { length: 6 } })
  })

  it.each([
    ['ends with a line end', `${ODRE}53;a;b;c;1;2\n`, false],
    ['ends with a whole row', `${ODRE}53;a;b;c;1;2`, false],
    ['ends with fewer fields than the row above', `${ODRE}53;a;b;c;1;2\n53;a;b;c;1`, true],
    ['ends with the text of an error', `${ODRE}53;a;b;c;1;2\nStreaming interrupted`, false],
    ['has a header only', ODRE.trimEnd(), false],
  ])('that %s: is it cut', (_, text, isCut) => {
    expect(recogniseTable(bytes(text)).isCut).toBe(isCut)
  })

  it('cut in the middle of a character is UTF-8 all the same, without that character', () => {
    const whole = bytes(`${ODRE}53;Côte`)
    const part = recogniseTable(whole.subarray(0, bytes(`${ODRE}53;C`).byteLength + 1))
    expect(part).toMatchObject({ format: { encoding: 'utf-8' }, isWhole: false, isCut: true })
    expect(new TextDecoder().decode(part?.bytes)).toBe(`${ODRE}53;C`)
  })
})

describe('JSON', () => {
  it.each([
    ['array', `[${RECORD}]`],
    ['array', `\ufeff\n [ ${RECORD} ]`],
    ['results', `{"total_count": 1, "results": [${RECORD}]}`],
    ['records', `{"nhits": 1, "records": [{"fields": ${RECORD}}]}`],
  ])('has its records in %s: %s', (shape, text) => {
    expect(formatOf(bytes(text))).toEqual({ kind: 'json', dataset: 'eco2mix_regional', shape })
  })
})

describe('an archive', () => {
  it('is unpacked: each entry is a part of its own, what file managers add is left', async () => {
    const parts = await recognise(
      zipSync({
        'b.xls': latin1(RTE + RTE_ROWS),
        'a/a.csv': bytes(ODRE),
        '__MACOSX/._b.xls': bytes('\0'),
        '.DS_Store': bytes('\0'),
      }),
    )
    expect(parts.map(({ format, isWhole }) => [format.kind === 'text' && format.delimiter, isWhole])).toEqual(
      [
        [';', false],
        ['\t', false],
      ],
    )
  })

  it('with an entry that is no publication is none', async () => {
    const archive = zipSync({ 'a.csv': bytes(ODRE), 'readme.txt': bytes('hello') })
    await expect(recognise(archive)).rejects.toThrow('text that begins "hello"')
  })
})

describe('bytes that are no publication are refused as what they look like', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url))

  it.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array()],
    ['an empty file', bytes('\ufeff\r\n  \n')],
    ['an HTML or XML page', bytes('\n<!DOCTYPE html><html>')],
    ['text that begins "# ', readme],
    [
      'text that begins "Code INSEE région;Nature;Date;Heure;Consommation (kW)',
      bytes(ODRE.replaceAll('MW', 'kW')),
    ],
    [
      'JSON that begins "{\\"error\\":true',
      bytes('{"error":true,"reason":"Daily API request limit exceeded."}'),
    ],
    ['JSON that begins "[]"', bytes('[]')],
    ['binary content', bytes('a\0b')],
    ['a binary Excel workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
    ['an Excel workbook', zipSync({ '[Content_Types].xml': bytes('<Types/>') })],
    ['a zip archive that is damaged', zipSync({ 'a.csv': bytes(ODRE) }).subarray(0, 40)],
    [
      'a zip archive that is damaged: « a.csv »: its bytes do not have the sum that was recorded',
      zipWith({ 'a.csv': bytes(ODRE) }, 'Nature', 'Natura'),
    ],
    [
      'a zip archive that holds « a.csv » twice',
      zipWith({ 'a.csv': bytes(ODRE), 'b.csv': bytes(ODRE) }, 'b.csv', 'a.csv'),
    ],
    ['an empty zip archive', zipSync({ '.DS_Store': bytes('x') })],
    ['a Parquet file without its end', bytes('PAR1 and then nothing of the kind')],
  ])('%s', async (looksLike, content) => {
    await expect(recognise(content)).rejects.toThrow(UnrecognisedPublicationError)
    await expect(recognise(content)).rejects.toThrow(looksLike)
    await expect(recognise(content)).rejects.toThrow('expected an éCO2mix publication')
  })
})
