/** Answers that Open-Meteo really gave, other people's questions though they were. */
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readAnswers } from '../../silver/open-meteo-answer.ts'
import { describeReal, realPath } from '../real-publications.ts'

const answerNamed = async (name: string) =>
  readAnswers(await readFile(realPath('open-meteo', `${name}.json`), 'utf8'))

describeReal('real answers of Open-Meteo', ['open-meteo'], () => {
  it('of several points come in the order asked for, with their units and what we do not know', async () => {
    const answers = await answerNamed('adriatic_archive_multi-location_2025-06-15')
    expect(answers.length).toBeGreaterThan(1)
    for (const { hours, unknown_columns } of answers) {
      expect(hours).toHaveLength(24)
      expect(unknown_columns).toEqual(['pressure_msl (hPa)'])
      expect(hours[0]?.values.map(({ measure, unit }) => [measure.column, unit])).toEqual([
        ['temperature_celsius', '°C'],
        ['wind_speed_10m_m_s', 'kn'],
        ['cloud_cover_percent', '%'],
      ])
    }
    expect(answers[0]?.hours[0]).toMatchObject({ time: '2025-06-15T00:00', values: [{}, { raw: 11.2 }, {}] })
  })

  it.each([
    ['paris_forecast_2024-08-17', 'utc_offset_seconds: 7200, expected 0'],
    ['adelaide_archive_2025-01-10', 'utc_offset_seconds: 34200, expected 0'],
    ['error_429_daily_text-from-server-source', 'an error answer: Daily API request limit exceeded.'],
    ['error_invalid_timezone_400', 'an error answer: Invalid timezone'],
  ])('refuse %s, and say why', async (name, message) => {
    await expect(answerNamed(name)).rejects.toThrow(message)
  })
})
