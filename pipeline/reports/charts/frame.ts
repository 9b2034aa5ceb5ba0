/** A chart's frame: the picture with its description, its axes, and what is drawn between them; wide and narrow. */
import { type Html, html } from '../html.ts'
import { linearScale, round, type Scale } from './scale.ts'

export interface ChartSize {
  readonly kind: 'wide' | 'narrow'
  readonly width: number
  readonly height: number
}

/** Drawn twice, as text must stay legible: style shows the one that fits. */
const SIZES: readonly ChartSize[] = [
  { kind: 'wide', width: 860, height: 300 },
  { kind: 'narrow', width: 360, height: 260 },
]

export interface ChartSpec {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly yTicks: readonly number[]
  readonly yText: (value: number) => string
  /** Of the axis. */
  readonly yUnit: string
  readonly xCount: number
  readonly xTicks: (size: ChartSize) => readonly { readonly at: number; readonly text: string }[]
  readonly paint: (scales: ChartScales) => readonly Html[]
}

/** `x` goes from 0 at the left to `xCount` at the right. */
export interface ChartScales {
  readonly x: Scale
  readonly y: Scale
  readonly size: ChartSize
}

const MARGIN = { top: 22, right: 12, bottom: 26, left: 40 }

export const chart = (spec: ChartSpec): Html => html`${SIZES.map(size => picture(spec, size))}`

function picture(spec: ChartSpec, size: ChartSize): Html {
  const { width, height, kind } = size
  const [low = 0, high = 1] = [spec.yTicks[0], spec.yTicks.at(-1)]
  const x = linearScale([0, spec.xCount], [MARGIN.left, width - MARGIN.right])
  const y = linearScale([low, high], [height - MARGIN.bottom, MARGIN.top])
  const id = `${spec.id}-${kind}`
  return html`
<svg class="chart ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${spec.title}</title><desc id="${id}-desc">${spec.description}</desc>
${spec.yTicks.map(
  value => html`<line class="${value === 0 ? 'zero' : 'grid'}" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${round(y(value))}" y2="${round(y(value))}"/>
<text class="axis-y" x="${MARGIN.left - 6}" y="${round(y(value) + 4)}">${spec.yText(value)}</text>`,
)}
<text class="axis-unit" x="${MARGIN.left - 6}" y="12">${spec.yUnit}</text>
${spec.paint({ x, y, size })}
${spec
  .xTicks(size)
  .map(
    ({ at, text }) =>
      html`<text class="axis-x" x="${round(x(at))}" y="${height - MARGIN.bottom + 17}">${text}</text>`,
  )}
</svg>`
}
