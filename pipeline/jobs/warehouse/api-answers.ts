/** What the API answers to many questions, as text: for comparing what stands behind it. */

/** Something that answers a path: a service under test. */
export interface Answering {
  get(path: string): Promise<{ readonly status: number; readonly text: string; readonly body: unknown }>
}

export interface GivenAnswer {
  readonly path: string
  readonly status: number
  readonly text: string
}

const STEPS = ['PT15M', 'PT30M', 'PT1H', 'P1D', 'P1M', 'P1Y']

export interface Questions {
  readonly from: string
  readonly to: string
  readonly region: string
  readonly instants: readonly string[]
  /** Moments to ask as of, by turns. */
  readonly asOf: readonly string[]
}

/** Every endpoint in every variant: steps, regions or none, as of then or now, types, pages. */
export function apiPaths({ from, to, region, instants, asOf }: Questions): readonly string[] {
  const range = `from=${from}&to=${to}`
  const series = ['balance', 'mix'].flatMap(endpoint =>
    STEPS.flatMap((step, index) => [
      `/v1/${endpoint}?${range}&step=${step}`,
      `/v1/${endpoint}?${range}&step=${step}&region=${region}&limit=3`,
      `/v1/${endpoint}?${range}&step=${step}&asOf=${asOf[index % asOf.length]}`,
    ]),
  )
  return [
    '/v1/regions',
    '/v1/quality',
    '/v1/feeds',
    '/v1/feeds/eco2mix-regional-realtime/runs',
    '/v1/feeds/eco2mix-regional-realtime/runs?limit=1',
    ...series,
    '/v1/forecasts',
    ...['wind', 'solar', 'residual_load'].map(quantity => `/v1/forecasts?quantity=${quantity}`),
    `/v1/forecasts?${range}`,
    `/v1/forecasts?region=${region},FR&quantity=wind&limit=7`,
    ...asOf.map(instant => `/v1/forecasts?region=${region}&issuedBy=${instant}`),
    '/v1/forecasts/scores',
    `/v1/forecasts/scores?from=${from}&to=${to}`,
    `/v1/forecasts/scores?from=${from}&to=${to}&by=day`,
    `/v1/forecasts/scores?from=${from}&to=${to}&by=day&limit=2`,
    `/v1/forecasts/scores?from=${from}&to=${to}&limit=2`,
    `/v1/forecasts/scores?region=${region},FR&quantity=consumption&horizon=h06_24`,
    `/v1/tension?${range}`,
    `/v1/tension?${range}&region=${region},FR&limit=5`,
    ...asOf.map(instant => `/v1/tension?${range}&region=${region}&asOf=${instant}`),
    '/v1/tension',
    '/v1/tension/forecast',
    `/v1/tension/forecast?region=${region},FR`,
    `/v1/weather?${range}`,
    `/v1/weather?${range}&region=${region}&limit=2`,
    `/v1/weather?${range}&kind=forecast`,
    `/v1/weather?${range}&kind=analysis`,
    ...asOf.map(instant => `/v1/weather?${range}&asOf=${instant}`),
    '/v1/weather',
    `/v1/revisions?${range}`,
    `/v1/revisions?${range}&region=${region}&limit=5`,
    `/v1/revisions?${range}&energyType=wind`,
    `/v1/revisions?${range}&energyType=import&limit=2`,
    ...instants.flatMap(instant =>
      ['demand', 'wind', 'thermal', 'import', 'export', 'pumping', 'solar'].map(
        type => `/v1/lineage?region=${region}&interval=${instant}&energyType=${type}`,
      ),
    ),
  ]
}

/** The days of the trial's publications. */
export const API_PATHS = apiPaths({
  from: '2026-05-31',
  to: '2026-06-03',
  region: '53',
  instants: ['2026-06-01T08:00Z', '2026-06-01T08:45Z', '2026-06-01T10:15Z', '2026-06-01T12:00Z'],
  asOf: [
    '2026-06-01T13:00:00.249Z',
    '2026-06-01T13:00:00.250Z',
    '2026-06-01T14:30:00Z',
    '2026-07-02T07:00:00Z',
    '2026-12-01T00:00:00Z',
  ],
})

/** Pages that a question is followed over. */
const MOST_PAGES = 4

/** Each path, and the pages after it as long as there are any, up to some. */
export async function answersOf(service: Answering, paths: readonly string[]): Promise<GivenAnswer[]> {
  const given: GivenAnswer[] = []
  for (const first of paths) {
    let path: string | undefined = first
    for (let page = 0; path !== undefined && page < MOST_PAGES; page++) {
      const { status, text, body } = await service.get(path)
      given.push({ path, status, text })
      const cursor = cursorOf(body)
      path = cursor === undefined ? undefined : `${first}&cursor=${encodeURIComponent(cursor)}`
    }
  }
  return given
}

function cursorOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('meta' in body)) return undefined
  const { meta } = body
  if (typeof meta !== 'object' || meta === null || !('next_cursor' in meta)) return undefined
  return typeof meta.next_cursor === 'string' ? meta.next_cursor : undefined
}
