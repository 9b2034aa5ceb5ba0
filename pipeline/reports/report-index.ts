/** The page that lists the reports of a folder, newest first, in both languages at once. */
import { formatMonth, LANGUAGES } from './format.ts'
import { type Html, html } from './html.ts'
import { type ReportFile, reportFileOf } from './report-files.ts'
import { STYLE } from './report-page.ts'
import { say } from './words.ts'

/** @param names files of the folder; those that are no reports are left out. */
export function reportIndex(names: readonly string[]): string {
  const files = names.flatMap(name => reportFileOf(name) ?? [])
  const months = [...Map.groupBy(files, ({ month }) => month.local_month)].sort(([a], [b]) =>
    a < b ? 1 : -1,
  )
  const both = (key: 'index_title' | 'index_text' | 'index_none'): Html =>
    html`<span lang="fr">${say('fr', key)}</span> <span class="or">/</span> <span lang="en">${say('en', key)}</span>`
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say('fr', 'index_title')} / ${say('en', 'index_title')}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Grid Power Stream</p>
<h1>${both('index_title')}</h1>
<p class="scope">${both('index_text')}</p>
</header>
<main id="main">
${months.length === 0 ? html`<p>${both('index_none')}</p>` : html`<ul class="index">${months.map(([, own]) => monthItem(own))}</ul>`}
</main>
</body>
</html>
`.markup
}

const monthItem = (files: readonly ReportFile[]): Html =>
  html`<li>${LANGUAGES.flatMap(language => files.filter(file => file.language === language)).map(
    ({ month, language, name }) =>
      html`<a href="${name}" lang="${language}" hreflang="${language}">${formatMonth(language, month.range.from)}</a>`,
  )}</li>`
