/** The whole chain on blobs and queues over https, with tokens of a managed identity and the simulator as publisher. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LoopbackIssuer, startIssuer } from '../../../api/auth/loopback-issuer.ts'
import { declareFunctions } from '../../functions/declare-functions.ts'
import { type StandInHost, standInHost } from '../../functions/stand-in-host.ts'
import { describeWithPeers } from '../../lake/peers.ts'
import { type LoopbackCollector, startCollector } from '../../telemetry/loopback-collector.ts'
import { claimHome } from '../home.ts'
import { goldRows, goldState } from '../temporary-home.ts'
import { type EmulatedAzure, startEmulatedAzure } from './emulated-azure.ts'
import { withLease } from './lease.ts'
import { TO_GOLD } from './messages.ts'
import { type Chain, openChain, settingsOf } from './open-chain.ts'
import { listPoisoned, sendAgain } from './poisoned-messages.ts'
import { QueueError } from './queues.ts'
import { scheduledFeeds } from './scheduled-feeds.ts'
import { tell } from './workplace.ts'

const REGIONAL = 'eco2mix-regional-realtime'
const NATIONAL = 'eco2mix-national-realtime'
const TIMEOUT_MS = 300_000

describeWithPeers('the chain', process.env, () => {
  const root = mkdtempSync(join(tmpdir(), 'grid-chain-'))
  const before = { ...process.env }
  let azure: EmulatedAzure
  let collector: LoopbackCollector
  let issuer: LoopbackIssuer
  let chain: Chain
  let host: StandInHost
  /** Steps that fail before they tell the next, so many times. */
  let failuresToTell = 0

  async function openMachine(name: string): Promise<Chain> {
    const environment = {
      ...azure.environment,
      GRID_HOME: join(root, name),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      GRID_AUTH_ISSUER: issuer.url,
      GRID_AUTH_AUDIENCE: 'api://grid',
      GRID_LOG_LEVEL: 'silent',
    }
    return openChain(settingsOf(environment), environment)
  }

  beforeAll(async () => {
    ;[azure, collector, issuer] = await Promise.all([startEmulatedAzure(), startCollector(), startIssuer()])
    Object.assign(process.env, azure.environment)
    const opened = await openMachine('one')
    await claimHome(opened.home, 'simulated')
    const queues = {
      async send(queue: string, text: string) {
        if (failuresToTell-- > 0) throw new QueueError(`queue ${queue}: is away`)
        await opened.queues.send(queue, text)
      },
    }
    chain = {
      ...opened,
      queues,
      async fetching() {
        const fetching = await opened.fetching()
        // Three days are enough to see all that the chain does.
        return { ...fetching, queues, runner: { ...fetching.runner, initialDays: 1 } }
      },
    }
    const settings = { parts: new Set(['ingest', 'transform', 'load'] as const) }
    host = standInHost(
      declareFunctions(settings, scheduledFeeds({}), async () => chain),
      azure.queues,
    )
  }, TIMEOUT_MS)
  afterAll(async () => {
    await chain?.close()
    await Promise.all([azure?.stop(), collector?.stop(), issuer?.stop()])
    for (const name of Object.keys(azure?.environment ?? {})) process.env[name] = before[name]
    rmSync(root, { recursive: true, force: true })
  })

  const waiting = async (queue: string) =>
    (await azure.queues.getQueueClient(queue).getProperties()).approximateMessagesCount
  const runsInGold = () =>
    goldRows(chain.home, 'SELECT feed_id, "trigger", outcome, rows_loaded FROM feed_run ORDER BY started_at')
  const events = (name: string) => collector.events.filter(({ eventName }) => eventName === name)

  it(
    'brings what a timer fetched into gold, step by step, and forecasts nothing from three days',
    async () => {
      await host.fire(`fetch-${REGIONAL}`)
      expect(await chain.home.lake.list(`bronze/${REGIONAL}/records/`)).toHaveLength(1)
      expect([await waiting('silver'), await waiting('gold')]).toEqual([1, 0])

      expect(await host.deliver('silver')).toBe('handled')
      expect([await waiting('silver'), await waiting('gold')]).toEqual([0, 1])
      expect(await chain.home.lake.list(`silver/loads/${REGIONAL}/`)).toHaveLength(1)

      expect(await host.deliver('gold')).toBe('handled')
      const [facts] = await goldRows(chain.home, 'SELECT count(*) AS facts FROM fact_energy_flow')
      expect(Number(facts?.facts)).toBeGreaterThan(12 * 96)
      const [run] = await runsInGold()
      expect(run).toMatchObject({ feed_id: REGIONAL, trigger: 'schedule', outcome: 'new' })
      expect(Number(run?.rows_loaded)).toBeGreaterThan(12 * 48)
      expect([await waiting('silver'), await waiting('gold'), await waiting('forecast')]).toEqual([0, 0, 1])

      expect(await host.deliver('forecast')).toBe('handled')
      expect(await waiting('forecast')).toBe(0)
      // The night, too, says why there is nothing to learn from, and is no failure.
      await host.fire('forecast-nightly')
      const kept = await chain.home.lake.list('gold/forecasting/')
      expect(kept).toEqual([])
    },
    TIMEOUT_MS,
  )

  it('is one trace from the timer to the forecast', () => {
    const span = (name: string) => collector.spans.find(found => found.name === name)
    const names = [
      ...[
        'run feed',
        'send silver',
        'handle silver',
        'update silver',
        'send gold',
        'handle gold',
        'update gold',
      ],
      ...['send forecast', 'handle forecast'],
    ]
    const chained = names.map(span)
    expect(new Set(chained.map(found => found?.traceId)).size).toBe(1)
    expect(span('handle silver')?.parentSpanId).toBe(span('send silver')?.spanId)
    expect(span('handle gold')?.parentSpanId).toBe(span('send gold')?.spanId)
    expect(span('handle forecast')?.parentSpanId).toBe(span('send forecast')?.spanId)
    expect(events('timer.fired').map(({ attributes }) => attributes.feed_id)).toEqual([REGIONAL])
    expect(events('feed.run.finished')[0]?.traceId).toBe(span('run feed')?.traceId)
  })

  it(
    'ends in the same state when messages come twice, and out of order',
    async () => {
      await host.fire(`fetch-${NATIONAL}`)
      const { peekedMessageItems } = await azure.queues.getQueueClient('silver').peekMessages()
      const [text = ''] = peekedMessageItems.map(({ messageText }) => messageText)
      await host.drain()
      const state = await goldState(chain.home)
      const files = await chain.home.lake.versions('')

      await azure.queues.getQueueClient('silver').sendMessage(text)
      await azure.queues.getQueueClient('silver').sendMessage(text)
      const outcomes = [
        await host.deliver('silver'),
        await host.deliver('gold'),
        await host.deliver('silver'),
      ]
      expect(outcomes).toEqual(['handled', 'handled', 'handled'])
      await host.drain()
      expect(await goldState(chain.home)).toEqual(state)
      const isLease = (key: string) => key.includes('/leases/')
      const after = [...(await chain.home.lake.versions(''))].filter(([key]) => !isLease(key))
      expect(after).toEqual([...files].filter(([key]) => !isLease(key)))
    },
    TIMEOUT_MS,
  )

  it(
    'ends in the same gold when a step dies before it tells the next',
    async () => {
      failuresToTell = 1
      await expect(host.fire(`fetch-open-meteo-forecast`)).rejects.toThrow(QueueError)
      failuresToTell = 0
      // Nothing told silver: the next run finds what it lacks, though the publisher has nothing new.
      await host.fire(`fetch-open-meteo-forecast`)
      failuresToTell = 1
      expect(await host.deliver('silver')).toBe('failed')
      expect(await host.deliver('silver')).toBe('handled')
      await host.drain()
      const other = await openMachine('two')
      try {
        const functions = declareFunctions(
          { parts: new Set(['load']) },
          scheduledFeeds({}),
          async () => other,
        )
        await tell(chain, TO_GOLD, { loads: 0 })
        await standInHost(functions, azure.queues).drain()
        expect(await goldState(other.home)).toEqual(await goldState(chain.home))
      } finally {
        await other.close()
      }
    },
    TIMEOUT_MS,
  )

  it(
    'keeps messages that are given up for a person, tells it, and takes them again',
    async () => {
      const queues = ['gold', 'forecast'] as const
      for (const queue of queues) {
        await chain.queues.send(queue, 'nothing that can be read')
        const outcomes: string[] = []
        while (outcomes.at(-1) !== 'none') outcomes.push(await host.deliver(queue))
        expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed', 'poisoned', 'none'])
      }
      await host.drain()
      const kept = await listPoisoned(chain.home.lake)
      expect(kept.map(({ queue, text }) => [queue, text])).toEqual(
        expect.arrayContaining(queues.map(queue => [queue, 'nothing that can be read'])),
      )
      expect(await chain.home.lake.list('gold/forecasting/poisoned/')).toHaveLength(1)
      await chain.home.telemetry.flush()
      expect(events('queue.message.poisoned').map(({ attributes }) => attributes)).toEqual(
        expect.arrayContaining(kept.map(({ queue, message_id }) => ({ queue, message_id, attempts: 5 }))),
      )
      for (const one of kept) await sendAgain(chain.home.lake, chain.queues, one)
      expect(await listPoisoned(chain.home.lake)).toEqual([])
      for (const queue of queues) {
        expect(await waiting(queue)).toBe(1)
        await azure.queues.getQueueClient(queue).clearMessages()
      }
    },
    TIMEOUT_MS,
  )

  it(
    'fetches for who may ask, and for nobody else',
    async () => {
      const body = JSON.stringify({ feed: NATIONAL })
      const bearer = async (scope: string) => ({ authorization: `Bearer ${await signed(scope)}` })
      const runs = (await chain.home.lake.list(`runs/${NATIONAL}/`)).length
      expect((await host.post('ingest-now', body)).status).toBe(401)
      expect((await host.post('ingest-now', body, { authorization: 'Bearer x.y.z' })).status).toBe(401)
      expect((await host.post('ingest-now', body, await bearer('Grid.Read'))).status).toBe(403)
      const allowed = await bearer('Feeds.Run')
      expect((await host.post('ingest-now', '{"feed":"sql-source"}', allowed)).body).toContain(
        'GRID_SQL_SOURCE_URL is not set',
      )
      expect((await host.post('ingest-now', '{"feed":"no-such"}', allowed)).status).toBe(400)
      expect(await waiting('silver')).toBe(0)

      const accepted = await host.post('ingest-now', body, allowed)
      expect(accepted.status).toBe(202)
      await host.drain()
      const { run_id } = JSON.parse(accepted.body)
      expect(run_id).toMatch(new RegExp(`^${NATIONAL}/\\d{4}-`))
      const entered = await chain.home.lake.list(`runs/${NATIONAL}/`)
      expect(entered).toHaveLength(runs + 1)
      expect(entered.at(-1)).toContain(String(run_id).slice(-24).replaceAll(':', '-'))
    },
    TIMEOUT_MS,
  )

  it('lets one of many machines work that come at once', async () => {
    const comers = Array.from({ length: 8 }, (_, index) => {
      const lease = { key: 'leases/one.json', holder: `machine ${index}`, now: () => new Date() }
      return withLease(chain.home.lake, lease, 0, () => sleep(3_000))
    })
    const outcomes = await Promise.allSettled(comers)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  const signed = (scope: string) => {
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, nbf: now, exp: now + 600 }
    return issuer.sign({ iss: issuer.url, aud: 'api://grid', sub: 'someone', scp: scope, ...times })
  }
})
