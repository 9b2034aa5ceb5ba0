/**
 * Silver table `region_area`: the area of each region, as the table of an encyclopedia's page tells.
 *
 * From: bronze `region-areas`, an HTML page
 * Key:  region_code, first_seen_at
 *
 * The page is written by people: thousands apart by a space, a no-break space or a comma, footnote marks,
 * names in English, rows of Corsica and overseas. The column of areas is told by its heading, the region
 * of a row by whichever of its cells names one.
 */
import { load } from 'cheerio'
import { foldName } from '../catalog/fold-name.ts'
import { REFERENCE_TOLERANCE } from '../catalog/reference-figures.ts'
import { REGION_CODE_BY_NAME } from '../catalog/regions.ts'
import { type DocumentTable, type Refusal, UnreadableDocumentError } from './document-table.ts'
import { type Figure, judgeFigures } from './reference-figures.ts'

/** `Km2`, `Area (km²)`, `Superficie`; of two, the first. */
const AREA_HEADING = /km\s*(2|²)|\b(area|superficie)\b/i
/** `[2]`, `[note 1]`. */
const FOOTNOTES = /\[[^\]]*\]/g

interface TableRow {
  readonly source_row: number
  readonly region_code: string
  readonly text: string
}

export const regionArea: DocumentTable = {
  name: 'region_area',
  partition: `printf('year=%d', year(first_seen_at))`,

  read(_, text) {
    const tables = tablesOf(text)
    const rows = tables.flat().map((cells, index) => ({ ...cells, source_row: index + 1 }))
    const ours = rows.flatMap(({ cells, area, source_row }): TableRow[] => {
      const region_code = regionNamedIn(cells)
      return region_code === undefined ? [] : [{ source_row, region_code, text: area }]
    })
    if (ours.length === 0) {
      throw new UnreadableDocumentError(
        `${tables.length} tables with areas, none of our regions in them: expected one with a heading like « Km2 »`,
      )
    }
    const figures = ours.flatMap(({ region_code, text, source_row }): Figure[] => {
      const value = numberIn(text)
      return value === undefined ? [] : [{ region_code, value, source_row }]
    })
    const unread = ours.filter(({ source_row }) => !figures.some(figure => figure.source_row === source_row))
    const { accepted, refusals } = judgeFigures(figures, 'area_km2', REFERENCE_TOLERANCE.area_ratio)
    return {
      rows: accepted.map(({ region_code, value, source_row }) => ({
        region_code,
        area_km2: value,
        source_row,
      })),
      refusals: [...unread.map(refusalOf), ...refusals],
      rows_read: rows.length,
      rows_loaded: figures.length,
      unknown_columns: [],
      newest_measured_utc: null,
    }
  },
}

interface Cells {
  readonly cells: readonly string[]
  readonly area: string
}

/** Rows below the headings of every table that has a column of areas. */
function tablesOf(html: string): readonly (readonly Cells[])[] {
  const $ = load(html)
  return $('table')
    .toArray()
    .flatMap(table => {
      const lines = $(table)
        .find('tr')
        .toArray()
        .map(row => ({
          isHeading: $(row).children('td').length === 0,
          cells: $(row)
            .children('th, td')
            .toArray()
            .flatMap(cell => {
              const span = Number($(cell).attr('colspan') ?? 1)
              const words = $(cell).text().replace(FOOTNOTES, '').trim()
              return Array.from({ length: span >= 1 && span <= 20 ? span : 1 }, () => words)
            }),
        }))
      const column =
        lines.find(({ isHeading }) => isHeading)?.cells.findIndex(words => AREA_HEADING.test(words)) ?? -1
      if (column < 0) return []
      return [
        lines
          .filter(({ isHeading }) => !isHeading)
          .map(({ cells }) => ({ cells, area: cells[column] ?? '' })),
      ]
    })
}

function regionNamedIn(cells: readonly string[]): string | undefined {
  for (const words of cells) {
    const code = REGION_CODE_BY_NAME.get(foldName(words))
    if (code !== undefined) return code
  }
  return undefined
}

/**
 * Whole km² of `27 208`, `30,627`, `31 400.5` or `57 433 (22 175 sq mi)`; undefined when it begins with no
 * number, or with one in groups that are none.
 */
function numberIn(words: string): number | undefined {
  const [, whole = '', fraction = ''] =
    /^(\d{1,3}(?:[\s,.']?\d{3})*)(?:[.,](\d{1,2}))?(?![\d.,])/.exec(words) ?? []
  if (whole === '') return undefined
  return Math.round(Number(`${whole.replace(/\D/g, '')}.${fraction || 0}`))
}

const refusalOf = ({ source_row, region_code, text }: TableRow): Refusal => ({
  source_row,
  scope: 'row',
  region_code,
  time_key: null,
  column_name: null,
  raw_value: text,
  reason_code: 'not_a_number',
})
