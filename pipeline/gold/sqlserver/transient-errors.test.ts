import { describe, expect, it } from 'vitest'
import { BACK_OFF_MS, whilePassing } from './transient-errors.ts'

const failure = (number: number) => Object.assign(new Error(`error ${number}`), { number })

function attempts(errors: readonly Error[]) {
  const waited: number[] = []
  let made = 0
  return {
    waited,
    made: () => made,
    run: () =>
      whilePassing(
        async () => {
          const error = errors[made++]
          if (error) throw error
          return 'answer'
        },
        async ms => void waited.push(ms),
      ),
  }
}

describe('errors that pass', () => {
  it('are waited for at least 90 seconds in all', () => {
    expect(BACK_OFF_MS.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(90_000)
  })

  it.each([40613, 40197, 40501, 49918, 49919, 49920, 4060, 10928, 10929])(
    '%d is tried again',
    async number => {
      const trial = attempts([failure(number), failure(number)])
      expect(await trial.run()).toBe('answer')
      expect(trial.waited).toEqual(BACK_OFF_MS.slice(0, 2))
    },
  )

  it('are looked for in what an error was caused by', async () => {
    const trial = attempts([new Error('connection failed', { cause: new AggregateError([failure(40613)]) })])
    expect(await trial.run()).toBe('answer')
  })

  it('that do not pass are told at the end', async () => {
    const trial = attempts(Array.from({ length: 50 }, () => failure(40613)))
    await expect(trial.run()).rejects.toThrow('error 40613')
    expect(trial.made()).toBe(BACK_OFF_MS.length + 1)
  })

  it('are no others: a wrong password is told at once', async () => {
    const trial = attempts([failure(18456)])
    await expect(trial.run()).rejects.toThrow('error 18456')
    expect(trial.waited).toEqual([])
  })
})
