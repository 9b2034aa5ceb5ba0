/** A bar beside a number: it repeats what the number says, so a screen reader leaves it out. */
import { type Html, html } from '../html.ts'
import { round } from './scale.ts'

/** @param ratio of the full length, 0 to 1. */
export const shareBar = (kind: string, ratio: number): Html => html`
<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-room" width="100" height="10"/><rect class="fill-${kind}" width="${round(Math.max(0, Math.min(1, ratio)) * 100)}" height="10"/></svg>`
