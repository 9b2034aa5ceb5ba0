/**
 * The address of a request as logs and traces may keep it. Callers put tokens and keys into queries, by mistake
 * or on purpose: values stand only for parameters that are ours, and nothing that looks like a token.
 */

/** Parameters of the endpoints: none of them is secret. */
const OURS = new Set(['region', 'from', 'to', 'step', 'asOf', 'limit', 'cursor', 'interval', 'energyType'])
const TOKENS = /\beyJ[\w-]{8,}(\.[\w-]*){0,4}/g
const LEFT_OUT = '[left out]'

export function loggedUrl(url: string): string {
  const [path = '', ...query] = url.split('?')
  const clean = path.replace(TOKENS, LEFT_OUT)
  return query.length === 0 ? clean : `${clean}?${query.join('?').split('&').map(loggedParameter).join('&')}`
}

function loggedParameter(parameter: string): string {
  const [name = ''] = parameter.split('=', 1)
  if (OURS.has(name)) return parameter.replace(TOKENS, LEFT_OUT)
  const shown = name.replace(TOKENS, LEFT_OUT)
  return name === parameter ? shown : `${shown}=${LEFT_OUT}`
}
