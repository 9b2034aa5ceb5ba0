/** Weather of the regions, from points to the temperature of each fact, whatever comes when. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerText, pointNamed, requestFor } from '../silver/weather-answers.ts'
import { type GoldTrial, openGoldTrial } from './trial.ts'

/** Weights: Rennes 360, Brest 200. */
const POINTS = [pointNamed('Rennes'), pointNamed('Brest')]

let trial: GoldTrial
beforeEach(async () => {
  trial = await openGoldTrial()
})
afterEach(() => trial.close())

/** Temperatures at Rennes and Brest, hour by hour from 10:00 on, the hour in which the facts of the trial lie. */
async function tell(
  kind: 'forecast' | 'analysis',
  at: string,
  ...hours: readonly (readonly [rennes: number | null, brest: number | null])[]
) {
  await trial.receiveAnswer(kind === 'forecast' ? 'open-meteo-forecast' : 'open-meteo-archive', {
    text: answerText({
      points: POINTS,
      from: '2026-06-01T10:00',
      hours: hours.length,
      columns: { temperature_2m: (point, hour) => hours[hour]?.[point] ?? null },
      // Never the same bytes twice.
      change: document => ({ ...document, generationtime_ms: Date.parse(`2026-06-${at}:00Z`) }),
    }),
    fetchedAt: `2026-06-${at}:00Z`,
    url: requestFor(POINTS),
  })
}

const weather = async () =>
  (
    await trial.goldRows(`
      SELECT strftime(make_timestamp(time_key * 900000000::BIGINT), '%H:%M') || ' ' || kind_code || strftime(first_seen_at, ' %d %H:%M ')
        || coalesce(printf('%g', CAST(temperature_celsius AS DOUBLE)), 'unknown') || ' ' || point_count AS line
      FROM weather ORDER BY time_key, kind_code, first_seen_at`)
  ).map(({ line }) => line)

const temperatures = async () =>
  (
    await trial.goldRows(`
      SELECT strftime(make_timestamp(time_key * 900000000::BIGINT), '%H:%M') || ' ' || energy_type_code || ' '
        || coalesce(printf('%g', CAST(temperature_celsius AS DOUBLE)), 'unknown') AS line
      FROM fact_energy_flow JOIN dim_energy_type USING (energy_type_key)
      WHERE quality_code = 'ok' ORDER BY time_key, energy_type_key`)
  ).map(({ line }) => line)

/**
 * Each row makes a fact of its demand, and one of each of the five generation types that it leaves out.
 * 12:00 and 12:45 in Paris are in the hour of 10:00 UTC, 13:00 in that of 11:00.
 */
const FLOWS = [
  { time: '12:00', Consommation: 2000 },
  { time: '12:45', Consommation: 2010 },
  { time: '13:00', Consommation: 2020 },
]

describe('the weather of a region', () => {
  it('is the mean over its points, by the people around them, and of those that answered', async () => {
    await tell('forecast', '01T09:20', [10, 20], [10, null], [null, null])
    expect(await trial.updateAll()).toMatchObject({ batches: 1, weather_inserted: 2 })
    expect(await weather()).toEqual(['10:00 forecast 01 09:20 13.571 2', '11:00 forecast 01 09:20 10 1'])
  })

  it('gets a row for an issue that changes a value, and none for one that repeats it', async () => {
    await tell('forecast', '01T09:20', [10, 10], [11, 11])
    await tell('forecast', '01T10:20', [10, 10], [12, 12])
    await tell('forecast', '01T11:20', [10, 10], [11, 11])
    await tell('analysis', '06T05:15', [10, 10])
    await trial.updateAll()
    expect(await weather()).toEqual([
      '10:00 forecast 01 09:20 10 2',
      '10:00 analysis 06 05:15 10 2',
      '11:00 forecast 01 09:20 11 2',
      '11:00 forecast 01 10:20 12 2',
      '11:00 forecast 01 11:20 11 2',
    ])
  })

  it('is in a calendar that reaches as far as the forecast', async () => {
    await tell('forecast', '01T09:20', [10, 10])
    await trial.updateAll()
    const [row] = await trial.goldRows(
      'SELECT count(*) = 1 AS is_there FROM weather JOIN dim_time USING (time_key)',
    )
    expect(row).toEqual({ is_there: true })
  })
})

describe('the temperature of a fact', () => {
  it('is that of the hour in which its interval starts, and unknown where no weather is', async () => {
    await trial.publish(FLOWS)
    await tell('forecast', '01T09:20', [14, 14])
    await trial.updateAll()
    expect(await temperatures()).toEqual(['10:00 demand 14', '10:45 demand 14', '11:00 demand unknown'])
  })

  it('follows later issues and analyses, touching only the facts it changes', async () => {
    await trial.publish(FLOWS)
    expect(await trial.updateAll()).toMatchObject({ facts_inserted: 18, temperatures_changed: 0 })
    await tell('forecast', '01T09:20', [14, 14], [15, 15])
    expect(await trial.updateAll()).toMatchObject({ facts_inserted: 0, temperatures_changed: 18 })
    await tell('forecast', '01T10:20', [14, 14], [16, 16])
    expect(await trial.updateAll()).toMatchObject({ weather_inserted: 1, temperatures_changed: 6 })
    await tell('analysis', '06T05:15', [13.5, 13.5])
    expect(await trial.updateAll()).toMatchObject({ weather_inserted: 1, temperatures_changed: 12 })
    await tell('forecast', '06T06:20', [18, 18], [16, 16])
    expect(await trial.updateAll()).toMatchObject({ weather_inserted: 1, temperatures_changed: 0 })
    expect(await temperatures()).toEqual(['10:00 demand 13.5', '10:45 demand 13.5', '11:00 demand 16'])
  })

  it('comes with a fact that is revised or arrives after the weather', async () => {
    await tell('forecast', '01T09:20', [14, 14], [15, 15])
    await trial.publish(FLOWS.slice(0, 1), '2026-06-01T10:30:00Z')
    await trial.updateAll()
    await trial.publish(
      [{ time: '12:00', Consommation: 1999, Eolien: 300 }, ...FLOWS.slice(2)],
      '2026-06-01T11:30:00Z',
    )
    expect(await trial.updateAll()).toMatchObject({ facts_deleted: 2, temperatures_changed: 0 })
    expect(await temperatures()).toEqual(['10:00 demand 14', '10:00 wind 14', '11:00 demand 15'])
  })
})

describe('whatever the order', () => {
  const STEPS: readonly (() => Promise<void>)[] = [
    () => trial.publish(FLOWS.slice(0, 2), '2026-06-01T10:30:00Z'),
    () => trial.publish([{ time: '12:45', Consommation: 2011 }, ...FLOWS.slice(2)], '2026-06-01T11:30:00Z'),
    () => tell('forecast', '01T09:20', [10, 10], [11, 11]),
    () => tell('forecast', '01T10:20', [10, 10], [12, 12]),
    () => tell('forecast', '01T11:20', [12, 10], [12, 12]),
    () => tell('analysis', '06T05:15', [10, 12]),
  ]

  it.each([[[0, 1, 2, 3, 4, 5]], [[5, 4, 3, 2, 1, 0]], [[4, 2, 0, 5, 3, 1]], [[3, 5, 1, 4, 2, 0]]])(
    '%j, one by one ends as all at once',
    async order => {
      for (const index of order) {
        await STEPS[index]?.()
        await trial.updateAll()
      }
      expect(await weather()).toEqual([
        '10:00 forecast 01 09:20 10 2',
        '10:00 forecast 01 11:20 11.286 2',
        '10:00 analysis 06 05:15 10.714 2',
        '11:00 forecast 01 09:20 11 2',
        '11:00 forecast 01 10:20 12 2',
      ])
      expect(await temperatures()).toEqual(['10:00 demand 10.714', '10:45 demand 10.714', '11:00 demand 12'])
      expect(await trial.tables()).toEqual(await trial.fromScratch())
    },
  )
})
