/** A publisher that asks to be left alone, and processes that begin anew with the same lake. */
import { expect, it } from 'vitest'
import { answerWith, failureOf, NOW, QUICK, WINDOW } from './loopback-publisher.ts'
import { loopbackTrial } from './loopback-trial.ts'
import { openConnectors } from './open-connectors.ts'
import { endpointsAt, wellBehaved } from './small-answers.ts'

const REAL_TIME = 'eco2mix-regional-realtime'
const CONSOLIDATED = 'eco2mix-regional-consolidated'
const KEY = 'quota/pauses/odre.json'

const trial = loopbackTrial(wellBehaved)

/** A feed in a process of its own. */
function begunAnew(feedId = REAL_TIME) {
  const connector = openConnectors({ endpoints: endpointsAt(trial.server.url), patience: QUICK }).get(feedId)
  if (!connector) throw new Error(`no connector for ${feedId}`)
  return connector
}
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)
const later = (minutes: number) => ({ ...trial.temporary.context, now: () => minutesLater(minutes) })
const limited = (seconds: number) => answerWith(429, 'slow down', { 'retry-after': String(seconds) })

it('is not asked before, by any of its feeds, and then is', async () => {
  trial.server.behave(limited(1_800))
  await failureOf(begunAnew(), trial.temporary.context)
  trial.server.behave(wellBehaved)
  for (const feed of [REAL_TIME, CONSOLIDATED]) {
    const error = await failureOf(begunAnew(feed), later(29))
    expect(error).toMatchObject({ code: 'rate-limited', calls: 0, notBefore: minutesLater(30) })
    expect(error.message).toBe(
      `ODRÉ was not asked: at 2026-11-22T10:00:00Z it answered 429 Too Many Requests: "slow down". Asking again is in vain before 2026-11-22T10:30:00Z (${KEY})`,
    )
  }
  expect(trial.server.asked).toHaveLength(1)
  expect((await begunAnew().fetch(WINDOW, later(30))).publications).toHaveLength(1)
})

it('is asked again after an hour, however long it asks for, and is left alone again', async () => {
  trial.server.behave(limited(86_400))
  await failureOf(begunAnew(), trial.temporary.context)
  expect((await failureOf(begunAnew(), later(59))).notBefore).toEqual(minutesLater(60))
  expect(trial.server.asked).toHaveLength(1)
  await failureOf(begunAnew(), later(60))
  await failureOf(begunAnew(), later(119))
  expect(trial.server.asked).toHaveLength(2)
})

it('is asked all the same when a person insists, and by all once it answers', async () => {
  trial.server.behave(limited(1_800))
  await failureOf(begunAnew(), trial.temporary.context)
  const insistent = { ...later(5), isInsistent: true }
  expect(await failureOf(begunAnew(), insistent)).toMatchObject({
    calls: 1,
    notBefore: minutesLater(35),
  })
  trial.server.behave(wellBehaved)
  expect((await failureOf(begunAnew(), later(6))).calls).toBe(0)
  expect((await begunAnew().fetch(WINDOW, insistent)).publications).toHaveLength(1)
  expect((await begunAnew(CONSOLIDATED).fetch(WINDOW, later(6))).publications).toHaveLength(1)
})

it('leaves others as they are', async () => {
  trial.server.behave(limited(1_800))
  await failureOf(begunAnew(), trial.temporary.context)
  trial.server.behave(wellBehaved)
  const weather = await begunAnew('open-meteo-forecast').fetch(WINDOW, trial.temporary.context)
  expect(weather.publications).toHaveLength(1)
})

it('may say so with another status', async () => {
  trial.server.behave(answerWith(503, '', { 'retry-after': '600' }))
  await failureOf(begunAnew(), trial.temporary.context)
  expect(await failureOf(begunAnew(), later(9))).toMatchObject({ code: 'server-error', calls: 0 })
})

it('is asked at once when it asks for no longer than we wait, or when it just fails', async () => {
  for (const behaviour of [limited(0), answerWith(500, '')]) {
    trial.server.behave(behaviour)
    await failureOf(begunAnew(), trial.temporary.context)
    expect(await trial.temporary.lake.list('quota/pauses/')).toEqual([])
  }
})

it('is asked when the clock was wrong at the time', async () => {
  trial.server.behave(limited(1_800))
  await failureOf(begunAnew(), later(10_000))
  trial.server.behave(wellBehaved)
  expect((await begunAnew().fetch(WINDOW, trial.temporary.context)).publications).toHaveLength(1)
})

it('is not asked while nobody can read what it said', async () => {
  await trial.temporary.lake.replace(KEY, new TextEncoder().encode('{"not_before": "soon"}'))
  const error = await failureOf(begunAnew(), trial.temporary.context)
  expect(error.code).toBe('misconfigured')
  expect(error.message).toContain(
    `${KEY} should say until when it is left alone, and can't be read; remove it`,
  )
  expect(trial.server.asked).toEqual([])
})
