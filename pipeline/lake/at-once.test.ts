import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { mapAtOnce } from './at-once.ts'

it('keeps the order of the items, whichever ends first', async () => {
  const results = await mapAtOnce([30, 0, 10], async ms => {
    await sleep(ms)
    return ms
  })
  expect(results).toEqual([30, 0, 10])
})

it('has no more under way than it may', async () => {
  let underWay = 0
  let most = 0
  await mapAtOnce(
    Array.from({ length: 20 }, (_, index) => index),
    async () => {
      most = Math.max(most, ++underWay)
      await sleep(1)
      underWay--
    },
    3,
  )
  expect([most, underWay]).toEqual([3, 0])
})

it('tells a failure once what was begun has ended, and begins nothing more', async () => {
  const ended: number[] = []
  const failing = mapAtOnce(
    [0, 1, 2, 3],
    async item => {
      if (item === 0) throw new Error('no disk')
      await sleep(5)
      ended.push(item)
    },
    2,
  )
  await expect(failing).rejects.toThrow('no disk')
  expect(ended).toEqual([1])
})
