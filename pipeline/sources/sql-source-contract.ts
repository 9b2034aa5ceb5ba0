/** What the SQL source promises on every engine, as tests that each engine runs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BronzeRecord, listReceived, readReceived } from '../bronze/bronze-store.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { FetchError, type FetchErrorCode, type Fetched } from './connector.ts'
import { openSqlSource, SQL_SOURCE_LIMITS, type SqlSourceLimits } from './sql-source.ts'
import { sqlSourceConfig } from './sql-source-config.ts'

/** How a table `nowhere` is refused that is not there, or a column: by the error that the server gives. */
export interface Missing {
  readonly code: FetchErrorCode
  readonly message: RegExp
}

export interface TestDatabase {
  /** With the secret password in it, where the server asks for one. */
  readonly url: string
  run(statement: string): Promise<void>
  missing(): Promise<Missing>
  readonly words: {
    readonly instant: string
    readonly zoneless: string
    readonly text: string
    /** A statement that would change table `readings`, made to look like a query. */
    readonly writing: readonly string[]
  }
}

export const SECRET = 'S3cret-paßword'
const WINDOW = { from: new Date('2026-06-01T00:00:00Z'), to: new Date('2026-06-02T00:00:00Z') }

export type PublicationRow = Readonly<Record<string, string | null>>

export interface Source {
  readonly lake: ObjectStore
  fetch(settings?: Readonly<Record<string, string>>, limits?: Partial<SqlSourceLimits>): Promise<Fetched>
  /** Rows of the publications of one fetch. */
  rowsOf(fetched: Fetched): Promise<PublicationRow[]>
}

/** A source on the table `readings`, with a lake of its own, whose clock is a minute later at each fetch. */
export async function openSource(
  url: string,
  root: string,
  now = Date.parse('2026-06-01T12:00:00Z'),
): Promise<Source> {
  const lake = openLocalDisk(root)
  let at = now
  return {
    lake,
    async fetch(settings = {}, limits = {}) {
      const config = sqlSourceConfig({
        GRID_SQL_SOURCE_URL: url,
        GRID_SQL_SOURCE_WATERMARK: 'updated_at',
        ...(settings.GRID_SQL_SOURCE_QUERY === undefined && { GRID_SQL_SOURCE_TABLE: 'readings' }),
        ...settings,
      })
      if (!config) throw new TypeError('no source')
      at += 60_000
      const context = { lake, now: () => new Date(at), fetch: globalThis.fetch, isSimulated: false }
      return openSqlSource(config, { ...SQL_SOURCE_LIMITS, ...limits }).fetch(WINDOW, context)
    },
    async rowsOf({ publications }) {
      const rows: PublicationRow[] = []
      for (const { record } of publications) {
        const text = new TextDecoder().decode(await readReceived(lake, record))
        rows.push(...(JSON.parse(text) as PublicationRow[]))
      }
      return rows
    },
  }
}

const recordsOf = (fetched: Fetched): readonly BronzeRecord[] =>
  fetched.publications.map(({ record }) => record)

export async function failureOf(fetch: Promise<unknown>): Promise<FetchError> {
  const error = await fetch.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof FetchError) return error
  throw new TypeError(`expected a FetchError, got ${String(error)}`)
}

const reading = (minute: string, updated: string, demand: string | null = '2000.125') =>
  `('53', 'Données temps réel', '2026-06-01 ${minute}:00+00:00', ${demand ?? 'NULL'}, '2026-06-${updated}:00+00:00', NULL)`

export function describeSqlSource(name: string, openDatabase: () => TestDatabase): void {
  describe(name, () => {
    let root: string
    let database: TestDatabase
    let source: Source
    const insert = (...rows: readonly string[]) =>
      database.run(
        `INSERT INTO readings (code_insee_region, nature, date_heure, consommation, updated_at, eolien) VALUES ${rows.join(', ')}`,
      )
    const create = async (columns: string) => {
      await database.run('DROP TABLE IF EXISTS readings')
      await database.run(`CREATE TABLE readings (${columns})`)
    }
    beforeEach(async () => {
      database = openDatabase()
      const { instant, text } = database.words
      await create(
        `code_insee_region ${text}, nature ${text}, date_heure ${instant}, consommation numeric(12, 3), updated_at ${instant}, eolien int`,
      )
      root = await mkdtemp(join(tmpdir(), 'grid-sql-'))
      source = await openSource(database.url, root)
    })
    afterEach(() => rm(root, { recursive: true }))

    it('publishes rows as they are: exact numbers, moments in UTC, null where nothing is', async () => {
      await insert(
        `('53', 'Données temps réel', '2026-06-01 02:15:00+02:00', 123456789.125, '2026-06-01 00:20:00.25+00:00', NULL)`,
      )
      const fetched = await source.fetch()
      const [row] = await source.rowsOf(fetched)
      expect(row).toMatchObject({
        code_insee_region: '53',
        nature: 'Données temps réel',
        date_heure: expect.stringMatching(/^2026-06-01T00:15:00(\.0+)?Z$/),
        consommation: '123456789.125',
        eolien: null,
        watermark: expect.stringMatching(/^2026-06-01T00:20:00\.250*Z$/),
      })
      expect(fetched).toMatchObject({ calls: 1, quota: null, publications: [{ isNew: true }] })
    })

    it('tells where rows come from, and neither user nor password', async () => {
      await insert(reading('00:00', '01 00:10'))
      const fetched = await source.fetch()
      const [record] = recordsOf(fetched)
      expect(record?.request?.url).toMatch(
        /^(postgresql|sqlserver):\/\/[^@]+\?table=readings&watermark=updated_at$/,
      )
      expect(record?.file_name).toBe('readings.json')
      const told = JSON.stringify(record)
      expect(told).not.toContain(SECRET)
      expect(told).not.toContain(encodeURIComponent(SECRET))
    })

    it('has nothing to publish of an empty table', async () => {
      expect(await source.fetch()).toMatchObject({ publications: [], bytes: 0 })
    })

    it('publishes nothing new when nothing has changed', async () => {
      await insert(reading('00:00', '01 00:10'))
      await source.fetch()
      const [again] = (await source.fetch()).publications
      expect(again?.isNew).toBe(false)
    })

    it('reads what changed since, and as far back as it looks: late rows and changed ones come, settled ones do not', async () => {
      await insert(reading('00:00', '01 00:10'), reading('00:15', '03 12:00'), reading('00:30', '04 12:00'))
      await source.fetch()
      await insert(reading('00:45', '06 12:00'), reading('01:00', '01 23:00'), reading('01:15', '01 12:00'))
      await database.run(
        `UPDATE readings SET consommation = 7, updated_at = '2026-06-06 13:00:00+00:00' WHERE date_heure = '2026-06-01 00:00:00+00:00'`,
      )
      const rows = await source.rowsOf(await source.fetch())
      // The largest seen was 4 June 12:00; 72 hours back is 1 June 12:00.
      expect(rows.map(row => [row.date_heure?.slice(11, 16), row.consommation])).toEqual([
        ['01:15', '2000.125'],
        ['01:00', '2000.125'],
        ['00:15', '2000.125'],
        ['00:30', '2000.125'],
        ['00:45', '2000.125'],
        ['00:00', '7.000'],
      ])
    })

    it('always reads rows that have no watermark: it could not tell that they are new', async () => {
      await insert(
        reading('00:00', '09 00:10'),
        reading('00:15', '01 00:10').replace("'2026-06-01 00:10:00+00:00'", 'NULL'),
      )
      await source.fetch()
      await insert(reading('00:30', '19 00:10'))
      const rows = await source.rowsOf(await source.fetch())
      expect(rows.map(row => row.date_heure?.slice(11, 16))).toEqual(['00:00', '00:30', '00:15'])
    })

    it('starts anew when it is told to read something else', async () => {
      await insert(reading('00:00', '01 00:10'), reading('00:15', '09 00:10'))
      await source.fetch()
      await insert(reading('00:30', '09 00:20'))
      const GRID_SQL_SOURCE_QUERY = 'SELECT * FROM readings -- all of it'
      const fetched = await source.fetch({ GRID_SQL_SOURCE_QUERY })
      expect(await source.rowsOf(fetched)).toHaveLength(3)
      expect(recordsOf(fetched)[0]?.request?.url).toMatch(/\?query=[0-9a-f]{16}&watermark=updated_at$/)
      await insert(reading('00:45', '09 00:30'))
      expect(await source.rowsOf(await source.fetch({ GRID_SQL_SOURCE_QUERY }))).toHaveLength(3)
    })

    it('takes the names of silver, and an integer as watermark', async () => {
      const { instant, text } = database.words
      await create(
        `version int, region_code ${text}, vintage_code ${text}, interval_start_utc ${instant}, consumption_mw numeric(12, 3)`,
      )
      await database.run(
        `INSERT INTO readings VALUES (7, '53', 'real-time', '2026-06-01 00:00:00+00:00', 2000), (8, '53', 'real-time', '2026-06-01 00:15:00+00:00', 2010)`,
      )
      const settings = { GRID_SQL_SOURCE_WATERMARK: 'version', GRID_SQL_SOURCE_LOOK_BACK: '1' }
      expect(await source.rowsOf(await source.fetch(settings))).toHaveLength(2)
      await database.run(
        `INSERT INTO readings VALUES (9, '53', 'real-time', '2026-06-01 00:30:00+00:00', 2020), (6, '53', 'real-time', '2026-06-01 00:45:00+00:00', 2030)`,
      )
      const rows = await source.rowsOf(await source.fetch(settings))
      expect(rows.map(row => [row.watermark, row.consumption_mw])).toEqual([
        ['7', '2000.000'],
        ['8', '2010.000'],
        ['9', '2020.000'],
      ])
      const failure = await failureOf(source.fetch({ GRID_SQL_SOURCE_WATERMARK: 'version' }))
      expect(failure.code).toBe('misconfigured')
      expect(failure.message).toMatch(/GRID_SQL_SOURCE_LOOK_BACK: version is int/)
    })

    it('takes times without a zone only when told that they are UTC', async () => {
      const { zoneless, text } = database.words
      await create(
        `code_insee_region ${text}, nature ${text}, date_heure ${zoneless}, consommation int, updated_at ${zoneless}, eolien int`,
      )
      const row = reading('00:00', '01 00:10', '2000').replaceAll('+00:00', '')
      await insert(row)
      const failure = await failureOf(source.fetch())
      expect(failure.code).toBe('misconfigured')
      expect(failure.message).toMatch(
        /column date_heure is (timestamp|datetime2).*, without a zone: set GRID_SQL_SOURCE_TIME_ZONE=UTC/,
      )

      const settings = { GRID_SQL_SOURCE_TIME_ZONE: 'UTC' }
      const [read] = await source.rowsOf(await source.fetch(settings))
      expect(read?.date_heure).toMatch(/^2026-06-01T00:00:00(\.0+)?Z$/)
      await insert(row.replace('00:10', '00:20'))
      expect(await source.rowsOf(await source.fetch(settings))).toHaveLength(2)
    })

    it('makes several publications of many rows, and goes on from the last of them', async () => {
      const minutes = Array.from({ length: 7 }, (_, index) => `01:0${index}`)
      await insert(...minutes.map(minute => reading(minute, `01 ${minute}`)))
      const limits = { batchRows: 2, publicationRows: 3 }
      const fetched = await source.fetch({}, limits)
      expect(recordsOf(fetched).map(({ request }) => request?.headers.watermark?.slice(11, 16))).toEqual([
        '01:02',
        '01:05',
        '01:06',
      ])
      expect((await source.rowsOf(fetched)).map(row => row.date_heure?.slice(11, 16))).toEqual(minutes)
      const received = await listReceived(source.lake, 'sql-source')
      expect(new Set(received.map(({ fetched_at }) => fetched_at)).size).toBe(3)
    })

    it('quotes names, and takes no value for one', async () => {
      const { instant, text } = database.words
      await database.run('DROP TABLE IF EXISTS "Grid ""readings""; DROP"')
      await database.run(
        `CREATE TABLE "Grid ""readings""; DROP" (region ${text}, nature ${text}, date_heure ${instant}, consommation int, "When ""changed""" ${instant})`,
      )
      await database.run(
        `INSERT INTO "Grid ""readings""; DROP" VALUES ('Bretagne', 'Données temps réel', '2026-06-01 00:00:00+00:00', 1, '2026-06-01 00:10:00+00:00')`,
      )
      const settings = {
        GRID_SQL_SOURCE_TABLE: '"Grid ""readings""; DROP"',
        GRID_SQL_SOURCE_WATERMARK: 'When "changed"',
      }
      await source.fetch(settings)
      expect(await source.rowsOf(await source.fetch(settings))).toHaveLength(1)
    })

    describe('refuses, and stores nothing:', () => {
      const refused = async (settings: Readonly<Record<string, string>>) => {
        const failure = await failureOf(source.fetch(settings))
        expect(await listReceived(source.lake, 'sql-source')).toEqual([])
        expect(failure.message).not.toContain(SECRET)
        return failure
      }

      it('a table that is not there', async () => {
        const failure = await refused({ GRID_SQL_SOURCE_TABLE: 'nowhere' })
        const missing = await database.missing()
        expect(failure.code).toBe(missing.code)
        expect(failure.message).toMatch(missing.message)
      })

      it('a column that is not there', async () => {
        const failure = await refused({ GRID_SQL_SOURCE_QUERY: 'SELECT tension FROM readings' })
        const { code } = await database.missing()
        expect([failure.code, failure.message]).toEqual([code, expect.stringMatching(/tension/)])
        const watermark = await refused({ GRID_SQL_SOURCE_WATERMARK: 'changed_at' })
        expect(watermark.code).toBe('misconfigured')
        expect(watermark.message).toMatch(
          /GRID_SQL_SOURCE_WATERMARK: no column changed_at; found code_insee_region \(/,
        )
      })

      it('a watermark that has no order of its own', async () => {
        const failure = await refused({ GRID_SQL_SOURCE_WATERMARK: 'nature' })
        expect(failure.message).toMatch(/nature is .*, expected a time or an integer/)
      })

      it('columns that make no publication, with those found and those expected', async () => {
        const failure = await refused({ GRID_SQL_SOURCE_QUERY: 'SELECT updated_at, eolien FROM readings' })
        expect(failure.code).toBe('misconfigured')
        expect(failure.message).toMatch(
          /found updated_at \(.*\), eolien \(int.*\); expected .*date_heure.*interval_start_utc/,
        )
      })

      it('one column twice', async () => {
        const failure = await refused({
          GRID_SQL_SOURCE_QUERY:
            'SELECT code_insee_region, nature, date_heure, consommation, updated_at, consommation AS consumption_mw FROM readings',
        })
        expect(failure.code).toBe('misconfigured')
        expect(failure.message).toMatch(/both are consumption_mw/)
      })

      it('a query that writes, and nothing is written', async () => {
        await insert(reading('00:00', '01 00:10'))
        for (const GRID_SQL_SOURCE_QUERY of database.words.writing) {
          const failure = await failureOf(source.fetch({ GRID_SQL_SOURCE_QUERY }))
          expect(['rejected', 'misconfigured']).toContain(failure.code)
        }
        expect(await source.rowsOf(await source.fetch())).toHaveLength(1)
      })

      it('a column of meters, before a row is read', async () => {
        await insert(reading('00:00', '01 00:10'))
        const failure = await refused({
          GRID_SQL_SOURCE_QUERY: 'SELECT r.*, 1 AS numero_compteur FROM readings r',
        })
        expect(failure.code).toBe('personal-data')
        expect(failure.message).toMatch(/column « numero_compteur »/)
      })

      it('a delivery point in any row, together with the rows before it', async () => {
        await insert(reading('00:00', '01 00:10'), reading('00:15', '01 00:20').replace('NULL)', '1)'))
        const GRID_SQL_SOURCE_QUERY = `SELECT r.*, CASE WHEN eolien = 1 THEN '21345678901234' END AS ref FROM readings r`
        const failure = await failureOf(source.fetch({ GRID_SQL_SOURCE_QUERY }, { publicationRows: 1 }))
        expect(failure.code).toBe('personal-data')
        expect(failure.message).toMatch(
          /^query\.json: column « ref » holds 14-digit delivery points \(1 row\)/,
        )
        expect(await source.lake.list('')).toEqual([])
      })
    })
  })
}
