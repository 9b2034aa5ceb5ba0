import { Cron } from 'croner'
import { expect, it } from 'vitest'
import { FEEDS } from '../catalog/feeds.ts'
import { dueAfter, jitterSeconds } from '../jobs/feeds/feed-schedule.ts'
import { toNcrontab } from './ncrontab.ts'

it('lists what a step from a number on means', () => {
  expect(toNcrontab('0 5/15 * * * *', 33)).toBe('33 5,20,35,50 * * * *')
  expect(toNcrontab('0 30 4 * * *', 0)).toBe('0 30 4 * * *')
  expect(toNcrontab('0 10 2/6 * * *', 7)).toBe('7 10 2,8,14,20 * * *')
})

it.each(['5/15 * * * *', '20 */15 * * * *', ''])('refuses %j', schedule => {
  expect(() => toNcrontab(schedule, 0)).toThrow('expected six fields, the first of them 0')
})

const scheduled = FEEDS.filter(({ schedule }) => schedule !== null)
it.each(scheduled)('fires $feed_id when the scheduler of one machine runs it', feed => {
  const cron = new Cron(toNcrontab(feed.schedule ?? '', jitterSeconds(feed.feed_id)), {
    timezone: 'UTC',
    paused: true,
  })
  let moment = new Date('2026-10-24T22:00:00Z')
  for (let count = 0; count < 20; count++) {
    const due = dueAfter(feed, moment)
    expect(cron.nextRun(moment)).toEqual(due)
    moment = due
  }
})
