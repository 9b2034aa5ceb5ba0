import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import {
  BronzeCorruptError,
  listReceived,
  type Received,
  readReceived,
  storeReceived,
} from './bronze-store.ts'

const publication: Received = {
  feed_id: 'eco2mix-files',
  file_name: 'eCO2mix_RTE_PACA.xls',
  bytes: Buffer.from('Périmètre\tNature\r\nPACA\tDonnées\t\n', 'latin1'),
  fetched_at: new Date('2026-09-01T06:00:00.123Z'),
  is_simulated: false,
}
const sha256 = createHash('sha256').update(publication.bytes).digest('hex')

let root: string
let lake: ObjectStore
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'grid-bronze-'))
  lake = openLocalDisk(root)
})
afterEach(() => rm(root, { recursive: true }))

describe('what was received', () => {
  it('is stored byte for byte under its own hash', async () => {
    const { record, isNew } = await storeReceived(lake, publication)
    expect(isNew).toBe(true)
    expect(record).toMatchObject({
      path: `bronze/eco2mix-files/2026/09/01/2026-09-01T06-00-00.123Z-${sha256}.xls.zst`,
      sha256,
      size_bytes: publication.bytes.byteLength,
      compression: 'zstd',
      fetched_at: '2026-09-01T06:00:00.123Z',
    })
    expect(Buffer.compare(await readReceived(lake, record), publication.bytes)).toBe(0)
  })

  it.each(['zip', 'parquet'])(
    'is stored as it is when its name says it is compressed: .%s',
    async extension => {
      const { record } = await storeReceived(lake, { ...publication, file_name: `a.${extension}` })
      expect(record.compression).toBe('none')
      expect(Buffer.compare(await lake.read(record.path), publication.bytes)).toBe(0)
    },
  )

  it('twice at the same time is stored once', async () => {
    const copies = [1, 2, 3, 4].map(second => ({
      ...publication,
      fetched_at: new Date(publication.fetched_at.getTime() + second),
    }))
    const stored = await Promise.all(copies.map(copy => storeReceived(lake, copy)))
    expect(stored.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(await lake.list('bronze/eco2mix-files/2026/')).toEqual([stored[0]?.record.path])
  })

  it('twice is stored once, under the name and moment of the first time', async () => {
    await storeReceived(lake, publication)
    const again = await storeReceived(lake, {
      ...publication,
      file_name: 'other.csv',
      fetched_at: new Date('2026-09-02T06:00:00Z'),
    })
    expect(again.isNew).toBe(false)
    expect(again.record).toMatchObject({
      file_name: 'eCO2mix_RTE_PACA.xls',
      fetched_at: '2026-09-01T06:00:00.123Z',
    })
    expect(await lake.list('bronze/')).toHaveLength(2)
  })

  it('by several at the same time is stored once', async () => {
    const stored = await Promise.all(Array.from({ length: 6 }, () => storeReceived(lake, publication)))
    expect(stored.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(stored.map(({ record }) => JSON.stringify(record))).size).toBe(1)
    expect(await lake.list('bronze/')).toHaveLength(2)
  })

  it('and cut off before its record takes up the body that was left behind', async () => {
    const { record } = await storeReceived(lake, publication)
    await lake.remove(`bronze/eco2mix-files/records/${sha256}.json`)
    expect(await listReceived(lake, 'eco2mix-files')).toEqual([])
    const again = await storeReceived(lake, { ...publication, fetched_at: new Date('2026-09-01T07:00:00Z') })
    expect(again.isNew).toBe(true)
    expect(again.record.path).toBe(record.path)
    expect(await lake.list('bronze/')).toHaveLength(2)
  })

  it.each(['../../evil', 'no-extension', 'name.ex/t', 'name.%2e', 'a.verylongextension'])(
    'never takes its path from its name: %s',
    async file_name => {
      const { record } = await storeReceived(lake, { ...publication, file_name })
      expect(record.path).toMatch(/^bronze\/eco2mix-files\/2026\/09\/01\/[^/]+\.(bin|evil)\.zst$/)
      expect(record.file_name).toBe(file_name)
    },
  )
})

describe('an answer to a question', () => {
  const ask = async (text: string, minute: number, url = 'https://publisher.example/rows') => {
    const { record, isNew } = await storeReceived(lake, {
      ...publication,
      bytes: new TextEncoder().encode(text),
      fetched_at: new Date(Date.UTC(2026, 8, 1, 6, minute)),
      isWholeAnswer: true,
      request: { url, status: 200, headers: {} },
    })
    return { isNew, minute: new Date(record.fetched_at).getUTCMinutes(), record }
  }

  it('that comes back after another one is news of its own moment, over the same bytes', async () => {
    const first = await ask('A', 0)
    await ask('B', 1)
    const returned = await ask('A', 2)
    expect(returned).toMatchObject({ isNew: true, minute: 2 })
    expect(returned.record.path).toBe(first.record.path)
    expect(returned.record.sha256).toBe(first.record.sha256)
    expect(returned.record.reception_id).not.toBe(first.record.reception_id)
    expect(await ask('A', 3)).toMatchObject({ isNew: false, minute: 2 })
    expect((await listReceived(lake, publication.feed_id)).map(record => record.sha256)).toHaveLength(3)
  })

  it('is no news after an answer to another question', async () => {
    await ask('A', 0)
    await ask('B', 1, 'https://publisher.example/others')
    expect(await ask('A', 2)).toMatchObject({ isNew: false, minute: 0 })
  })

  it('is compared with what had been said until then, whenever it arrives', async () => {
    await ask('A', 0)
    await ask('B', 4)
    expect(await ask('A', 2)).toMatchObject({ isNew: false, minute: 0 })
  })

  it('is compared with the last one that is whole', async () => {
    await ask('A', 0)
    const { record } = await ask('B', 1)
    await lake.remove(`bronze/${publication.feed_id}/records/${record.reception_id}.json`)
    expect(await ask('A', 2)).toMatchObject({ isNew: false, minute: 0 })
  })
})

describe('a record of an earlier version', () => {
  it('names the moment its bytes were first seen', async () => {
    const { record } = await storeReceived(lake, publication)
    const { reception_id: _, ...older } = record
    const key = `bronze/${publication.feed_id}/records/${sha256}.json`
    await lake.replace(key, new TextEncoder().encode(JSON.stringify(older)))
    expect(await listReceived(lake, publication.feed_id)).toEqual([record])
  })
})

describe('the list of a feed', () => {
  it('is in the order received, and knows no other feed', async () => {
    for (const [feed_id, day] of [
      ['b', '2026-09-03'],
      ['b', '2026-09-01'],
      ['b', '2026-09-02'],
      ['bb', '2026-09-01'],
    ]) {
      const bytes = new TextEncoder().encode(`${feed_id} ${day}`)
      await storeReceived(lake, {
        ...publication,
        feed_id: feed_id ?? '',
        bytes,
        fetched_at: new Date(`${day}T00:00:00Z`),
      })
    }
    expect((await listReceived(lake, 'b')).map(record => record.fetched_at.slice(0, 10))).toEqual([
      '2026-09-01',
      '2026-09-02',
      '2026-09-03',
    ])
  })
})

describe('damage', () => {
  it('of a body is told by its path and both hashes', async () => {
    const { record } = await storeReceived(lake, { ...publication, file_name: 'a.zip' })
    await lake.replace(record.path, new TextEncoder().encode('not what was received'))
    await expect(readReceived(lake, record)).rejects.toThrow(BronzeCorruptError)
    await expect(readReceived(lake, record)).rejects.toThrow(
      new RegExp(`^${record.path}: sha256 is [0-9a-f]{64}, expected ${sha256}$`),
    )
  })

  it('of a compressed body is told by its path, too', async () => {
    const { record } = await storeReceived(lake, publication)
    await lake.replace(record.path, new TextEncoder().encode('not what was received'))
    await expect(readReceived(lake, record)).rejects.toThrow(BronzeCorruptError)
    await expect(readReceived(lake, record)).rejects.toThrow(record.path)
  })

  it.each(['{"feed_id": 1}', '{"feed_id":'])('of a record is told by its key: %s', async content => {
    await lake.replace('bronze/eco2mix-files/records/0.json', new TextEncoder().encode(content))
    await expect(listReceived(lake, 'eco2mix-files')).rejects.toThrow(BronzeCorruptError)
    await expect(listReceived(lake, 'eco2mix-files')).rejects.toThrow('bronze/eco2mix-files/records/0.json')
  })

  it('is not taken for a body that is missing', async () => {
    const { record } = await storeReceived(lake, publication)
    await lake.remove(record.path)
    await expect(readReceived(lake, record)).rejects.toThrow(`${record.path}: no such object`)
  })
})
