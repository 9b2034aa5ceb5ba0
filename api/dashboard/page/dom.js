/** Building and finding elements. Styles are classes only: the page's policy allows no inline style. */

/** @typedef {Record<string, string | number | undefined>} Attributes */

const SVG = 'http://www.w3.org/2000/svg'

/** @type {<E extends Element>(element: E, attributes: Attributes, children: readonly (Node | string)[]) => E} */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children)
  return element
}

/** @type {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes?: Attributes, ...children: (Node | string)[]) => HTMLElementTagNameMap[Tag]} */
export const html = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children)

/** @type {<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes?: Attributes, ...children: (Node | string)[]) => SVGElementTagNameMap[Tag]} */
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children)

/**
 * An element that the page's HTML has.
 *
 * @throws when it has none with that id
 * @type {(id: string) => HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error(`#${id}: not in the page`)
  return element
}

/**
 * Replaces what `host` holds; the link of a region that had the focus gets it back.
 *
 * @type {(host: Element, ...children: (Node | string)[]) => void}
 */
export function replaceContent(host, ...children) {
  const focused = document.activeElement
  const region = host.contains(focused) ? focused?.getAttribute('data-region') : null
  host.replaceChildren(...children)
  /** @type {HTMLElement | null} */
  const link = region ? host.querySelector(`a[data-region="${region}"]`) : null
  link?.focus({ preventScroll: true })
}
