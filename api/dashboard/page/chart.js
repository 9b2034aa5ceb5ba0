/**
 * A time chart: axes, whatever `paint` draws, and a cursor moved by pointer or arrow keys. To a screen
 * reader it is a slider over the intervals, whose text is the values read out.
 */
import { svg } from './dom.js'
import { linearScale } from './linear-scale.js'

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {{ x: (epochMs: number) => number, y: (mw: number) => number }} Scales */
/**
 * @typedef {object} ChartSpec
 * @property {string} label
 * @property {string} help
 * @property {number} height
 * @property {readonly [from: number, to: number]} domain epoch ms
 * @property {readonly Span[]} points oldest first
 * @property {readonly number[]} y_ticks ascending; the ends are the ends of the axis
 * @property {(mw: number) => string} y_text
 * @property {(narrow: boolean) => readonly { at: number, text: string, is_major: boolean }[]} x_ticks
 * @property {(scales: Scales) => Node[]} paint
 * @property {(index: number) => string} read_out
 */

const MARGIN = { top: 14, right: 24, bottom: 26, left: 56 }
const NARROW = 520

export const middle = (/** @type {Span} */ { start, end }) => (start + end) / 2

/** Half of a tick's text, roughly: the last one must not be cut at the right edge. */
const halfWidth = (/** @type {string} */ text) => text.length * 3 + 4

/** @type {(spec: ChartSpec, scales: Scales, width: number) => Node[]} */
function axes(spec, { x, y }, width) {
  const right = width - MARGIN.right
  const bottom = spec.height - MARGIN.bottom
  return [
    ...spec.y_ticks.flatMap(mw => [
      svg('line', {
        class: mw === 0 ? 'axis-zero' : 'grid',
        x1: MARGIN.left,
        x2: right,
        y1: y(mw),
        y2: y(mw),
      }),
      svg('text', { class: 'axis-y', x: MARGIN.left - 8, y: y(mw) + 4 }, spec.y_text(mw)),
    ]),
    ...spec.x_ticks(width < NARROW).flatMap(({ at, text, is_major }) => [
      svg('line', {
        class: is_major ? 'grid-major' : 'grid',
        x1: x(at),
        x2: x(at),
        y1: MARGIN.top,
        y2: bottom,
      }),
      svg('text', { class: 'axis-x', x: Math.min(x(at), width - halfWidth(text)), y: bottom + 18 }, text),
    ]),
  ]
}

/**
 * @param {HTMLElement} host gets the focus and the picture; its width decides the chart's
 * @param {(index: number | null) => void} onCursor called when the reader moves the cursor
 */
export function createChart(host, onCursor) {
  /** @type {ChartSpec | null} */
  let spec = null
  /** @type {number | null} */
  let cursor = null
  let width = 0
  const cursorLine = svg('line', { class: 'cursor', y1: MARGIN.top, visibility: 'hidden' })

  const x = () => linearScale(spec?.domain ?? [0, 1], [MARGIN.left, width - MARGIN.right])

  function setCursor(/** @type {number | null} */ index) {
    cursor = index
    const point = index === null ? undefined : spec?.points[index]
    const last = (spec?.points.length ?? 1) - 1
    cursorLine.setAttribute('visibility', point ? 'visible' : 'hidden')
    if (point) for (const name of ['x1', 'x2']) cursorLine.setAttribute(name, String(x()(middle(point))))
    host.setAttribute('aria-valuenow', String(index ?? last))
    host.setAttribute('aria-valuetext', spec && last >= 0 ? spec.read_out(index ?? last) : '')
  }

  function render() {
    width = host.clientWidth
    // While it is hidden, or its parent has no width yet, there is no room between the margins.
    if (!spec || width <= MARGIN.left + MARGIN.right) return
    const [low = 0, high = 1] = [spec.y_ticks[0], spec.y_ticks.at(-1)]
    const y = linearScale([low, high], [spec.height - MARGIN.bottom, MARGIN.top])
    const scales = { x: x(), y }
    cursorLine.setAttribute('y2', String(spec.height - MARGIN.bottom))
    const picture = svg('svg', {
      width,
      height: spec.height,
      viewBox: `0 0 ${width} ${spec.height}`,
      'aria-hidden': 'true',
    })
    picture.append(...axes(spec, scales, width), ...spec.paint(scales), cursorLine)
    host.replaceChildren(picture)
    setCursor(cursor)
  }

  function move(/** @type {number | null} */ index) {
    setCursor(index)
    onCursor(index)
  }

  host.setAttribute('role', 'slider')
  host.tabIndex = 0
  host.addEventListener('pointermove', event => {
    const points = spec?.points ?? []
    if (points.length === 0) return
    const at = event.clientX - host.getBoundingClientRect().left
    const distance = points.map(point => Math.abs(x()(middle(point)) - at))
    move(distance.indexOf(Math.min(...distance)))
  })
  host.addEventListener('pointerleave', () => move(null))
  host.addEventListener('keydown', event => {
    const last = (spec?.points.length ?? 0) - 1
    const from = cursor ?? last
    /** @type {Record<string, number | null>} */
    const targets = {
      ArrowLeft: from - 1,
      ArrowDown: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from + 1,
      PageDown: from - 12,
      PageUp: from + 12,
      Home: 0,
      End: last,
      Escape: null,
    }
    const target = targets[event.key]
    if (target === undefined || last < 0) return
    event.preventDefault()
    move(target === null ? null : Math.min(last, Math.max(0, target)))
  })
  host.addEventListener('blur', () => move(null))
  new ResizeObserver(() => {
    if (host.clientWidth !== width) render()
  }).observe(host)

  return {
    setCursor,
    /** @param {ChartSpec} next */
    draw(next) {
      spec = next
      cursor = null
      host.setAttribute('aria-label', `${next.label}. ${next.help}`)
      host.setAttribute('aria-valuemin', '0')
      host.setAttribute('aria-valuemax', String(Math.max(0, next.points.length - 1)))
      render()
    },
  }
}
