/** Tables of the report: a caption, heads that say what they head, numbers aligned, and a scroll of their own on a phone. */
import { type Html, html } from './html.ts'
import type { ReportContext } from './report-context.ts'

export interface TableSpec {
  readonly caption: string
  /** After the caption: the link to the query. */
  readonly query?: Html | undefined
  /** The first one heads the rows' names. */
  readonly heads: readonly TableHead[]
  readonly rows: readonly TableRow[]
  readonly name?: string
}

export interface TableHead {
  readonly text: string
  /** Below it, small. */
  readonly unit?: string
  readonly isText?: true
}

export interface TableRow {
  readonly name: string | Html
  readonly cells: readonly (string | Html)[]
  readonly isTotal?: boolean
}

export function table({ say }: ReportContext, { caption, query, heads, rows, name }: TableSpec): Html {
  const kind = (column: number) => (heads[column]?.isText ? 'text' : 'number')
  return html`
<div class="scroll" role="region" tabindex="0" aria-label="${say('scroll', { table: caption })}">
<table class="${name ?? 'plain'}">
<caption><span class="caption">${caption} ${query}</span></caption>
<thead><tr>${heads.map(
    ({ text, unit }, column) =>
      html`<th scope="col" class="${column === 0 ? 'name' : kind(column)}">${text}${unit && html` <span class="unit">${unit}</span>`}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    row => html`
<tr${row.isTotal ? html` class="total"` : null}><th scope="row">${row.name}</th>${row.cells.map(
      (cell, column) => html`<td class="${kind(column + 1)}">${cell}</td>`,
    )}</tr>`,
  )}
</tbody>
</table>
</div>`
}

/** Values of a chart, folded away on a screen. */
export const foldedTable = (context: ReportContext, spec: TableSpec): Html => html`
<details><summary>${context.say('show_values')}</summary>${table(context, spec)}</details>`
