import { expect, it } from 'vitest'
import { advancedClock } from './advanced-clock.ts'
import { startTaskScheduler, type Task } from './task-scheduler.ts'

const at = (time: string) => new Date(`2026-11-20T${time}Z`)
const HOURLY = '0 27 * * * *'
const DAILY = '0 40 3 * * *'

function openTrial(start: Date) {
  const clock = advancedClock(start, 1)
  const told: string[] = []
  const begin = Promise.withResolvers<void>()
  const task = (name: string, schedule: string, last: Date | null, work = async () => {}): Task => {
    let done = last
    return {
      name,
      schedule,
      lastDone: async () => done,
      async run() {
        told.push(`${clock.now().toISOString().slice(11, 16)} ${name}`)
        await work()
        done = clock.now()
      },
    }
  }
  const run = (tasks: readonly Task[]) =>
    startTaskScheduler({
      tasks,
      clock,
      begin: begin.promise,
      onError: ({ name }, error) => void told.push(`${name}: ${String(error)}`),
    })
  return { clock, told, begin, task, run }
}

it('begins when it is told, with what was never done or is old, and goes on at its moments', async () => {
  const { clock, told, begin, task, run } = openTrial(at('08:10:00'))
  const scheduler = run([task('fit', DAILY, at('02:00:00')), task('issue', HOURLY, at('07:27:30'))])
  await new Promise(setImmediate)
  expect(told).toEqual([])
  begin.resolve()
  await clock.advanceTo(at('10:00:00'))
  expect(told).toEqual(['08:10 fit', '08:27 issue', '09:27 issue'])
  await scheduler.stop()
})

it('does one at a time, in their order, and catches up once after the machine slept', async () => {
  const { clock, told, begin, task, run } = openTrial(at('08:00:00'))
  begin.resolve()
  let atWork = 0
  const alone = async () => {
    expect(++atWork).toBe(1)
    await new Promise(setImmediate)
    atWork--
  }
  const scheduler = run([task('norms', HOURLY, null, alone), task('issue', HOURLY, null, alone)])
  await clock.advanceTo(at('08:10:00'))
  await clock.jumpTo(at('12:40:00'))
  expect(told).toEqual(['08:00 norms', '08:00 issue', '12:40 norms', '12:40 issue'])
  await scheduler.stop()
})

it('tells what fails, goes on with the others, and tries it again at its next moment', async () => {
  const { clock, told, begin, task, run } = openTrial(at('08:00:00'))
  begin.resolve()
  const failing = async () => {
    throw new RangeError('no card')
  }
  const scheduler = run([task('fit', HOURLY, null, failing), task('issue', HOURLY, null)])
  await clock.advanceTo(at('09:00:00'))
  const fault = 'fit: RangeError: no card'
  expect(told).toEqual(['08:00 fit', fault, '08:00 issue', '08:27 fit', fault, '08:27 issue'])
  await scheduler.stop()
})

it('leaves alone what another process did meanwhile', async () => {
  const { clock, told, begin, task, run } = openTrial(at('08:00:00'))
  begin.resolve()
  const issue = { ...task('issue', HOURLY, null), lastDone: async () => at('08:27:01') }
  const scheduler = run([issue])
  await clock.advanceTo(at('09:00:00'))
  expect(told).toEqual([])
  await scheduler.stop()
})

it('waits for the one at work when asked to stop, and begins no other', async () => {
  const { told, begin, task, run } = openTrial(at('08:00:00'))
  const working = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  begin.resolve()
  const first = task('history', HOURLY, null, () => {
    begun.resolve()
    return working.promise
  })
  const scheduler = run([first, task('issue', HOURLY, null)])
  await begun.promise
  const stopped = scheduler.stop().then(() => told.push('stopped'))
  await new Promise(setImmediate)
  expect(told).toEqual(['08:00 history'])
  working.resolve()
  await stopped
  expect(told).toEqual(['08:00 history', 'stopped'])
})

it('stops before it has begun, and with nothing to do', async () => {
  const { told, task, run } = openTrial(at('08:00:00'))
  await run([task('issue', HOURLY, null)]).stop()
  await run([]).stop()
  expect(told).toEqual([])
})

it('sleeps until the next moment, however far ahead the last one is told to be', async () => {
  const { clock, told, begin, task, run } = openTrial(at('08:00:00'))
  begin.resolve()
  let asked = 0
  const ahead = {
    ...task('issue', HOURLY, null),
    async lastDone(now: Date) {
      asked++
      return now < at('08:10:00') ? null : at('08:59:59')
    },
  }
  const done = {
    ...task('history', '0 */15 * * * *', null),
    lastDone: async (now: Date) => (asked > 1 ? now : null),
  }
  const scheduler = run([ahead, done])
  await clock.advanceTo(at('09:20:00'))
  expect(told).toEqual(['08:00 issue', '08:00 history'])
  // At 08:00, at each quarter of the other, and at 08:27.
  expect(asked).toBeLessThan(10)
  await scheduler.stop()
})
