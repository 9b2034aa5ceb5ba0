import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { storeFeedRuns } from '../pipeline/gold/feed_run.ts'
import { storeForecasts } from '../pipeline/gold/forecast.ts'
import { storeForecastScores } from '../pipeline/gold/forecast_score.ts'
import { DAYS } from '../pipeline/gold/queries/fixture-days.ts'
import { forecastIssue, forecastScore } from '../pipeline/gold/queries/forecast-fixture.ts'
import { feedRun } from '../pipeline/gold/queries/runs-fixture.ts'
import { balance } from './routes/balance.ts'
import { feedRuns, feeds } from './routes/feeds.ts'
import { forecastScores } from './routes/forecast-scores.ts'
import { forecasts } from './routes/forecasts.ts'
import { lineage } from './routes/lineage.ts'
import { mix } from './routes/mix.ts'
import { quality } from './routes/quality.ts'
import { regions } from './routes/regions.ts'
import { revisions } from './routes/revisions.ts'
import { tension } from './routes/tension.ts'
import { tensionForecast } from './routes/tension-forecast.ts'
import { weather } from './routes/weather.ts'
import { type SeededService, serveSeed } from './test-service.ts'

let service: SeededService
beforeAll(async () => {
  service = await serveSeed(DAYS)
  const runs = ['09:05', '09:20'].map(time => feedRun({ started_at: `2024-10-28T${time}:00.000Z` }))
  await storeFeedRuns(service.warehouse, runs)
  await storeForecasts(service.warehouse, [forecastIssue('2024-10-28T09:27:00.000Z', { halfHours: 2 })])
  await storeForecastScores(service.warehouse, [forecastScore({ target_date: '2024-10-27' })])
})
afterAll(() => service.stop())

const Operation = z.object({
  operationId: z.string(),
  summary: z.string().min(10),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['query', 'path']),
        required: z.boolean(),
        description: z.string().min(5),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
  responses: z.record(
    z.string().regex(/^[2345]\d\d$/),
    z.object({
      description: z.string(),
      content: z.record(z.string(), z.object({ schema: z.unknown() })).optional(),
    }),
  ),
})
const Document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.object({ get: Operation })),
})

const ENDPOINTS = [
  regions,
  balance,
  mix,
  forecasts,
  forecastScores,
  tension,
  tensionForecast,
  weather,
  revisions,
  quality,
  lineage,
  feeds,
  feedRuns,
]

it('describes every route that the service has', async () => {
  const document = Document.parse((await service.get('/openapi.json')).body)
  expect(Object.keys(document.paths)).toEqual([...ENDPOINTS.map(({ path }) => path), '/healthz', '/readyz'])
  const ids = Object.values(document.paths).map(({ get }) => get.operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

it.each(ENDPOINTS.map(endpoint => [endpoint.path, endpoint] as const))(
  'lists the parameters, problems and an example of %s',
  async (path, endpoint) => {
    const { body } = await service.get('/openapi.json')
    const operation = Document.parse(body).paths[path]?.get
    expect(operation?.parameters?.map(({ name }) => name)).toEqual(Object.keys(endpoint.query.shape))
    expect(operation?.responses).toMatchObject({ 200: {}, 400: {}, 405: {}, 500: {}, 503: {} })
    expect('304' in (operation?.responses ?? {})).toBe(!endpoint.followsClock)
    const example = body.paths[path].get.responses[200].content['application/json'].example
    expect(() => endpoint.row.parse(example.data[0])).not.toThrow()
    expect(operation?.responses[400]?.content).toHaveProperty(['application/problem+json'])
  },
)

it('resolves every reference within the document', async () => {
  const { text, body } = await service.get('/openapi.json')
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  expect(references.length).toBeGreaterThan(5)
  for (const reference of references) expect(body).toHaveProperty(reference.split('/'))
})

it.each([
  ['/v1/regions', regions],
  ['/v1/balance', balance],
  ['/v1/balance?step=P1D&from=2024-03-01&to=2024-12-01', balance],
  ['/v1/mix', mix],
  ['/v1/mix?step=P1M&from=2024-03-01&to=2024-12-01', mix],
  ['/v1/quality', quality],
  ['/v1/lineage?region=53&interval=2024-10-27T12:00:00Z&energyType=wind', lineage],
  ['/v1/forecasts', forecasts],
  ['/v1/forecasts/scores?by=day', forecastScores],
  ['/v1/tension', tension],
  ['/v1/tension/forecast', tensionForecast],
  ['/v1/weather', weather],
  ['/v1/revisions', revisions],
  ['/v1/feeds', feeds],
  ['/v1/feeds/eco2mix-regional-realtime/runs', feedRuns],
] as const)('answers %s with the fields it promises and no others', async (path, endpoint) => {
  const { status, body } = await service.get(path)
  expect(status).toBe(200)
  for (const row of body.data) z.strictObject(endpoint.row.shape).parse(row)
  expect(Object.keys(body)).toEqual(endpoint.isRanged ? ['data', 'interval', 'meta'] : ['data', 'meta'])
})
