/** Section: what electricity was made from, all regions together. */
import { shareBar } from '../charts/share-bar.ts'
import { formatChange, formatGwh, formatList, formatRatio } from '../format.ts'
import { type Html, html } from '../html.ts'
import { changeOf, GENERATION, type Quantity, shareOf } from '../region-figures.ts'
import { apiLink, overNote, type ReportContext } from '../report-context.ts'
import { table } from '../report-table.ts'
import { sayCode } from '../words.ts'

export function mix(context: ReportContext): Html {
  const { report, language, say, monthName } = context
  const { total } = report
  if (total.generation.size === 0) return html``
  const compared = [
    { head: 'over_year', other: report.yearBefore } as const,
    { head: 'over_month', other: report.monthBefore } as const,
  ].flatMap(({ head, other }) => (other.total ? [{ head, total: other.total }] : []))
  const changes = (
    now: Quantity | undefined,
    of: (then: (typeof compared)[number]['total']) => Quantity | undefined,
  ) => compared.map(({ total: then }) => formatChange(language, changeOf(now, of(then))))
  const types = byEnergy(total.generation)
  const renewable = GENERATION.filter(({ is_renewable }) => is_renewable).map(type =>
    sayCode(language, 'type', type.energy_type_code).toLowerCase(),
  )
  return html`
<section id="mix" aria-labelledby="mix-title">
<h2 id="mix-title">${say('mix')}</h2>
${table(context, {
  caption: say('mix_caption', { month: monthName(report.month) }),
  query: apiLink(context, { path: '/v1/mix', step: 'P1M', range: report.span.range }),
  name: 'plain with-bars',
  heads: [
    { text: say('energy_type') },
    { text: say('bar'), isText: true },
    { text: say('share') },
    { text: say('production'), unit: 'GWh' },
    ...compared.map(({ head }) => ({ text: say(head) })),
  ],
  rows: [
    ...types.map(([type, quantity]) => {
      const share = shareOf(total, [type])
      return {
        name: sayCode(language, 'type', type),
        cells: [
          share === null ? '' : shareBar(type, share),
          formatRatio(language, share),
          formatGwh(language, quantity),
          ...changes(quantity, then => then.generation.get(type)),
        ],
      }
    }),
    {
      name: say('all_types'),
      isTotal: true,
      cells: [
        '',
        '',
        formatGwh(language, total.production),
        ...changes(total.production, then => then.production),
      ],
    },
  ],
})}
<p class="note">${overNote(
    context,
    compared.map(({ head }) => head),
  )} ${say('mix_note', { renewable: formatList(language, renewable) })}</p>
</section>`
}

/**
 * The most first; what is not known last. A type that made nothing is left out: some publications write zero for types
 * that a region does not have.
 */
export const byEnergy = (
  generation: ReadonlyMap<string, Quantity>,
): readonly (readonly [string, Quantity])[] =>
  [...generation]
    .filter(([, { mwh }]) => mwh !== 0)
    .sort(([, a], [, b]) => (b.mwh ?? Number.NEGATIVE_INFINITY) - (a.mwh ?? Number.NEGATIVE_INFINITY))
