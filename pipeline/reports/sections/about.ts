/** Section: where the figures come from, how to cite them, and what state of the data they were made from. */
import { OPEN_METEO_LICENCE, RTE_LICENCE } from '../../catalog/licences.ts'
import { formatCount, formatDate, formatFullEnd, formatInstant, formatShare } from '../format.ts'
import { type Html, html } from '../html.ts'
import { FULL_ENOUGH_RATIO, WHOLE_RATIO } from '../region-figures.ts'
import { apiLink, type ReportContext } from '../report-context.ts'

export function about(context: ReportContext, title: string): Html {
  const { report, language, say, madeAt } = context
  const { is_simulated, batch_count, version } = report.state
  const hasWeather = report.regions.some(({ temperatures }) => temperatures.now !== null)
  const ratio = formatShare(language, FULL_ENOUGH_RATIO)
  const made = formatInstant(language, madeAt)
  return html`
<section id="about" aria-labelledby="about-title">
<h2 id="about-title">${say('about')}</h2>
<h3>${say('source_title')}</h3>
<p>${is_simulated ? say('source_simulated') : say('source_text', { attribution: RTE_LICENCE.attribution })}</p>
${hasWeather && !is_simulated && html`<p>${say('source_weather', { attribution: OPEN_METEO_LICENCE.attribution })} ${apiLink(context, { path: '/v1/weather', range: report.span.range })}</p>`}
<p>${say('source_method', { ratio, whole: formatShare(language, WHOLE_RATIO) })}</p>
<h3>${say('cite_title')}</h3>
<p class="cite">${is_simulated ? say('cite_simulated') : say('cite_text', { attribution: RTE_LICENCE.attribution, title, made })}</p>
<h3>${say('state_title')}</h3>
<dl class="state">
<div><dt>${say('state_made')}</dt><dd><time datetime="${madeAt.toISOString()}">${made}</time></dd></div>
<div><dt>${say('state_reach')}</dt><dd>${formatDate(language, report.data.first_key)} / ${formatFullEnd(language, report.data.end_key)}</dd></div>
<div><dt>${say('state_batches')}</dt><dd>${formatCount(language, batch_count)}</dd></div>
<div><dt>${say('state_version')}</dt><dd><code>${version}</code></dd></div>
</dl>
<p class="note">${say('state_links')}</p>
</section>`
}
