/** Names of the files of reports. */
import { LANGUAGES, type Language } from './format.ts'
import { type LocalMonth, parseMonth } from './local-month.ts'

/** The page that lists the others. */
export const INDEX = 'index.html'

/** `trend-2026-10.fr.html` */
export const reportFileName = (
  { local_month }: Pick<LocalMonth, 'local_month'>,
  language: Language,
): string => `trend-${local_month}.${language}.html`

const NAME = new RegExp(`^trend-(\\d{4}-\\d{2})\\.(${LANGUAGES.join('|')})\\.html$`)

export interface ReportFile {
  readonly month: LocalMonth
  readonly language: Language
  readonly name: string
}

/** @returns undefined for a name that is not one of a report. */
export function reportFileOf(name: string): ReportFile | undefined {
  const [, text = '', language] = NAME.exec(name) ?? []
  const month = parseMonth(text)
  return month && { month, language: language as Language, name }
}
