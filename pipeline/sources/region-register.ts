/**
 * Source: register of communes (INSEE's official geographic code, packaged by Etalab): code, name, type,
 * region and population, a flat JSON file; the regions' populations are sums of its current communes.
 *
 * One version a year, which the endpoint names; fetched whole, and only when it has changed.
 *
 * Docs:    https://github.com/etalab/decoupage-administratif
 * Licence: Licence Ouverte / Etalab 2.0 (INSEE); the package is MIT.
 */
import { z } from 'zod'
import { REGIONS } from '../catalog/regions.ts'
import type { Connector } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import { excerpt } from './http/printable.ts'
import type { Publisher } from './http/publisher.ts'
import { RequestFailure } from './http/request-failure.ts'
import { keepPublication, nothingNew } from './keep-publication.ts'
import { conditionsOf, findKnown } from './known-answer.ts'

const FEED_ID = 'region-register'
/** That of 2026 has 9 MB. */
const MAX_ANSWER_BYTES = 64 * 2 ** 20

export function openRegionRegister(endpoint: string, publisher: Publisher): Connector {
  return {
    feed_id: FEED_ID,
    async fetch(_window, context) {
      const url = parseEndpoint(FEED_ID, endpoint)
      const conditions = conditionsOf(await findKnown(context.lake, FEED_ID, url))
      const inquiry = publisher.inquire(context)
      const answer = await inquiry.ask({
        url,
        expected: 'a JSON list of communes with code, nom, type, region and population',
        headers: { accept: 'application/json', ...conditions },
        maxBytes: MAX_ANSWER_BYTES,
        answers: status => status === 304 && Object.keys(conditions).length > 0,
        check: ({ bytes }) => checkRegister(bytes),
      })
      if (answer.status === 304) return nothingNew(inquiry)
      return keepPublication(FEED_ID, `${FEED_ID}.json`, answer, inquiry, context)
    },
  }
}

const Commune = z.object({
  code: z.string(),
  nom: z.string(),
  type: z.string(),
  region: z.string().optional(),
  /** What it counts is silver's to judge. */
  population: z.unknown().optional(),
})

/** @throws RequestFailure unless it tells the population of current communes in every one of our regions. */
function checkRegister(bytes: Uint8Array): void {
  const list = parse(bytes)
  if (!Array.isArray(list)) throw other(`answered 200 with something else than a list: ${excerpt(bytes)}`)
  const communes = z.array(Commune).safeParse(list)
  if (!communes.success) {
    const [issue] = communes.error.issues
    throw other(`sent a register whose ${issue?.path.join('.')} does not fit: ${issue?.message}`)
  }
  const peopled = new Set(
    communes.data
      .filter(({ type, population }) => type === 'commune-actuelle' && (population ?? null) !== null)
      .map(({ region }) => region),
  )
  const empty = REGIONS.filter(({ region_code }) => !peopled.has(region_code))
  if (empty.length > 0) {
    const names = empty.map(({ region_code, region_name }) => `${region_code} ${region_name}`)
    throw other(`sent a register without inhabitants of ${names.join(', ')}`)
  }
}

function parse(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes).trim()
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (text.startsWith('[') && !text.endsWith(']')) {
      throw new RequestFailure('truncated', `sent a list that stops after ${text.length} characters`, {
        cause,
      })
    }
    throw other(`answered 200 with something else than JSON: ${excerpt(bytes)}`)
  }
}

const other = (message: string) => new RequestFailure('not-the-data', message)
