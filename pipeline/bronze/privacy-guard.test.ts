import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../lake/local-disk.ts'
import { storeReceived } from './bronze-store.ts'
import { PersonalDataError, refuseMeterLevelData } from './privacy-guard.ts'

const POINT = '21345678901234'
const HEADER = 'Code INSEE région;Région;Nature;Date;Heure;Consommation (MW)'
const ROW = '53;Bretagne;Données temps réel;2026-06-01;00:00;2000'
const RECORD = { code_insee_region: '53', date_heure: '2026-06-01T00:00:00+00:00', consommation: 2000 }

const utf8 = (text: string) => new TextEncoder().encode(text)
const csv = (header: string, ...rows: readonly string[]) => utf8([header, ...rows, ''].join('\n'))
const json = (value: unknown) => utf8(JSON.stringify(value))
/** An archive of files stored as they are, in which some bytes become others. */
const zipWith = (files: Readonly<Record<string, Uint8Array>>, from: string, to: string) =>
  new Uint8Array(
    Buffer.from(
      Buffer.from(zipSync(files, { level: 0 }))
        .toString('latin1')
        .replaceAll(from, to),
      'latin1',
    ),
  )
const refusal = async (bytes: Uint8Array, name = 'readings.csv') => {
  try {
    await refuseMeterLevelData(name, bytes)
  } catch (error) {
    if (error instanceof PersonalDataError) return error.message
    throw error
  }
  return undefined
}

describe('a delivery point is refused', () => {
  const many = Array.from({ length: 5000 }, () => ROW)
  it.each<[string, Uint8Array]>([
    ['in a cell', csv(`${HEADER};Point`, `${ROW};${POINT}`)],
    ['in quotes', csv(`${HEADER};Point`, `${ROW};"${POINT}"`)],
    ['kept from a spreadsheet by a formula', csv(`${HEADER};Point`, `${ROW};="${POINT}"`)],
    ['with the empty decimals of a spreadsheet', csv(`${HEADER};Point`, `${ROW};${POINT}.0`)],
    ['in scientific notation', csv(`${HEADER};Point`, `${ROW};2.1345678901234E13`)],
    ['in scientific notation, as numeric programs write it', csv('point,mw', '2.134567890123400000e+13,2')],
    ['in groups of digits', csv(`${HEADER};Point`, `${ROW};21 345 678 901 234`)],
    [
      'in groups parted by no-break spaces',
      csv(`${HEADER};Point`, `${ROW};21\u202f345\u202f678\u202f901\u202f234`),
    ],
    ['beginning with nought', csv(`${HEADER};Point`, `${ROW};01345678901234`)],
    ['within a remark', csv(`${HEADER};Remarque`, `${ROW};voir PRM ${POINT}, rue basse`)],
    ['between commas', csv('region,point,mw', `53,${POINT},2000`)],
    ['between tabulations', csv('region\tpoint\tmw', `53\t${POINT}\t2000`)],
    ['as the only column', csv('point', POINT)],
    ['without a header', csv(`53;${POINT}`, `53;${POINT}`)],
    ['as the name of a column', csv(`date;${POINT}`, '2026-06-01;12')],
    ['in a row of thousands', csv(`${HEADER};Point`, ...many, `${ROW};${POINT}`, ...many)],
    [
      'in a row of thousands, in a cell of another meaning',
      csv(HEADER, ...many, ROW.replace('2000', POINT), ...many),
    ],
    ['at the very end, without a line end', utf8(`${HEADER}\n${ROW}\n${POINT}`)],
    ['with carriage returns', utf8(`${HEADER};Point\r\n${ROW};${POINT}\r\n`)],
    ['behind a byte-order mark', utf8(`\ufeff${POINT};53\n`)],
    ['in Latin-1', Buffer.from(`${HEADER};Point\n${ROW};${POINT}\n`, 'latin1')],
    ['in UTF-16', Buffer.from(`\ufeff${HEADER};Point\n${ROW};${POINT}\n`, 'utf16le')],
    ['in UTF-16 without its mark', Buffer.from(`${HEADER};Point\n${ROW};${POINT}\n`, 'utf16le')],
    ['as text of JSON', json([RECORD, { ...RECORD, point: POINT }])],
    ['as a number of JSON', json([RECORD, { ...RECORD, point: Number(POINT) }])],
    ['in a list of JSON', json({ results: [RECORD], points: [1, Number(POINT)] })],
    ['deep in JSON', json({ a: { b: [{ c: { d: POINT } }] } })],
    ['as a key of JSON', json({ [POINT]: { mw: 2 } })],
    ['in printed JSON', utf8(JSON.stringify({ a: [{ point: POINT }] }, null, 16))],
    [
      'in one of the lines of JSON',
      utf8(`${JSON.stringify(RECORD)}\n${JSON.stringify({ ...RECORD, point: POINT })}\n`),
    ],
    ['in an HTML table', utf8(`<html><body><table><tr><th>Point<tr><td>${POINT}</table></body></html>`)],
    ['in XML', utf8(`<?xml version="1.0"?><R><x id="${POINT}"/></R>`)],
    ['in an archive', zipSync({ 'readme.txt': utf8('hello'), 'deep/a.csv': csv('point', POINT) })],
    ['in an archive within an archive', zipSync({ 'a.zip': zipSync({ 'a.csv': csv('point', POINT) }) })],
    ['compressed', gzipSync(csv('point', POINT))],
    [
      'in an archive that is damaged behind it',
      zipWith({ 'a.csv': csv('point', POINT), 'b.csv': utf8('whole') }, 'whole', 'wrong'),
    ],
  ])('%s', async (_, bytes) => {
    const message = await refusal(bytes)
    expect(message).toMatch(/holds 14-digit delivery points/)
    expect(message).not.toContain(POINT)
    expect(message).not.toMatch(/\d{5}/)
  })

  it('in the name of a file, or of an entry of an archive', async () => {
    const named = await refusal(csv(HEADER, ROW), `courbe_${POINT}_2026.csv`)
    expect(named).toBe(
      'courbe_‹14 digits›_2026.csv: its name holds a 14-digit delivery point; expected totals of whole regions: meter-level and personal data is refused before it is stored',
    )
    expect(await refusal(zipSync({ [`R4_${POINT}.csv`]: csv(HEADER, ROW) }), 'a.zip')).not.toContain(POINT)
  })

  it('where no one can tell which of two files of one name is meant', async () => {
    const archive = zipWith({ 'a.csv': csv('point', POINT), 'b.csv': csv(HEADER, ROW) }, 'b.csv', 'a.csv')
    expect(await refusal(archive, 'a.zip')).toMatch(
      /^a\.zip: an archive that holds « a\.csv » twice, and can't be checked; /,
    )
  })

  it('with the column and the rows, however many they are', async () => {
    expect(await refusal(csv(`${HEADER};Point`, ROW, `${ROW};${POINT}`, `${ROW};${POINT}`))).toMatch(
      /^readings\.csv: column 7 holds 14-digit delivery points \(2 rows\); /,
    )
    expect(await refusal(csv('a,b', '"x, y; z",1', `"x, y",${POINT}`))).toMatch(/column 2 .*\(1 row\)/)
    expect(await refusal(json([{ site: { ref: POINT } }, { site: { ref: POINT } }]))).toMatch(
      /^readings\.csv: column « ref » holds 14-digit delivery points \(2 rows\); /,
    )
  })
})

describe('a column of persons or meters is refused by its name', () => {
  it.each([
    'PRM',
    'pdl',
    'Point de livraison',
    'usage_point_id',
    'usagePointId',
    'USAGEPOINTID',
    'Id compteur',
    'meter_id',
    'MeterId',
    'Numéro compteur',
    'Prénom',
    'Nom du client',
    'Client',
    'Titulaire du contrat',
    'Adresse',
    'adresse_postale',
    'E-mail',
    'customerEmail',
    'Téléphone',
    'IBAN',
    'household',
    'Household ID',
    'Foyer',
    'Logement',
    'date de naissance',
    'PRMs',
    'prm1',
    'clients',
    'metering points',
    'id_usager',
    'N° contrat',
  ])('%s', async name => {
    const empty = `${ROW};`
    for (const bytes of [
      csv(`${HEADER};${name}`, empty),
      csv(`${name}\tmw`, 'x\t1'),
      csv(`"${name}","mw"`, '"x",1'),
      Buffer.from(`${HEADER};${name}\n${empty}\n`, 'latin1'),
      Buffer.from(`\ufeff${HEADER};${name}\n${empty}\n`, 'utf16le'),
      csv('Un titre', '', `${HEADER};${name}`, empty),
      json([RECORD, { ...RECORD, deep: { [name]: null } }]),
      utf8(
        JSON.stringify([{ [name]: 1 }]).replace(
          /[^ -~]/g,
          letter => `\\u00${letter.charCodeAt(0).toString(16)}`,
        ),
      ),
      utf8(`${JSON.stringify(RECORD)}\n${JSON.stringify({ [name]: 1 })}\n`),
      utf8(`<!DOCTYPE html><table><tr><th>Région</th><th><b>${name}</b></th></tr></table>`),
      zipSync({ 'a.csv': csv(`${HEADER};${name}`, empty) }),
    ]) {
      expect(await refusal(bytes)).toMatch(/^readings\.csv.*: (column|key).* « [a-z_]+ » /)
    }
  })

  it('with the position, the reason and the rows', async () => {
    expect(await refusal(csv(`${HEADER};Email`, `${ROW};x`, `${ROW};x`))).toBe(
      'readings.csv: column 7 « email » is a way to reach a person (2 rows); expected totals of whole regions: meter-level and personal data is refused before it is stored',
    )
  })

  it('and nothing of a row is told, when the name stands in one', async () => {
    const message = await refusal(csv('a;b', 'client Jeanne Exemple;rue Basse 3', 'c;d'))
    expect(message).toMatch(/column 1 « client »/)
    expect(message).not.toMatch(/Jeanne|Basse/)
  })
})

describe('what is no personal data passes', () => {
  it.each<[string, Uint8Array]>([
    ['moments as 14 digits', csv('region;at;mw', '53;20260322140000;2000', '53;20260322141500;2010')],
    ['moments as 14 digits in JSON', json([{ at: '20260322140000', n: 20260322140000 }])],
    ['milliseconds', json([{ at: 1774188000000, micro: 1774188000000000 }])],
    [
      'hashes and identifiers with digits',
      csv('id;mw', 'a12345678901234b;1', '3f2504e0-4f89-41d3-12345678901234;2'),
    ],
    ['links', csv('url;mw', 'https://example.org/12345678901234/a;1')],
    ['long decimals', csv('tco,tch', '0.12345678901234,93.12345678901234')],
    ['long decimals with commas', csv('tco;tch', '0,12345678901234;93,12345678901234')],
    ['long decimals with commas in quotes', csv('tco,tch', '"0,12345678901234","93,12345678901234"')],
    ['long decimals in JSON', json([{ a: 0.12345678901234, b: '0,12345678901234' }])],
    ['numbers of 13 and 15 digits', csv('n;m', '1234567890123;123456789012345')],
    ['registers of companies', json([{ siren: '200053742', nom: 'Bretagne', codesPostaux: ['35000'] }])],
    ['numbers of households', csv('region;Nombre de logements;nb_clients;household_count', '53;1;2;3')],
    ['a name alone, which is that of a region', json([{ code: '53', nom: 'Bretagne', typeLiaison: 0 }])],
    ['numbers side by side in prose', utf8('<html><p>69 711 5 418 400 123 21345678901234 </p></html>')],
    ['an element of HTML called address', utf8('<html><body><address>x</address></body></html>')],
    ['a place called like a column', csv('code;nom;population', '80688;Rue;3000', '80001;Abbeville;22000')],
    ['nothing', new Uint8Array()],
    ['a damaged archive', zipSync({ 'a.csv': csv('point', POINT) }).subarray(0, 40)],
  ])('%s', async (_, bytes) => {
    expect(await refusal(bytes)).toBeUndefined()
  })
})

describe('Parquet', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grid-parquet-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function parquet(query: string): Promise<Uint8Array> {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (${query}) TO '${folder}/a.parquet'`)
    connection.closeSync()
    instance.closeSync()
    return readFile(join(folder, 'a.parquet'))
  }

  it.each([
    ['as text', `'${POINT}' AS ref`],
    ['as a number', `${POINT} AS ref`],
    ['as a decimal', `CAST(${POINT} AS DECIMAL(18, 2)) AS ref`],
    ['as a floating number', `CAST(${POINT} AS DOUBLE) AS ref`],
    ['as bytes', `CAST('${POINT}' AS BLOB) AS ref`],
    ['in groups', `'21 345 678 901 234' AS ref`],
    ['inside a list', `['x', '${POINT}'] AS ref`],
    ['inside a list of numbers', `[${POINT}] AS ref`],
    ['inside a structure', `{a: 1, b: {c: '${POINT}'}} AS ref`],
  ])('with one delivery point %s among thousands of rows is refused', async (_, column) => {
    const [value = '', name] = column.split(' AS ref')
    const bytes = await parquet(
      `SELECT 53 AS region, CASE WHEN range = 7000 THEN ${value} END AS ref${name} FROM range(9000)`,
    )
    expect(await refusal(bytes, 'a.parquet')).toMatch(
      /^a\.parquet: column « ref » holds 14-digit delivery points \(1 row\); /,
    )
  })

  it.each(['1 AS "Numéro compteur"', '{"prm": 1} AS site', '[{"x": 1, "first name": 2}] AS people'])(
    'with a column of persons or meters is refused: %s',
    async columns => {
      expect(await refusal(await parquet(`SELECT ${columns}`), 'a.parquet')).toMatch(
        /^a\.parquet: column « [a-z_]+ » /,
      )
    },
  )

  it('of regional totals passes', async () => {
    const bytes = await parquet(
      `SELECT '53' AS code_insee_region, TIMESTAMPTZ '2026-06-01 00:00:00Z' AS date_heure, 20260322140000 AS at,
         1774188000000 AS ms, 0.12345678901234 AS tco, sha256(CAST(range AS VARCHAR)) AS hash FROM range(3000)`,
    )
    expect(await refusal(bytes, 'a.parquet')).toBeUndefined()
  })

  it('that is damaged passes: nothing here can read it', async () => {
    const bytes = await parquet('SELECT range AS n, CAST(range AS VARCHAR) AS t FROM range(3000)')
    expect(await refusal(bytes.subarray(0, 2000), 'a.parquet')).toBeUndefined()
    expect(await refusal(Buffer.from(bytes).fill(7, 60, 400), 'a.parquet')).toBeUndefined()
  })
})

it('leaves nothing in the lake of what it refuses', async () => {
  const root = await mkdtemp(join(tmpdir(), 'grid-guard-'))
  const lake = openLocalDisk(root)
  const received = {
    feed_id: 'any',
    file_name: 'a.csv',
    bytes: csv(`${HEADER};Point`, `${ROW};${POINT}`),
    fetched_at: new Date('2026-09-01T06:00:00Z'),
    is_simulated: false,
  }
  await expect(storeReceived(lake, received)).rejects.toThrow(PersonalDataError)
  expect(await lake.list('')).toEqual([])
  await rm(root, { recursive: true })
})
