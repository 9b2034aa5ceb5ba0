/**
 * A small publisher on loopback for tests of the jobs, and a connector that asks it: regional real-time
 * values, four quarters of an hour together, at most an hour late.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { storeReceived } from '../../bronze/bronze-store.ts'
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { REGIONS } from '../../catalog/regions.ts'
import { type Connector, FetchError } from '../../sources/connector.ts'

const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000

export function feedOf(feedId: string): Feed {
  const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
  if (!feed) throw new RangeError(`feed ${feedId}: not declared`)
  return feed
}

export interface LoopbackPublisher {
  readonly connector: Connector
  /** What it was asked for, in order: `from/to`, or the fault it answered with. */
  readonly asked: string[]
  /** Answers this status until told otherwise; 200 is well. */
  status: number
  /** Called before each answer. */
  beforeAnswer: () => Promise<void>
}

/** Demand of a region in MW at an instant: any, as long as it is always the same. */
const demandAt = (regionCode: string, epochMs: number): number =>
  2_000 + Number(regionCode) + ((epochMs / QUARTER_MS) % 96)

export async function openLoopbackPublisher(feedId: string, now: () => Date): Promise<LoopbackPublisher> {
  const publisher = { asked: [] as string[], status: 200, beforeAnswer: async () => {} }
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://loopback')
    const [from = '', to = ''] = [searchParams.get('from') ?? '', searchParams.get('to') ?? '']
    publisher.asked.push(publisher.status === 200 ? `${from}/${to}` : String(publisher.status))
    await publisher.beforeAnswer()
    response.statusCode = publisher.status
    response.end(
      publisher.status === 200 ? JSON.stringify(rowsOf(new Date(from), new Date(to), now())) : 'no',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  const { port } = server.address() as AddressInfo
  return Object.assign(publisher, { connector: connectTo(feedId, `http://127.0.0.1:${port}/`) })
}

function connectTo(feed_id: string, url: string): Connector {
  return {
    feed_id,
    async fetch({ from, to }, { lake, now, fetch, isSimulated, signal }) {
      const asked = `${url}?from=${from.toISOString()}&to=${to.toISOString()}`
      const answer = await fetch(asked, signal ? { signal } : {})
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (answer.status !== 200) {
        throw new FetchError('server-error', `${feed_id}: answered ${answer.status}`, { calls: 1 })
      }
      const publication = await storeReceived(lake, {
        feed_id,
        file_name: `${feed_id}.json`,
        bytes,
        fetched_at: now(),
        is_simulated: isSimulated,
      })
      return { calls: 1, bytes: bytes.byteLength, publications: [publication], quota: null }
    },
  }
}

/** What is published of a window: rows of the whole hours that have ended. */
function rowsOf(from: Date, to: Date, now: Date): object[] {
  const published = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  const rows: object[] = []
  const first = Math.ceil(from.getTime() / QUARTER_MS) * QUARTER_MS
  for (let start = first; start < Math.min(to.getTime(), published); start += QUARTER_MS) {
    for (const { region_code, region_name } of REGIONS) {
      const instant = new Date(start)
      rows.push({
        code_insee_region: region_code,
        libelle_region: region_name,
        nature: 'Données temps réel',
        date_heure: instant.toISOString().replace('.000Z', '+00:00'),
        consommation: demandAt(region_code, start),
        thermique: 100,
        nucleaire: 0,
        eolien: 50,
        solaire: 0,
        hydraulique: 20,
        pompage: '0',
        bioenergies: 10,
        ech_physiques: 0,
      })
    }
  }
  return rows
}
