/** The table behind a chart: made when its `details` is open, and when it is opened. */
import { byId } from './dom.js'

/** @type {(id: string, table: () => HTMLElement) => void} */
export function offerTable(id, table) {
  const details = byId(`${id}-details`)
  const host = byId(`${id}-table`)
  const fill = () => host.replaceChildren(...(details.hasAttribute('open') ? [table()] : []))
  details.ontoggle = fill
  fill()
}
