import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../../catalog/regions.ts'
import { WEATHER_POINTS } from '../../../catalog/weather-points.ts'
import { createGridModel } from '../../grid-model.ts'
import { simulatorAt, type Trial } from '../trial.ts'

const NOW = '2026-08-27T09:50:00Z'

interface Location {
  readonly latitude: number
  readonly longitude: number
  readonly location_id?: number
  readonly utc_offset_seconds: number
  readonly hourly_units: Record<string, string>
  readonly hourly: { readonly time: string[] } & Record<string, (number | null)[]>
}

const weather = async (trial: Trial, service: string, parameters: Record<string, string>) => {
  const query = new URLSearchParams({ latitude: '48.86', longitude: '2.35', timezone: 'GMT', ...parameters })
  const answer = await trial.get(`/v1/${service}?${query}`)
  const body: Location | Location[] = await answer.json()
  return Array.isArray(body) ? body : [body]
}
const one = async (trial: Trial, service: string, parameters: Record<string, string>) => {
  const [location] = await weather(trial, service, parameters)
  if (!location) throw new Error('no location')
  return location
}
const numbers = (cells: readonly (number | null)[] | undefined) => (cells ?? []).map(Number)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [meanA, meanB] = [mean(a), mean(b)]
  const product = (x: readonly number[], y: readonly number[]) =>
    mean(
      x.map(
        (value, index) => (value - (x === a ? meanA : meanB)) * ((y[index] ?? 0) - (y === a ? meanA : meanB)),
      ),
    )
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

describe('the wire shape of Open-Meteo', () => {
  it('is one object for one point, with its grid cell', async () => {
    const trial = await simulatorAt(NOW)
    const location = await one(trial, 'forecast', {
      hourly: 'temperature_2m,cloud_cover',
      forecast_days: '2',
    })
    expect(Object.keys(location)).toEqual(
      `latitude longitude generationtime_ms utc_offset_seconds timezone timezone_abbreviation elevation
       hourly_units hourly`.split(/\s+/),
    )
    expect(location.longitude).not.toBe(2.35)
    expect(Math.abs(location.longitude - 2.35)).toBeLessThan(0.02)
    expect(location.hourly_units).toEqual({ time: 'iso8601', temperature_2m: '°C', cloud_cover: '%' })
    expect(location.hourly.time).toHaveLength(48)
    expect(location.hourly.time[0]).toBe('2026-08-27T00:00')
    expect(location.hourly.temperature_2m).toHaveLength(48)
  })

  it('is an array for several points, numbered from the second on', async () => {
    const trial = await simulatorAt(NOW)
    const locations = await weather(trial, 'archive', {
      latitude: WEATHER_POINTS.map(point => point.latitude).join(','),
      longitude: WEATHER_POINTS.map(point => point.longitude).join(','),
      hourly: 'temperature_2m',
      start_date: '2026-08-01',
      end_date: '2026-08-01',
    })
    expect(locations).toHaveLength(WEATHER_POINTS.length)
    expect(locations.slice(0, 3).map(location => location.location_id)).toEqual([undefined, 1, 2])
    expect(Object.keys(locations[1] ?? {})[7]).toBe('location_id')
  })

  it('gives wind in km/h unless asked otherwise, at the heights of each service', async () => {
    const trial = await simulatorAt(NOW)
    const asked = { hourly: 'wind_speed_10m,wind_speed_80m,wind_speed_100m,wind_speed_120m' }
    const usual = await one(trial, 'forecast', asked)
    const metric = await one(trial, 'forecast', { ...asked, wind_speed_unit: 'ms' })
    expect([usual.hourly_units.wind_speed_10m, metric.hourly_units.wind_speed_10m]).toEqual(['km/h', 'm/s'])
    const ratio = mean(numbers(usual.hourly.wind_speed_10m)) / mean(numbers(metric.hourly.wind_speed_10m))
    expect(Math.abs(ratio - 3.6)).toBeLessThan(0.02)
    expect(new Set(metric.hourly.wind_speed_100m)).toEqual(new Set([null]))
    const past = await one(trial, 'archive', { ...asked, start_date: '2026-08-01', end_date: '2026-08-01' })
    expect(new Set(past.hourly.wind_speed_80m)).toEqual(new Set([null]))
    expect(mean(numbers(past.hourly.wind_speed_100m))).toBeGreaterThan(
      mean(numbers(past.hourly.wind_speed_10m)),
    )
  })

  it('keeps one offset through the change of the clock', async () => {
    const trial = await simulatorAt('2026-03-30T09:50:00Z')
    const { utc_offset_seconds, hourly } = await one(trial, 'forecast', {
      hourly: 'temperature_2m',
      timezone: 'Europe/Paris',
      past_days: '3',
      forecast_days: '1',
    })
    expect(utc_offset_seconds).toBe(7200)
    expect(hourly.time).toHaveLength(96)
    expect(hourly.time).toContain('2026-03-29T02:00')
  })

  it('has no value in the newest days of the archive', async () => {
    const trial = await simulatorAt(NOW)
    const { hourly } = await one(trial, 'archive', {
      hourly: 'temperature_2m',
      start_date: '2026-08-20',
      end_date: '2026-08-27',
    })
    const valued = hourly.time.filter((_, index) => hourly.temperature_2m?.[index] !== null)
    expect([valued[0], valued.at(-1)]).toEqual(['2026-08-20T00:00', '2026-08-22T23:00'])
    expect(hourly.time.at(-1)).toBe('2026-08-27T23:00')
  })

  it.each([
    ['forecast', { hourly: 'felt' }, 'felt'],
    ['forecast', { latitude: '91' }, '91'],
    ['forecast', { latitude: '48,49' }, 'same number of elements'],
    ['forecast', { forecast_days: '17' }, 'Allowed range 0 to 16'],
    ['forecast', { past_days: '93' }, 'Allowed range 0 to 92'],
    ['forecast', { timezone: 'Paris' }, 'Invalid timezone'],
    ['forecast', { wind_speed_unit: 'bft' }, 'bft'],
    ['archive', {}, 'start_date'],
    ['archive', { start_date: '2026-08-01', end_date: '2026-08-28' }, '2026-08-27'],
    ['archive', { start_date: '2026-08-02', end_date: '2026-08-01' }, 'larger'],
    ['archive', { start_date: 'yesterday', end_date: '2026-08-01' }, 'YYYY-MM-DD'],
  ])('refuses %s %o with a reason', async (service, parameters, words) => {
    const { get } = await simulatorAt(NOW)
    const query = new URLSearchParams({ latitude: '48.86', longitude: '2.35', ...parameters })
    const answer = await get(`/v1/${service}?${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: true, reason: expect.stringContaining(words) })
  })
})

describe('simulated weather', () => {
  it('is that of the climate: warm afternoons, dark nights, cold winters', async () => {
    const trial = await simulatorAt(NOW)
    const hourly = 'temperature_2m,shortwave_radiation,wind_speed_10m,cloud_cover'
    const monthOf = async (month: string) =>
      (
        await one(trial, 'archive', {
          hourly,
          start_date: `${month}-01`,
          end_date: `${month}-28`,
          wind_speed_unit: 'ms',
        })
      ).hourly
    const [january, july] = [await monthOf('2026-01'), await monthOf('2026-07')]
    const at = (cells: readonly (number | null)[] | undefined, hour: number) =>
      mean(numbers(cells).filter((_, index) => index % 24 === hour))
    expect(mean(numbers(july.temperature_2m)) - mean(numbers(january.temperature_2m))).toBeGreaterThan(8)
    expect(at(july.temperature_2m, 15) - at(july.temperature_2m, 4)).toBeGreaterThan(5)
    expect(at(july.shortwave_radiation, 0)).toBe(0)
    expect(at(july.shortwave_radiation, 12)).toBeGreaterThan(2 * at(january.shortwave_radiation, 12))
    expect(Math.max(...numbers(july.shortwave_radiation))).toBeLessThan(1_050)
    expect(mean(numbers(january.wind_speed_10m))).toBeGreaterThan(2)
    expect(mean(numbers(january.wind_speed_10m))).toBeLessThan(7)
    expect(Math.min(...numbers(july.cloud_cover))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers(july.cloud_cover))).toBeLessThanOrEqual(100)
  })

  it('drives demand, wind and sun of the grid', async () => {
    const trial = await simulatorAt(NOW)
    const { hourly } = await one(trial, 'archive', {
      hourly: 'temperature_2m,wind_speed_100m,shortwave_radiation',
      start_date: '2026-01-05',
      end_date: '2026-02-28',
      wind_speed_unit: 'ms',
    })
    const model = createGridModel(1)
    const flows = hourly.time.map(time => model(Date.parse(`${time}Z`) / 900_000).get('11'))
    const of = (measure: 'wind_mw' | 'solar_mw' | 'consumption_mw') => flows.map(flow => flow?.[measure] ?? 0)
    expect(correlation(numbers(hourly.wind_speed_100m), of('wind_mw'))).toBeGreaterThan(0.8)
    expect(correlation(numbers(hourly.shortwave_radiation), of('solar_mw'))).toBeGreaterThan(0.9)
    const byDay = (values: readonly number[]) =>
      Array.from({ length: values.length / 24 }, (_, day) => mean(values.slice(24 * day, 24 * day + 24)))
    expect(correlation(byDay(numbers(hourly.temperature_2m)), byDay(of('consumption_mw')))).toBeLessThan(-0.4)
  })

  it('is known for a point in every region', async () => {
    const trial = await simulatorAt(NOW)
    const points = REGIONS.flatMap(({ region_code }) =>
      WEATHER_POINTS.filter(point => point.region_code === region_code).slice(0, 1),
    )
    const locations = await weather(trial, 'forecast', {
      latitude: points.map(point => point.latitude).join(','),
      longitude: points.map(point => point.longitude).join(','),
      hourly: 'temperature_2m',
      forecast_days: '1',
    })
    expect(new Set(locations.map(location => mean(numbers(location.hourly.temperature_2m)))).size).toBe(12)
  })

  it('is foreseen the worse the further ahead, and differently by each run', async () => {
    const trial = await simulatorAt('2026-02-01T09:50:00Z')
    const errors = { near: [] as number[], far: [] as number[] }
    for (let day = 1; day <= 12; day++) {
      const issued = `2026-02-${String(day).padStart(2, '0')}`
      trial.at(`${issued}T09:50:00Z`)
      const { hourly } = await one(trial, 'forecast', { hourly: 'temperature_2m', forecast_days: '8' })
      trial.at('2026-03-20T09:50:00Z')
      const later = new Date(Date.parse(issued) + 7 * 86_400_000).toISOString().slice(0, 10)
      const truth = await one(trial, 'archive', {
        hourly: 'temperature_2m',
        start_date: issued,
        end_date: later,
      })
      const seen = numbers(truth.hourly.temperature_2m)
      const gaps = numbers(hourly.temperature_2m).map((value, index) =>
        Math.abs(value - (seen[index] ?? Number.NaN)),
      )
      errors.near.push(...gaps.slice(12, 36))
      errors.far.push(...gaps.slice(144, 192))
    }
    expect(mean(errors.near)).toBeGreaterThan(0.2)
    expect(mean(errors.near)).toBeLessThan(1.2)
    expect(mean(errors.far)).toBeGreaterThan(2 * mean(errors.near))

    const seenAt = async (moment: string) => {
      trial.at(moment)
      const { hourly } = await one(trial, 'forecast', { hourly: 'temperature_2m' })
      return hourly.temperature_2m
    }
    expect(await seenAt('2026-02-01T10:50:00Z')).toEqual(await seenAt('2026-02-01T11:50:00Z'))
    expect(await seenAt('2026-02-01T16:50:00Z')).not.toEqual(await seenAt('2026-02-01T11:50:00Z'))
  })
})
