/** Every word of the page, in English and in French. `{name}` is filled in by {@link say}. */
import { en } from './strings-en.js'
import { fr } from './strings-fr.js'

/** @typedef {keyof typeof en} TextKey */
/** @typedef {'en' | 'fr'} Language */

export const TEXTS = { en, fr }

/** @type {(language: Language, key: TextKey, parts?: Record<string, string | number>) => string} */
export function say(language, key, parts = {}) {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (hole, name) => String(parts[name] ?? hole))
}

/**
 * The text of a code that the API answers, such as a vintage; the code itself when the page does not know it.
 *
 * @type {(language: Language, family: 'vintage' | 'quality' | 'type' | 'step' | 'state' | 'level' | 'lack' | 'quantity' | 'model' | 'horizon', code: string) => string}
 */
export function sayCode(language, family, code) {
  const key = `${family}_${code}`
  return key in TEXTS[language] ? TEXTS[language][/** @type {TextKey} */ (key)] : code
}

/**
 * The remembered language, else the first of the browser's that the page speaks, else English.
 *
 * @type {(remembered: string | null, preferred: readonly string[]) => Language}
 */
export function chooseLanguage(remembered, preferred) {
  const spoken = [remembered, ...preferred].map(tag => tag?.slice(0, 2).toLowerCase())
  return spoken.find(tag => tag === 'fr' || tag === 'en') ?? 'en'
}
