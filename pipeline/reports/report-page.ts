/**
 * The page of a report: one HTML file with its style, without script and without a request to anywhere. The same figures,
 * language, moment and address give the same bytes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatEnd } from './format.ts'
import { type Html, html, trusted } from './html.ts'
import type { MonthReport } from './month-report.ts'
import { contextOf, type ReportContext, type ReportOptions } from './report-context.ts'
import { INDEX, reportFileName } from './report-files.ts'
import { about } from './sections/about.ts'
import { demand } from './sections/demand.ts'
import { forecasting } from './sections/forecasting.ts'
import { inShort, leadText, warnings } from './sections/in-short.ts'
import { mix } from './sections/mix.ts'
import { quality } from './sections/quality.ts'
import { regions } from './sections/regions.ts'
import { together } from './sections/together.ts'
import type { WordKey } from './words.ts'

export const STYLE: Html = trusted(readFileSync(join(import.meta.dirname, 'report.css'), 'utf8'))

/** In their order; each makes one or more `<section>`, or nothing where it has nothing to tell. */
const SECTIONS: readonly ((context: ReportContext) => Html)[] = [
  inShort,
  together,
  demand,
  mix,
  regions,
  forecasting,
  quality,
]

const CONTENTS: readonly (readonly [id: string, title: WordKey])[] = [
  ['in-short', 'in_short'],
  ['together', 'together'],
  ['demand', 'demand'],
  ['mix', 'mix'],
  ['regions', 'regions'],
  ['region-by-region', 'region_by_region'],
  ['tension', 'tension'],
  ['scores', 'scores'],
  ['quality', 'quality'],
  ['about', 'about'],
]

export function reportPage(report: MonthReport, options: ReportOptions): string {
  const context = contextOf(report, options)
  const { language, say, madeAt } = context
  const title = titleOf(context)
  const body = html`${SECTIONS.map(section => section(context))}${about(context, title)}`
  const other = language === 'fr' ? 'en' : 'fr'
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${leadText(context)}">
<meta name="${MADE_AT}" content="${madeAt.toISOString()}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
<header>
<p class="kicker">Grid Power Stream · ${say('report')}</p>
<h1>${title}</h1>
<p class="scope">${say('scope')}</p>
<nav aria-label="${say('contents')}"><ul>${CONTENTS.filter(([id]) =>
    body.markup.includes(`<section id="${id}"`),
  ).map(
    ([id, key]) => html`<li><a href="#${id}">${say(key)}</a></li>`,
  )}<li><a href="${reportFileName(report.month, other)}" lang="${other}" hreflang="${other}">${say('other_language')}</a></li><li><a href="${INDEX}">${say('all_reports')}</a></li></ul></nav>
</header>
${warnings(context)}
<main id="main">${body}
</main>
</body>
</html>
`.markup
}

function titleOf({ report, language, say, monthName }: ReportContext): string {
  const month = monthName(report.month)
  if (report.span.isWhole) return say('title', { month })
  return say('title_partial', { month, end: formatEnd(language, report.span.range.to) })
}

/** Name of the meta element that says when a page was made. */
const MADE_AT = 'grid-made-at'

/** When a page of ours was made; undefined where it does not say. */
export function madeAtOf(page: string): Date | undefined {
  const [, text] = page.match(new RegExp(`<meta name="${MADE_AT}" content="([0-9T:.Z-]+)">`)) ?? []
  const madeAt = new Date(text ?? Number.NaN)
  return Number.isNaN(madeAt.getTime()) ? undefined : madeAt
}
