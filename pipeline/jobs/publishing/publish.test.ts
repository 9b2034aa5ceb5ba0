import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { claimHome } from '../home.ts'
import { goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { type Destination, PublishError } from './destination.ts'
import { lakeDestination } from './lake-destination.ts'
import { openDestination } from './open-destination.ts'
import { describePublished, publish } from './publish.ts'

const fixture = (name: string) => join(import.meta.dirname, '../../silver/fixtures', name)
const QUIET = { update: () => undefined, stop: () => undefined }
const TIMEOUT_MS = 300_000

const root = mkdtempSync(join(tmpdir(), 'grid-publishing-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const folderAt = (name: string) => {
  const path = join(root, name)
  return { path, destination: lakeDestination(path, openLocalDisk(path)) }
}
const manifestOf = (path: string) => JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'))
const contractOf = (path: string) => JSON.parse(readFileSync(join(path, manifestOf(path).contract), 'utf8'))
const fileOf = (path: string, table: string, format: string) =>
  join(
    path,
    manifestOf(path).files.find(
      (file: { table_name: string; format: string }) => file.table_name === table && file.format === format,
    ).name,
  )

describe('a published data set', () => {
  const home = temporaryHome()
  const { path, destination } = folderAt('once')

  beforeAll(async () => {
    await receive(
      home,
      [fixture('odre-both-steps.csv'), fixture('odre-export-array.json')],
      '2026-09-01T00:00:00Z',
    )
    await bringUpToDate(home)
    await publish(home, destination, QUIET)
  }, TIMEOUT_MS)

  it('holds what the manifest names and nothing else, with the checksums it states', () => {
    const { files, contract, checksums } = manifestOf(path)
    const names = files.map((file: { name: string }) => file.name)
    expect(readdirSync(path).toSorted()).toEqual([...names, contract, checksums, 'manifest.json'].toSorted())
    const stated = readFileSync(join(path, checksums), 'utf8').trimEnd().split('\n')
    expect(stated).toHaveLength(names.length + 1)
    for (const line of stated) {
      const [sha256, name = ''] = line.split('  ')
      expect(
        createHash('sha256')
          .update(readFileSync(join(path, name)))
          .digest('hex'),
      ).toBe(sha256)
    }
  })

  it('has the rows of gold, to the last digit', async () => {
    const statement = (from: string) =>
      `SELECT count(*) AS facts, CAST(sum(production_mw) AS VARCHAR) AS mw, CAST(max(first_seen_at) AS VARCHAR) AS seen,
         count(DISTINCT quality_code) AS codes FROM ${from}`
    const files = readdirSync(path)
      .filter(name => /^fact_energy_flow-\d{4}-.*parquet$/.test(name))
      .map(name => `'${join(path, name)}'`)
    const published = await rowsOf(statement(`read_parquet([${files.join(', ')}])`))
    const [held] = await goldRows(home, statement('fact_energy_flow'))
    expect(Number(held?.facts)).toBeGreaterThan(20)
    expect(published).toEqual([held])
  })

  it('says the same as CSV, with instants that say that they are UTC', async () => {
    const csv = fileOf(path, 'eco2mix_regional', 'csv.gz')
    const parquet = fileOf(path, 'eco2mix_regional', 'parquet')
    const columns =
      'region_code, CAST(interval_start_utc AS VARCHAR) AS start, vintage_code, CAST(consumption_mw AS DOUBLE) AS mw'
    const fromCsv = await rowsOf(
      `SELECT ${columns} FROM read_csv('${csv}', types = {'region_code': 'VARCHAR', 'interval_start_utc': 'TIMESTAMP'})`,
    )
    expect(fromCsv.length).toBeGreaterThan(5)
    expect(fromCsv).toEqual(await rowsOf(`SELECT ${columns} FROM read_parquet('${parquet}')`))
    expect(gunzipSync(readFileSync(csv)).toString()).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z,/)
  })

  it('comes with a contract: columns, units, types, licence, provenance and period', () => {
    const contract = contractOf(path)
    expect(contract).toMatchObject({ contract_version: 1, origin: 'published' })
    const table = contract.tables.find(
      ({ table_name }: { table_name: string }) => table_name === 'eco2mix_regional',
    )
    expect(table.columns).toContainEqual(
      expect.objectContaining({
        column_name: 'consumption_mw',
        type: expect.stringMatching(/^DECIMAL/),
        unit: 'MW',
        is_nullable: true,
      }),
    )
    expect(table.licence).toContain('Licence Ouverte')
    expect(table.provenance).toContainEqual(expect.objectContaining({ publisher: 'RTE' }))
    expect(table.period.first_interval_utc < table.period.last_interval_utc).toBe(true)
    expect(JSON.stringify(contract)).not.toContain('ENUM')
  })

  it(
    'is sent once: the same again sends nothing, more data sends what is new',
    async () => {
      const before = readdirSync(path)
      const again = await publish(home, destination, QUIET)
      expect(again).toMatchObject({ uploaded: 0, is_new: false })
      expect(describePublished(destination, again)).toContain('nothing new')
      expect(readdirSync(path)).toEqual(before)

      await receive(home, [fixture('odre-outage.csv')], '2026-09-02T00:00:00Z')
      await bringUpToDate(home)
      const more = await publish(home, destination, QUIET)
      expect(more.is_new).toBe(true)
      expect(more.uploaded).toBeGreaterThan(0)
      expect(more.uploaded).toBeLessThan(more.files)
      // Whoever reads by the manifest of before still finds its files.
      expect(readdirSync(path)).toEqual(expect.arrayContaining(before))
    },
    TIMEOUT_MS,
  )

  it(
    'is never seen by halves: what breaks off leaves the manifest that was there',
    async () => {
      const { path: other, destination: whole } = folderAt('broken-off')
      let left = 3
      const breaking: Destination = {
        ...whole,
        upload: async (name, file) => {
          if (left-- <= 0) throw new PublishError('gone')
          await whole.upload(name, file)
        },
      }
      await expect(publish(home, breaking, QUIET)).rejects.toThrow('gone')
      expect(readdirSync(other)).not.toContain('manifest.json')
      const finished = await publish(home, whole, QUIET)
      expect(finished.uploaded).toBe(finished.files - 3)
      expect(manifestOf(other)).toEqual(manifestOf(path))
    },
    TIMEOUT_MS,
  )
})

describe('publishing', () => {
  it('keeps simulated data apart, and labels it', async () => {
    const simulated = temporaryHome()
    await claimHome(simulated, 'simulated')
    await simulated.warehouse.write(async () => undefined)
    const { path, destination } = folderAt('published')
    await openLocalDisk(path).create('manifest.json', new TextEncoder().encode('{"origin":"published"}'))
    await expect(publish(simulated, destination, QUIET)).rejects.toThrow(
      'holds published data, and simulated data is kept apart',
    )
  })

  it('does not overwrite the manifest of somebody else', async () => {
    const home = temporaryHome()
    await claimHome(home, 'published')
    const { path, destination } = folderAt('strange')
    await openLocalDisk(path).create('manifest.json', new TextEncoder().encode('{"name":"page"}'))
    await expect(publish(home, destination, QUIET)).rejects.toThrow('its manifest.json is none of ours')
    writeFileSync(join(path, 'manifest.json'), 'x')
    await expect(publish(home, destination, QUIET)).rejects.toThrow(PublishError)
  })

  it('refuses the lake of a home, and a home that is empty', async () => {
    const home = temporaryHome()
    const { destination } = folderAt('nothing')
    await expect(publish(home, destination, QUIET)).rejects.toThrow('is empty')
    await claimHome(home, 'published')
    await expect(publish(home, lakeDestination(home.path, home.lake), QUIET)).rejects.toThrow(
      'is the lake of a home',
    )
  })

  it.each([
    ['bitbucket:workspace', {}, 'expected bitbucket:workspace/repository'],
    ['bitbucket:w/r', {}, 'BITBUCKET_TOKEN'],
    ['', {}, '--to: is empty'],
    ['https://a.blob.core.windows.net/x?sig=hunter2', {}, '--to: holds a shared access signature'],
    ['ftp://example.org/x', {}, '--to: ftp://example.org/x: expected a folder'],
  ])('--to %j says what is expected', (to, environment, words) => {
    expect(() => openDestination(to, environment, root)).toThrow(words)
  })
})

async function rowsOf(statement: string) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const rows = (await connection.runAndReadAll(statement)).getRowObjectsJS()
    return rows.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
