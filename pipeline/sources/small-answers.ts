/** For tests: answers of the publishers as they should be, small, one for every feed. */
import { REGIONS } from '../catalog/regions.ts'
import { WEATHER_POINTS } from '../catalog/weather-points.ts'
import type { Behaviour } from './loopback-publisher.ts'

const quarters = ['2026-11-22T09:30:00+00:00', '2026-11-22T09:45:00+00:00']

export const REGIONAL_ROWS = quarters.flatMap(date_heure =>
  REGIONS.map(({ region_code, region_name }) => ({
    code_insee_region: region_code,
    libelle_region: region_name,
    nature: 'Données temps réel',
    date_heure,
    consommation: 4_000,
    pompage: '0',
    column_68: null,
  })),
)

const NATIONAL_ROWS = quarters.map(date_heure => ({
  perimetre: 'France',
  nature: 'Données temps réel',
  date_heure,
  consommation: 52_000,
  prevision_j1: 51_500,
  prevision_j: 51_900,
}))

const UNITS: Readonly<Record<string, string>> = {
  temperature_2m: '°C',
  shortwave_radiation: 'W/m²',
  cloud_cover: '%',
}

/** One hour of every point, in the variables asked for. */
export function weatherAnswer(variables: readonly string[], points = WEATHER_POINTS) {
  return points.map(({ latitude, longitude }, index) => ({
    ...(index > 0 && { location_id: index }),
    latitude: latitude + 0.01,
    longitude: longitude - 0.01,
    utc_offset_seconds: 0,
    timezone: 'GMT',
    hourly_units: {
      time: 'iso8601',
      ...Object.fromEntries(variables.map(name => [name, UNITS[name] ?? 'm/s'])),
    },
    hourly: {
      time: ['2026-11-22T09:00', '2026-11-22T10:00'],
      ...Object.fromEntries(variables.map(name => [name, [7.5, null]])),
    },
  }))
}

export const COMMUNES = REGIONS.map(({ region_code, region_name }) => ({
  code: `${region_code}001`,
  nom: `Chef-lieu, ${region_name}`,
  type: 'commune-actuelle',
  region: region_code,
  population: 1_000,
}))

export const AREAS_PAGE = `<!DOCTYPE html><html><body><table><tr><th>Flag</th><th>Region</th><th>Km<sup>2</sup></th></tr>
${REGIONS.map(({ region_name, area_km2 }) => `<tr><td></td><td>${region_name}<sup>[2]</sup></td><td>${area_km2}</td></tr>`).join('\n')}
<tr><td></td><td>Corsica</td><td>8 722</td></tr></table></body></html>`

/** What each publisher says at its usual path; undefined where it has nothing. */
export function rightAnswer(path: string): string | undefined {
  const url = new URL(path, 'http://publisher')
  if (url.pathname.includes('regional')) return JSON.stringify(REGIONAL_ROWS)
  if (url.pathname.includes('national')) return JSON.stringify(NATIONAL_ROWS)
  const hourly = url.searchParams.get('hourly')
  if (hourly !== null) return JSON.stringify(weatherAnswer(hourly.split(',')))
  if (url.pathname.endsWith('communes.json')) return JSON.stringify(COMMUNES)
  return url.pathname.startsWith('/wiki/') ? AREAS_PAGE : undefined
}

/** All publishers, all of them well. */
export const wellBehaved: Behaviour = (request, response) => {
  const body = rightAnswer(request.url ?? '')
  response.writeHead(body === undefined ? 404 : 200).end(body)
}

/** The endpoints of a publisher that is all of them. */
export const endpointsAt = (url: string): Readonly<Record<string, string>> => ({
  'eco2mix-regional-realtime': `${url}/datasets/eco2mix-regional-tr/exports/json`,
  'eco2mix-regional-consolidated': `${url}/datasets/eco2mix-regional-cons-def/exports/json`,
  'eco2mix-national-realtime': `${url}/datasets/eco2mix-national-tr/exports/json`,
  'open-meteo-forecast': `${url}/v1/forecast`,
  'open-meteo-archive': `${url}/v1/archive`,
  'region-register': `${url}/communes.json`,
  'region-areas': `${url}/wiki/Regions_of_France`,
})
