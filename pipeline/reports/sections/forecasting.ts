/** Section: how tense the hours of the month were, and how good the forecasts; what there is of both. */
import { FORECAST_QUANTITIES, HORIZONS, NATIONAL_AREA, TENSION_LEVELS } from '../../catalog/forecasting.ts'
import { startOfLocalDay } from '../../catalog/paris-calendar.ts'
import {
  DASH,
  formatChange,
  formatCount,
  formatDate,
  formatIndex,
  formatMw,
  formatRatio,
  formatShare,
  formatShortMoment,
  formatSignedMw,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import { QUARTER_S } from '../local-month.ts'
import { type AreaTension, type Score, scoreOf } from '../month-forecasting.ts'
import { apiLink, type ReportContext } from '../report-context.ts'
import { table } from '../report-table.ts'
import { sayCode } from '../words.ts'

/** Nothing where neither is known. */
export function forecasting(context: ReportContext): Html {
  const { report } = context
  return html`${report.tension.length > 0 && tension(context)}${report.scores.length > 0 && scores(context)}`
}

function areaName({ report, say }: ReportContext, code: string): string {
  if (code === NATIONAL_AREA) return say('country')
  return report.regions.find(({ region_code }) => region_code === code)?.region_name ?? code
}

const nameOf = (
  { language }: ReportContext,
  named: { readonly name_en: string; readonly name_fr: string },
) => (language === 'fr' ? named.name_fr : named.name_en)

/** The country first. */
const countryFirst = <T>(rows: readonly T[], codeOf: (row: T) => string): readonly T[] =>
  rows.toSorted((a, b) => Number(codeOf(b) === NATIONAL_AREA) - Number(codeOf(a) === NATIONAL_AREA))

function tension(context: ReportContext): Html {
  const { report, say } = context
  const levels = TENSION_LEVELS.map(level => ({ text: nameOf(context, level) }))
  return html`
<section id="tension" aria-labelledby="tension-title">
<h2 id="tension-title">${say('tension')}</h2>
${table(context, {
  caption: say('tension_caption'),
  query: apiLink(context, { path: '/v1/tension', range: report.span.range }),
  heads: [
    { text: say('area') },
    ...levels,
    { text: say('unknown_hours') },
    { text: say('tensest'), isText: true },
  ],
  rows: countryFirst(report.tension, ({ area_code }) => area_code).map(area => ({
    name: areaName(context, area.area_code),
    cells: tensionCells(context, area),
  })),
})}
<p class="note">${say('tension_note')}</p>
</section>`
}

function tensionCells({ language, say }: ReportContext, area: AreaTension): string[] {
  const share = (hours: number) => formatRatio(language, hours / area.known_hours)
  const { tensest } = area
  return [
    ...TENSION_LEVELS.map(({ level_code }) => share(area.hours.get(level_code) ?? 0)),
    formatCount(language, area.unknown_hours),
    tensest === null
      ? DASH
      : say('tensest_hour', {
          when: formatShortMoment(language, tensest.time_key),
          index: formatIndex(language, tensest.index),
        }),
  ]
}

function scores(context: ReportContext): Html {
  const { report, language, say } = context
  const days = report.scores.flatMap(({ first_day, last_day }) => [first_day, last_day]).toSorted()
  const dateOf = (localDate = '') => formatDate(language, startOfLocalDay(localDate) / QUARTER_S)
  const holes = {
    from: dateOf(days[0]),
    to: dateOf(days.at(-1)),
    count: formatCount(language, Math.max(...report.scores.map(({ day_count }) => day_count))),
  }
  const query = { path: '/v1/forecasts/scores', days: report.span.range } as const
  const national = FORECAST_QUANTITIES.flatMap(quantity =>
    HORIZONS.flatMap(horizon => {
      const score = scoreOf(report.scores, NATIONAL_AREA, quantity, horizon.horizon_code)
      const name = `${sayCode(language, 'forecast', quantity)}, ${nameOf(context, horizon)}`
      return score ? [{ name, cells: scoreCells(context, score) }] : []
    }),
  )
  const regional = report.regions.flatMap(({ region_code, region_name }) => {
    const score = scoreOf(report.scores, region_code, 'consumption', 'h06_24')
    return score ? [{ name: region_name, cells: scoreCells(context, score) }] : []
  })
  const heads = [
    { text: say('mean_error'), unit: 'MW' },
    { text: say('bias'), unit: 'MW' },
    { text: say('relative_error') },
    { text: say('interval_coverage') },
    { text: say('skill') },
  ]
  return html`
<section id="scores" aria-labelledby="scores-title">
<h2 id="scores-title">${say('scores')}</h2>
<p>${say('scores_text', holes)}</p>
${
  national.length > 0 &&
  table(context, {
    caption: say('scores_caption'),
    query: apiLink(context, { ...query, region: NATIONAL_AREA }),
    heads: [{ text: say('forecast_of') }, ...heads],
    rows: national,
  })
}
${
  regional.length > 0 &&
  table(context, {
    caption: say('scores_region_caption'),
    query: apiLink(context, { ...query, quantity: 'consumption', horizon: 'h06_24' }),
    heads: [{ text: say('region') }, ...heads],
    rows: regional,
  })
}
<p class="note">${say('scores_note')}</p>
</section>`
}

const scoreCells = ({ language }: ReportContext, score: Score): string[] => [
  formatMw(language, score.mae_mw),
  formatSignedMw(language, score.bias_mw),
  formatRatio(language, score.wmape_ratio),
  formatShare(language, score.coverage_ratio),
  formatChange(language, score.skill_vs_d7 === null ? null : -score.skill_vs_d7),
]
