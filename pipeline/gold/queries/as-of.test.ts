/** What was known at an instant is what the plain question was answered then. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type GoldTrial, openGoldTrial, type PublishedRow } from '../trial.ts'
import { readBalance } from './balance.ts'
import { readDataState, readWatermarkAsOf } from './data-state.ts'
import { readMix } from './mix.ts'
import { timeKey } from './seed.ts'
import { STEPS, type Step } from './step.ts'

const RANGE = { from: timeKey('2026-05-31T00:00:00Z'), to: timeKey('2026-06-03T00:00:00Z') }
const MEASURES = ['Consommation', 'Thermique', 'Eolien', 'Solaire', 'Hydraulique', 'Bioénergies']

const number = (...values: (string | number)[]) => fc.constantFrom('', ...values)
const measured = fc.record({
  time: fc.constantFrom('12:00', '12:15', '12:30', '12:45'),
  nature: fc.constantFrom(
    'temps réel' as const,
    'temps réel' as const,
    'consolidées' as const,
    'définitives' as const,
  ),
  // Below half the lowest demand ever published: suspect.
  Consommation: number(2000, 2005, 400),
  // No number, and one beyond what is plausible: quarantined.
  Thermique: number(50, -5, 'ND!'),
  Eolien: number(300, 9_999_999),
  Solaire: fc.constant(0),
  Pompage: number(-20, 0),
  'Ech. physiques': number(7, -7),
})
/** A row of zeros: no value at all, repaired later or never. */
const row = fc.tuple(measured, fc.integer({ max: 5, min: 0 })).map(
  ([values, chance]): PublishedRow =>
    chance > 0
      ? values
      : {
          time: values.time,
          nature: values.nature,
          ...Object.fromEntries(MEASURES.map(name => [name, 0])),
        },
)
const publication = fc.uniqueArray(row, {
  minLength: 1,
  maxLength: 6,
  selector: ({ time, nature }) => `${time} ${nature}`,
})

const momentOf = (index: number) => Date.UTC(2026, 5, 2, 10 + index)

/** What the API answers from, as it is known now or as of an instant. */
const everything = (trial: GoldTrial, steps: readonly Step[], asOf?: number) =>
  trial.warehouse.read(async engine => {
    const { watermark_key, end_key } =
      asOf === undefined ? await readDataState(engine) : await readWatermarkAsOf(engine, asOf)
    const answers = []
    for (const step of steps) {
      const request = { range: RANGE, step, regionCodes: [], limit: 1000, asOf }
      answers.push((await readBalance(engine, request)).rows, (await readMix(engine, request)).rows)
    }
    return { watermark_key, end_key, answers }
  })

async function remembersEveryAnswer(
  publications: readonly (readonly PublishedRow[])[],
  steps: readonly Step[] = STEPS,
): Promise<void> {
  const trial = await openGoldTrial()
  try {
    const answered = []
    for (const [index, rows] of publications.entries()) {
      await trial.publish(rows, new Date(momentOf(index)).toISOString())
      await trial.updateAll()
      answered.push(await everything(trial, steps))
    }
    for (const [index, answer] of answered.entries()) {
      // From the moment of the publication until just before the next one.
      const asOf = index % 2 === 0 ? momentOf(index) : momentOf(index + 1) - 1
      expect(await everything(trial, steps, asOf), `as of publication ${index}`).toEqual(answer)
    }
    const before = await everything(trial, steps, momentOf(0) - 1)
    expect([before.watermark_key, ...before.answers.flat()]).toEqual([null])
  } finally {
    await trial.close()
  }
}

it('gives the same rows, whatever was published and however it was revised', async () => {
  const published = fc.array(publication, { minLength: 2, maxLength: 5 })
  // One of each kind: as published, within the hour, of the calendar.
  const check = (publications: PublishedRow[][]) =>
    remembersEveryAnswer(publications, ['PT15M', 'PT1H', 'P1D'])
  await fc.assert(fc.asyncProperty(published, check), { numRuns: 5 })
}, 180_000)

const day = (nature: 'consolidées' | 'définitives', times: readonly string[], demand: number) =>
  times.map((time, index) => ({ time, nature, Consommation: demand + index, Thermique: 50, Eolien: 300 }))
const HALF_HOURS = ['12:00', '12:30']
const QUARTERS = ['12:00', '12:15', '12:30', '12:45']

it.each([
  ['other values', [2000, 2010, 2020, 2030]],
  ['the values they had before', [2000, 2010, 2000, 2010]],
])('follows a vintage that changes its step to and fro, with %s', async (_, demands) => {
  await remembersEveryAnswer(
    demands.map((demand, index) => day('consolidées', index % 2 === 0 ? HALF_HOURS : QUARTERS, demand)),
  )
})
