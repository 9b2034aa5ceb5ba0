/** A publisher says A, then B, then A again: gold follows, and what was known when can be told. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { openConnectors } from '../../sources/open-connectors.ts'
import { goldRows, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { rebuild } from '../update/rebuild.ts'
import { feedOf } from './loopback-feed.ts'
import { runFeed } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'

const FEED = 'eco2mix-regional-realtime'
const WINDOW = { from: new Date('2026-11-20T08:00:00Z'), to: new Date('2026-11-20T09:00:00Z') }

const home = temporaryHome()
let demand = 0
const server = createServer((_, response) => {
  const row = {
    code_insee_region: '53',
    libelle_region: 'Bretagne',
    nature: 'Données temps réel',
    date_heure: '2026-11-20T08:00:00+00:00',
    consommation: demand,
  }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify([row]))
})
afterAll(() => server.close())

/** The publisher's demand at a moment of the morning, fetched. */
async function fetchAt(time: string, published: number) {
  demand = published
  const { port } = server.address() as AddressInfo
  const runner = {
    home,
    connectors: openConnectors({ endpoints: { [FEED]: `http://127.0.0.1:${port}/exports/json` } }),
    fetch,
    isSimulated: true,
    now: () => new Date(`2026-11-20T${time}:00Z`),
    update: () => bringUpToDate(home),
    store: sharedStore(home),
    initialDays: 1,
  }
  const run = await runFeed(runner, { feed: feedOf(FEED), trigger: 'manual', window: WINDOW })
  return [run.outcome, run.rows_loaded, run.error_message]
}

const history = () =>
  goldRows(
    home,
    `SELECT CAST(consumption_mw AS INTEGER) AS mw, strftime(first_seen_at, '%H:%M') AS since, strftime(replaced_at, '%H:%M') AS until
     FROM (
       SELECT consumption_mw, first_seen_at, replaced_at FROM fact_energy_flow_revision WHERE energy_type_key = 1
       UNION ALL
       SELECT consumption_mw, first_seen_at, NULL FROM fact_energy_flow WHERE energy_type_key = 1)
     ORDER BY first_seen_at`,
  )

it('is followed back to what the publisher had said before', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  expect(await fetchAt('09:00', 2000)).toEqual(['new', 1, null])
  expect(await fetchAt('09:15', 2000)).toEqual(['unchanged', 0, null])
  expect(await fetchAt('09:30', 2100)).toEqual(['new', 1, null])
  expect(await fetchAt('09:45', 2000)).toEqual(['new', 1, null])
  expect(await fetchAt('10:00', 2000)).toEqual(['unchanged', 0, null])
  expect(await fetchAt('10:15', 2100)).toEqual(['new', 1, null])
  const told = [
    { mw: 2000, since: '09:00', until: '09:30' },
    { mw: 2100, since: '09:30', until: '09:45' },
    { mw: 2000, since: '09:45', until: '10:15' },
    { mw: 2100, since: '10:15', until: null },
  ]
  expect(await history()).toEqual(told)
  // The bytes are in bronze once, whatever comes back.
  expect(await home.lake.list(`bronze/${FEED}/2026/`)).toHaveLength(2)
  await rebuild(home)
  expect(await history()).toEqual(told)
})
