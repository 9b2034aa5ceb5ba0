/** Property: silver depends on what was received when, not on the order in which it was loaded. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { filesOf, openTrial } from './trial.ts'

const HEADER = 'Code INSEE région;Nature;Date;Heure;Consommation (MW);Eolien (MW);Column 30\n'

const row = fc.record({
  date: fc.constantFrom('2026-05-30', '2026-06-02'),
  time: fc.constantFrom('10:00', '10:30'),
  nature: fc.constantFrom('Données temps réel', 'Données consolidées'),
  consumption: fc.constantFrom('', '2000', '2005'),
  wind: fc.constantFrom('', '300', '305', '9999999'),
})

/** Few moments, so that some publications are received at the same one. */
const publication = fc.record({
  minute: fc.integer({ min: 10, max: 12 }),
  rows: fc.array(row, { minLength: 1, maxLength: 4 }),
})

/** Publications, and the order in which updates find them: some together, some alone. */
const arrivals = fc.array(publication, { minLength: 2, maxLength: 6 }).chain(publications =>
  fc.record({
    publications: fc.constant(publications),
    order: fc.shuffledSubarray([...publications.keys()], { minLength: publications.length }),
    isUpdateAfter: fc.array(fc.boolean(), { minLength: publications.length, maxLength: publications.length }),
  }),
)

type Arrivals = typeof arrivals extends fc.Arbitrary<infer Value> ? Value : never

async function load(
  publications: Arrivals['publications'],
  order: readonly number[],
  isUpdateAfter: (position: number) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const trial = await openTrial()
  for (const [position, index] of order.entries()) {
    const { minute, rows } = publications[index] ?? { minute: 0, rows: [] }
    // The last column makes every publication one of its own.
    const lines = rows.map(
      ({ date, time, nature, consumption, wind }) =>
        `53;${nature};${date};${time};${consumption};${wind};${index}\n`,
    )
    await trial.receiveBytes(`${index}.csv`, HEADER + lines.join(''), `2026-06-03T10:${minute}:00Z`)
    if (isUpdateAfter(position)) await trial.update()
  }
  await trial.update()
  const files = new Map(
    [...(await filesOf(trial, 'silver'))].filter(([path]) => path.endsWith('/part.parquet')),
  )
  await trial.close()
  return files
}

it('holds the same bytes whatever the order of arrival', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ publications, order, isUpdateAfter }) => {
      const inOrder = await load(publications, [...publications.keys()], () => false)
      const arrived = await load(publications, order, position => isUpdateAfter[position] ?? false)
      expect(arrived).toEqual(inOrder)
    }),
    { numRuns: 12 },
  )
}, 180_000)
