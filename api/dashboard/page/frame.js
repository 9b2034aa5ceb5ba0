/** The parts of the page that are there before any data: texts, controls, messages. */
import { byId, html } from './dom.js'
import { say } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./strings.js').TextKey} TextKey */

/** Puts every text that the HTML asks for by name in the chosen language. @type {(language: Language) => void} */
export function writeTexts(language) {
  document.documentElement.lang = language
  document.title = say(language, 'page_title')
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = say(language, /** @type {TextKey} */ (element.getAttribute('data-text')))
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    const key = /** @type {TextKey} */ (element.getAttribute('data-label'))
    element.setAttribute('aria-label', say(language, key))
  }
  press('language', language)
}

/** A row of buttons of which one is pressed, by their data attribute. @typedef {'language' | 'range' | 'map' | 'quantity' | 'horizon'} Choice */

/** @type {(name: Choice, value: string) => void} */
export function press(name, value) {
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.setAttribute('aria-pressed', String(button.getAttribute(`data-${name}`) === value))
  }
}

/** @type {(name: Choice, onChoice: (value: string) => void) => void} */
export function onPress(name, onChoice) {
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.addEventListener('click', () => onChoice(button.getAttribute(`data-${name}`) ?? ''))
  }
}

/** @type {(language: Language, regions: readonly import('./grid-api.js').RegionRow[], selected: string | null) => void} */
export function writeRegionChoice(language, regions, selected) {
  const option = (/** @type {string} */ value, /** @type {string} */ name) =>
    html('option', { value, selected: value === (selected ?? 'FR') ? '' : undefined }, name)
  byId('choose-region').replaceChildren(
    option('FR', say(language, 'all_france')),
    ...regions.map(({ region_code, region_name }) => option(region_code, region_name)),
  )
}

/** Points every link to a region at its address, and marks the selected one. @type {(selected: string | null, address: (region: string | null) => string) => void} */
export function markSelection(selected, address) {
  for (const link of document.querySelectorAll('a[data-region]')) {
    const region = link.getAttribute('data-region')
    const isSelected = region === selected
    link.setAttribute('href', address(isSelected ? null : region))
    if (isSelected) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  }
  for (const row of document.querySelectorAll('tr[data-row]')) {
    row.classList.toggle('selected', row.getAttribute('data-row') === selected)
  }
}

/** @type {(id: string, text: string | null) => void} */
export function showText(id, text) {
  byId(id).textContent = text ?? ''
  byId(id).hidden = text === null
}

/** An error in words, or null when there is none. @typedef {import('./grid-api.js').GridApiError} GridApiError @type {(language: Language, error: GridApiError | null, hasData: boolean) => void} */
export function showTrouble(language, error, hasData) {
  byId('trouble').hidden = error === null
  if (error === null) return
  const isEmpty = error.status === 503 && !hasData
  const key = isEmpty ? 'empty_text' : error.status === 0 ? 'error_network' : 'error_http'
  const text = say(language, key, {
    seconds: error.retrySeconds,
    status: error.status,
    title: error.title,
  })
  byId('trouble-title').textContent = say(language, isEmpty ? 'empty_title' : 'error_title')
  byId('trouble-text').textContent = hasData ? `${text} ${say(language, 'refresh_failed')}` : text
}
