/** Markup as a template: what is filled in is text and is escaped, unless it is markup made here itself. */

export interface Html {
  readonly markup: string
}

type Filling = string | number | Html | readonly Html[] | null | undefined | false

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ESCAPES[character] ?? '')

/** Null, undefined and false leave nothing. */
function filled(filling: Filling): string {
  if (filling === null || filling === undefined || filling === false) return ''
  if (typeof filling === 'string') return escaped(filling)
  if (typeof filling === 'number') return String(filling)
  if ('markup' in filling) return filling.markup
  return filling.map(({ markup }) => markup).join('')
}

export const html = (text: TemplateStringsArray, ...fillings: readonly Filling[]): Html => ({
  markup: text.reduce((markup, part, index) => markup + filled(fillings[index - 1]) + part),
})

/** Markup of ours that was not made by the template: a style sheet. */
export const trusted = (markup: string): Html => ({ markup })
