/** A bar beside a number: it repeats what the number says, so a screen reader leaves it out. */
import { type Html, html } from '../html.ts'
import { round } from './scale.ts'

/** @param ratio of the full length, 0 to 1. */
export const shareBar = (kind: string, ratio: number): Html => html`
<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-room" width="100" height="10"/><rect class="fill-${kind}" width="${round(Math.max(0, Math.min(1, ratio)) * 100)}" height="10"/></svg>`

/** Left of the middle what is exported, right of it what is imported. */
export function exchangeBar(ratio: number): Html {
  const length = Math.min(1, Math.abs(ratio)) * 50
  const kind = ratio < 0 ? 'exports' : 'imports'
  return html`
<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-room" width="100" height="10"/><rect class="fill-${kind}" x="${round(ratio < 0 ? 50 - length : 50)}" width="${round(length)}" height="10"/><rect class="bar-middle" x="49.6" width="0.8" height="10"/></svg>`
}
