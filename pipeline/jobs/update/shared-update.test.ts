import { expect, it } from 'vitest'
import { sharedUpdate } from './shared-update.ts'

function countedUpdates() {
  const begun: PromiseWithResolvers<number>[] = []
  const ask = sharedUpdate(() => {
    const update = Promise.withResolvers<number>()
    begun.push(update)
    return update.promise
  })
  return { begun, ask }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

it('is one for all who ask at once', async () => {
  const { begun, ask } = countedUpdates()
  const asked = [ask(), ask(), ask()]
  await turn()
  expect(begun.length).toBe(1)
  begun[0]?.resolve(1)
  expect(await Promise.all(asked)).toEqual([1, 1, 1])
})

it('is the next one for who asks while one is at work, since that may not see what they brought', async () => {
  const { begun, ask } = countedUpdates()
  const first = ask()
  await turn()
  const later = [ask(), ask()]
  await turn()
  expect(begun.length).toBe(1)
  begun[0]?.resolve(1)
  await turn()
  expect(begun.length).toBe(2)
  begun[1]?.resolve(2)
  expect(await Promise.all([first, ...later])).toEqual([1, 2, 2])
})

it('begins after one that failed, which only those who asked for it are told', async () => {
  const { begun, ask } = countedUpdates()
  const first = ask()
  await turn()
  const second = ask()
  begun[0]?.reject(new Error('disk full'))
  await expect(first).rejects.toThrow('disk full')
  await turn()
  begun[1]?.resolve(2)
  expect(await second).toBe(2)
})
