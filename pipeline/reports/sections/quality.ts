/** Section: what the figures rest on: how much was measured, how settled it is, what was revised, what failed. */
import { FEED_WORDS } from '../../catalog/feed-words.ts'
import { VINTAGES } from '../../catalog/vintages.ts'
import { DASH, formatCount, formatInstant, formatMwDifference, formatRatio, formatShare } from '../format.ts'
import { type Html, html } from '../html.ts'
import type { FailedCheck, FeedRuns, Finding, RevisionSummary } from '../month-quality.ts'
import { apiLink, type ReportContext } from '../report-context.ts'
import { table } from '../report-table.ts'
import { sayCode } from '../words.ts'

export const quality = (context: ReportContext): Html => html`
<section id="quality" aria-labelledby="quality-title">
<h2 id="quality-title">${context.say('quality')}</h2>
${measured(context)}
<h3>${context.say('revisions')}</h3>
${revisions(context)}
<h3>${context.say('checks')}</h3>
${checks(context)}
<h3>${context.say('feeds')}</h3>
${feeds(context)}
</section>`

function measured(context: ReportContext): Html {
  const { report, language, say } = context
  const vintages = VINTAGES.map(({ vintage_code }) => vintage_code)
  const hasSuspects = [...report.quality.values()].some(({ suspect_count }) => suspect_count > 0)
  const share = (ratio: number) => (ratio === 0 ? DASH : formatShare(language, ratio))
  return html`${table(context, {
    caption: say('quality_caption'),
    query: apiLink(context, { path: '/v1/balance', step: 'P1M', range: report.span.range }),
    heads: [
      { text: say('region') },
      { text: say('measured') },
      ...vintages.map(vintage => ({ text: sayCode(language, 'vintage', vintage) })),
      ...(hasSuspects ? [{ text: say('suspect') }] : []),
    ],
    rows: report.regions.map(({ region_code, region_name, figures }) => {
      const own = report.quality.get(region_code)
      return {
        name: region_name,
        cells: [
          formatShare(language, figures?.measured_ratio ?? 0),
          ...vintages.map(vintage => share(own?.by_vintage.get(vintage) ?? 0)),
          ...(hasSuspects ? [formatCount(language, own?.suspect_count ?? 0)] : []),
        ],
      }
    }),
  })}
<p class="note">${say('vintage_note')}</p>`
}

function revisions(context: ReportContext): Html {
  const { report, language, say } = context
  const { summaries, realTime } = report.revisions
  if (summaries.length === 0) return html`<p>${say('revisions_none')}</p>`
  const figures = (summary: RevisionSummary) => [
    formatCount(language, summary.value_count),
    formatMwDifference(language, summary.mean_difference_mw),
    formatMwDifference(language, summary.mean_absolute_difference_mw, 'unsigned'),
    formatRatio(language, summary.relative_difference),
  ]
  const heads = [
    { text: say('values') },
    { text: say('mean_difference') },
    { text: say('mean_absolute_difference') },
    { text: say('relative_difference') },
  ]
  const name = (code: string) =>
    report.regions.find(({ region_code }) => region_code === code)?.region_name ?? code
  const relative = relativeOf(realTime)
  return html`
${relative !== null && html`<p>${say('revisions_text', { relative: formatRatio(language, relative) })}</p>`}
${table(context, {
  caption: say('revisions_caption'),
  query: apiLink(context, { path: '/v1/revisions', range: report.span.range, energyType: 'demand' }),
  heads: [{ text: say('replaced') }, ...heads],
  rows: summaries.map(summary => ({
    name: say('replaced_by', {
      from: sayCode(language, 'vintage', summary.from_vintage),
      to: sayCode(language, 'vintage', summary.to_vintage),
    }),
    cells: figures(summary),
  })),
})}
${
  realTime.length > 0 &&
  table(context, {
    caption: say('revisions_region_caption'),
    heads: [{ text: say('region') }, ...heads],
    rows: realTime.map(summary => ({ name: name(summary.region_code), cells: figures(summary) })),
  })
}
<p class="note">${say('revisions_note')}</p>`
}

/** Σ |difference| ÷ Σ settled value, over all regions. */
function relativeOf(summaries: readonly RevisionSummary[]): number | null {
  const absolute = summaries.reduce(
    (sum, { mean_absolute_difference_mw, region_hours }) => sum + mean_absolute_difference_mw * region_hours,
    0,
  )
  const settled = summaries.reduce((sum, { settled_mwh }) => sum + settled_mwh, 0)
  return settled === 0 ? null : absolute / settled
}

function checks(context: ReportContext): Html {
  const { report, language, say } = context
  if (report.checks.length === 0) return html`<p>${say('checks_none')}</p>`
  return html`<p>${say('checks_text')}</p>${table(context, {
    caption: say('checks_caption'),
    query: apiLink(context, { path: '/v1/quality' }),
    heads: [{ text: say('check') }, { text: say('violations') }, { text: say('in_month'), isText: true }],
    rows: report.checks.map(check => ({
      name: html`${sayCode(language, 'check', check.check_name)} <span class="unit">${check.table_name}, ${sayCode(language, 'severity', check.severity)}</span>`,
      cells: [formatCount(language, check.violation_count), findingsOf(context, check)],
    })),
  })}`
}

const MOST_FINDINGS = 5

function findingsOf(context: ReportContext, { findings, areAll }: FailedCheck): Html {
  const { say } = context
  if (findings.length === 0) return html`${say(areAll ? 'none' : 'none_shown')}`
  const more = findings.length - MOST_FINDINGS
  return html`<ul class="findings">${findings.slice(0, MOST_FINDINGS).map(finding => html`<li>${findingText(context, finding)}</li>`)}${more > 0 && html`<li>${say('and_more', { count: more })}</li>`}</ul>`
}

/** What a check found is told in English, as the checks do. */
function findingText({ report, language }: ReportContext, finding: Finding): Html {
  const region = report.regions.find(({ region_code }) => region_code === finding.region_code)
  const where = [
    region?.region_name ?? finding.region_code,
    finding.energy_type && sayCode(language, 'type', finding.energy_type),
    finding.local_date,
  ].filter(Boolean)
  const found = [finding.found, finding.expected && `expected ${finding.expected}`].filter(Boolean)
  return html`${where.join(', ')}${found.length > 0 && html`: <span lang="en">${found.join('; ')}</span>`}`
}

function feeds(context: ReportContext): Html {
  const { report, language, say } = context
  const failing = report.feeds.filter(({ failed_count }) => failed_count > 0)
  const runs = report.feeds.reduce((sum, { run_count }) => sum + run_count, 0)
  if (report.feeds.length === 0) return html`<p>${say('feeds_none')}</p>`
  if (failing.length === 0) {
    const holes = { count: formatCount(language, report.feeds.length), runs: formatCount(language, runs) }
    return html`<p>${say('feeds_all_well', holes)}</p>`
  }
  return table(context, {
    caption: say('feeds_caption'),
    query: apiLink(context, { path: '/v1/feeds' }),
    heads: [
      { text: say('feed') },
      { text: say('runs') },
      { text: say('failed_runs') },
      { text: say('last_failure'), isText: true },
      { text: say('causes'), isText: true },
    ],
    rows: failing.map(runs => ({
      name: language === 'fr' ? runs.feed.title_fr : runs.feed.title,
      cells: [
        formatCount(language, runs.run_count),
        formatCount(language, runs.failed_count),
        runs.last_failed_at === null ? DASH : formatInstant(language, new Date(runs.last_failed_at)),
        causesOf(context, runs),
      ],
    })),
  })
}

function causesOf({ language }: ReportContext, { errors }: FeedRuns): string {
  const words = FEED_WORDS[language]
  const reasons: Readonly<Record<string, string>> = words.reasons
  return errors
    .map(([code, count]) => `${reasons[code] ?? words.reason(code)} (${formatCount(language, count)})`)
    .join(language === 'fr' ? '\u00a0; ' : '; ')
}
