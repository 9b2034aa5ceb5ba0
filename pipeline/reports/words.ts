/** What the reports say, by language; each language has a file of its words. */
import type { Language } from './format.ts'
import { EN } from './words-en.ts'
import { FR } from './words-fr.ts'

export type WordKey = keyof typeof EN

/** French puts a space before its double signs and within its quotes, at which no line may break. */
const typeset = (text: string) => text.replace(/ (?=[:;!?»])/g, '\u00a0').replaceAll('« ', '«\u00a0')

export const WORDS: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = {
  en: EN,
  fr: Object.fromEntries(Object.entries(FR).map(([key, text]) => [key, typeset(text)])) as typeof FR,
}

/** @throws RangeError for a hole that is not filled. */
export function say(
  language: Language,
  key: WordKey,
  holes: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const filling = holes[name]
    if (filling === undefined) throw new RangeError(`words ${key}: {${name}} is not filled`)
    return String(filling)
  })
}

/** A code of the catalogue in words; one that has none stays as it is. */
export function sayCode(
  language: Language,
  kind: 'type' | 'vintage' | 'check' | 'severity' | 'forecast',
  code: string,
): string {
  const key = `${kind}_${code}`
  return key in WORDS[language] ? WORDS[language][key as WordKey] : code
}
