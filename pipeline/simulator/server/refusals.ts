/** How each publisher says no: too many calls, out of order, under maintenance. */
import { type Answer, jsonAnswer, TEXT_TYPE } from './answer.ts'
import type { SimulatedFeed } from './simulated-feeds.ts'

/** 429. Without the seconds it does not say when to come back. */
export function refusalOf(feed: SimulatedFeed, now: Date, retryAfterSeconds?: number): Answer {
  const headers = retryAfterSeconds === undefined ? undefined : { 'Retry-After': String(retryAfterSeconds) }
  const answer = tooMany(feed, now)
  return headers ? { ...answer, headers } : answer
}

function tooMany(feed: SimulatedFeed, now: Date): Answer {
  if (feed.startsWith('open-meteo-')) {
    return jsonAnswer(429, {
      error: true,
      reason: 'Daily API request limit exceeded. Please try again tomorrow.',
    })
  }
  if (!feed.startsWith('eco2mix-')) return { status: 429, type: TEXT_TYPE, body: 'Too Many Requests\n' }
  const reset = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  return jsonAnswer(429, {
    errorcode: 10_002,
    reset_time: reset.toISOString().replace('.000', ''),
    limit_time_unit: 'month',
    call_limit: 50_000,
    error: 'Too many requests on the domain. Please contact the domain administrator.',
  })
}

export function serverErrorOf(status: number): Answer {
  return { status, type: TEXT_TYPE, body: `${status}: the server met an unexpected condition\n` }
}

export const MAINTENANCE_PAGE = page(
  'Maintenance en cours',
  '<p>Le service est momentanément indisponible. Merci de réessayer après 01:00.</p>',
)

/** What a portal shows to a browser. */
export const OTHER_PAGE = page(
  'Bienvenue',
  '<p>Veuillez activer JavaScript pour utiliser ce portail.</p><table><tr><td>-</td></tr></table>',
)

function page(title: string, content: string): string {
  return `<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>${title}</title></head>\n<body><h1>${title}</h1>${content}</body></html>\n`
}
