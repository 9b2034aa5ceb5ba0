import { expect, it } from 'vitest'
import { FEEDS } from '../catalog/feeds.ts'
import { FIT_SCHEDULE } from '../catalog/forecasting.ts'
import type { Part } from '../jobs/chain/chain-settings.ts'
import { scheduledFeeds } from '../jobs/chain/scheduled-feeds.ts'
import { declareFunctions } from './declare-functions.ts'
import host from './host.json' with { type: 'json' }
import { openOnce } from './invocation.ts'

const nothing = async () => {
  throw new Error('opened, though no function was called')
}
const declared = (...parts: Part[]) =>
  declareFunctions({ parts: new Set(parts) }, scheduledFeeds({}), nothing)

it('has a timer for each scheduled feed, at its moments in UTC, with seconds of its own', () => {
  const timers = declared('ingest').filter(({ kind }) => kind === 'timer')
  const fetched = FEEDS.filter(({ schedule, feed_id }) => schedule !== null && feed_id !== 'sql-source')
  expect(timers.map(({ name }) => name)).toEqual([
    ...fetched.map(({ feed_id }) => `fetch-${feed_id}`),
    'fetch-overdue-feeds',
  ])
  const schedules = timers.map(({ options }) => ('schedule' in options ? options.schedule : ''))
  expect(schedules.every(schedule => schedule.split(' ').length === 6)).toBe(true)
})

it.each([
  ['ingest', ['http'], ['ingest-now']],
  ['transform', ['queue'], ['silver', 'silver-poison']],
  ['load', ['queue'], ['gold', 'gold-poison', 'forecast', 'forecast-poison']],
] as const)('the part %s has of its own: %j %j', (part, kinds, names) => {
  const others = declared(part).filter(({ kind }) => kind !== 'timer')
  expect([...new Set(others.map(({ kind }) => kind))]).toEqual(kinds)
  expect(others.map(({ name }) => name)).toEqual(names)
})

it('does what a night does when the catalogue says, where gold is loaded', () => {
  const timers = declared('load').filter(({ kind }) => kind === 'timer')
  expect(timers.map(({ name, options }) => [name, 'schedule' in options && options.schedule])).toEqual([
    ['forecast-nightly', FIT_SCHEDULE],
  ])
})

it('names functions as the host allows, each once', () => {
  const names = declared('ingest', 'transform', 'load').map(({ name }) => name)
  expect(names.filter(name => !/^[A-Za-z][A-Za-z0-9_-]{0,126}$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

it('asks for no key, and takes messages one at a time as the plain text that we send', () => {
  const [endpoint] = declared('ingest').filter(({ kind }) => kind === 'http')
  expect(endpoint?.options).toMatchObject({ authLevel: 'anonymous', methods: ['POST'] })
  expect(host.extensions.queues).toMatchObject({
    messageEncoding: 'none',
    batchSize: 1,
    newBatchThreshold: 0,
  })
})

it('is opened once, and again when it could not be', async () => {
  let tries = 0
  const open = openOnce(async () => {
    tries += 1
    throw new Error(`try ${tries}`)
  })
  await expect(open()).rejects.toThrow('try 1')
  await expect(open()).rejects.toThrow('try 2')
})
