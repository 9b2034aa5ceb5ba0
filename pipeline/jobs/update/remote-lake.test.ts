/** Proof that a lake elsewhere gives what a lake on this disk gives, byte for byte and row for row. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { BlobServiceClient } from '@azure/storage-blob'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAzureBlob } from '../../lake/azure-blob.ts'
import { openLocalCopies } from '../../lake/local-copies.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import {
  type AzuritePeer,
  describeWithPeers,
  emulatorCredential,
  type Peer,
  startAzurite,
  startFakeGcs,
} from '../../lake/peers.ts'
import { claimHome, type Home, HomeError, openHome, originOf } from '../home.ts'
import { goldState, receive } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const fixture = (name: string) => join(import.meta.dirname, '../../silver/fixtures', name)
// Of the same months, so that what came second is added to partitions that stand.
const FIRST = ['odre-both-steps.csv', 'odre-export-array.json', 'odre-outage.csv'].map(fixture)
const SECOND = ['odre-conflicting-rows.csv', 'odre-lost-pages.csv'].map(fixture)
const TIMEOUT_MS = 300_000

describeWithPeers('a lake elsewhere', process.env, () => {
  const root = mkdtempSync(join(tmpdir(), 'grid-remote-lake-'))
  const homes: Home[] = []
  let azurite: AzuritePeer
  let gcs: Peer
  let service: BlobServiceClient
  let storage: Storage
  const local = keep(openHome(join(root, 'local')))
  let expected: Awaited<ReturnType<typeof contentsOf>>

  function keep(home: Home): Home {
    homes.push(home)
    return home
  }

  beforeAll(async () => {
    ;[azurite, gcs] = await Promise.all([startAzurite(), startFakeGcs()])
    setDefaultCACertificates([...getCACertificates('default'), azurite.certificate])
    service = new BlobServiceClient(`${azurite.origin}/devstoreaccount1`, emulatorCredential())
    storage = new Storage({ apiEndpoint: gcs.origin, projectId: 'emulated' })
    await ingestAndRun(local)
    expected = await contentsOf(local)
  }, TIMEOUT_MS)
  afterAll(async () => {
    for (const home of homes) await home.warehouse.close()
    await Promise.all([azurite?.stop(), gcs?.stop()])
    rmSync(root, { recursive: true, force: true })
  })

  /** A container that GRID_LAKE can't name here: its certificate is trusted by this process alone. */
  async function onAzure(name: string, machine: string): Promise<Home> {
    await service.getContainerClient(name).createIfNotExists()
    const copies = openLocalCopies(name, {
      folder: join(root, `${name}-${machine}`, 'copies'),
      maxBytes: 2 ** 30,
      now: () => new Date(),
    })
    const home = openHome(join(root, `${name}-${machine}`))
    const lake = openAzureBlob({ service, container: name, prefix: 'grid/', copies })
    return keep({ ...home, lake, lakeElsewhere: `${azurite.origin}/devstoreaccount1/${name}/grid` })
  }

  async function onGoogle(name: string, machine: string): Promise<Home> {
    const [exists] = await storage.bucket(name).exists()
    if (!exists) await storage.createBucket(name)
    return keep(
      openHome(join(root, `google-${name}-${machine}`), {
        environment: { GRID_LAKE: `${gcs.origin}/storage/v1/b/${name}/grid` },
      }),
    )
  }

  it(
    'is asked for each body once by the update that reads it',
    async () => {
      const home = await onAzure('once', 'one')
      const downloads: string[] = []
      const copies = openLocalCopies('once', {
        folder: join(home.path, 'counted'),
        maxBytes: 2 ** 30,
        now: () => new Date(),
      })
      const lake = openAzureBlob({
        service,
        container: 'once',
        prefix: 'grid/',
        copies: {
          ...copies,
          pathOf: (key, download) =>
            copies.pathOf(key, async held => {
              const found = await download(held)
              if (found !== 'unchanged') downloads.push(key)
              return found
            }),
        },
      })
      const read = (key: string) => {
        downloads.push(key)
        return lake.read(key)
      }
      await receive(home, FIRST, '2026-09-01T00:00:00Z')
      const bodies = (await home.lake.list('bronze/')).filter(key => !key.includes('/records/'))
      await bringUpToDate({ ...home, lake: { ...lake, read } })
      expect(downloads.filter(key => bodies.includes(key)).toSorted()).toEqual(bodies)
      expect(bodies).toHaveLength(FIRST.length)
    },
    TIMEOUT_MS,
  )

  describe.each([
    ['Azure', onAzure],
    ['Google', onGoogle],
  ] as const)('on %s', (_, open) => {
    it(
      'holds the same bytes, and gives the same rows, on every machine that reads it',
      async () => {
        const home = await open('same', 'one')
        await ingestAndRun(home)
        expect(await contentsOf(home)).toEqual(expected)

        const other = await open('same', 'two')
        expect(await originOf(other)).toBe('published')
        await bringUpToDate(other)
        expect(await goldState(other)).toEqual(await goldState(home))

        const again = await bringUpToDate(home)
        expect([again.silver.partitions_written, again.gold.batches]).toEqual([0, 0])
      },
      TIMEOUT_MS,
    )

    it(
      'loses nothing when two machines update it at the same time',
      async () => {
        const one = await open('two', 'one')
        const two = await open('two', 'two')
        await receive(one, FIRST, '2026-09-01T00:00:00Z')
        await receive(two, SECOND, '2026-09-02T00:00:00Z')
        await Promise.all([bringUpToDate(one), bringUpToDate(two)])
        for (const home of [one, two]) await bringUpToDate(home)
        expect(await rowsOfSilver(one)).toEqual(await rowsOfSilver(local))
        expect(await goldState(one)).toEqual(await goldState(two))
      },
      TIMEOUT_MS,
    )

    it('never mixes simulated with published data, nor two lakes in one home', async () => {
      const home = await open('origin', 'one')
      await claimHome(home, 'simulated')
      const other = await open('origin', 'two')
      expect(await originOf(other)).toBe('simulated')
      await expect(claimHome(other, 'published')).rejects.toThrow(
        /origin\/grid: holds simulated data, and published data is kept apart: set GRID_LAKE and GRID_HOME/,
      )
      const moved: Home = { ...home, lakeElsewhere: 'gs://another' }
      await expect(originOf(moved)).rejects.toThrow(HomeError)
      await expect(originOf(openHome(home.path))).rejects.toThrow('its warehouse is made from')
    })
  })
})

async function ingestAndRun(home: Home): Promise<void> {
  await receive(home, FIRST, '2026-09-01T00:00:00Z')
  await bringUpToDate(home)
  // And again, so that partitions are read back.
  await receive(home, SECOND, '2026-09-02T00:00:00Z')
  await bringUpToDate(home)
}

const LAYERS = ['bronze/', 'silver/', 'runs/']

/** What the lake holds, layer by layer, and the rows of gold. */
async function contentsOf(home: Home) {
  const objects: Record<string, string> = {}
  for (const layer of LAYERS) {
    for (const key of await home.lake.list(layer)) objects[key] = await sha256Of(home.lake, key)
  }
  expect(Object.keys(objects).length).toBeGreaterThan(15)
  return { objects, gold: await goldState(home) }
}

/** Partitions: which machine came first shows in the load records alone. */
async function rowsOfSilver({ lake }: Home): Promise<Record<string, string>> {
  const keys = (await lake.list('silver/')).filter(key => key.endsWith('/part.parquet'))
  return Object.fromEntries(
    await Promise.all(keys.map(async key => [key, await sha256Of(lake, key)] as const)),
  )
}

async function sha256Of(lake: ObjectStore, key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(await lake.read(key)))
  return Buffer.from(digest).toString('hex')
}
