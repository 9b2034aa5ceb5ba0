/**
 * The page of an encyclopedia with the areas of the regions: English names, thousands parted by spaces
 * that do not break here and by commas there, footnotes, flags, and other tables around the one that counts.
 */
import { REGIONS } from '../../../catalog/regions.ts'
import type { Hits } from '../faults/fault-board.ts'

interface Row {
  readonly name: string
  readonly capital: string
  readonly area_km2: number
  readonly note?: string
  /** How thousands are parted. */
  readonly separator?: ',' | '\u00a0'
}

const areaOf = (code: string): number => {
  const region = REGIONS.find(({ region_code }) => region_code === code)
  if (!region) throw new RangeError(`region ${code}: not in the catalogue`)
  return region.area_km2
}

const ROWS: readonly Row[] = [
  { name: 'Auvergne-Rhône-Alpes', capital: 'Lyon', area_km2: areaOf('84') },
  { name: 'Bourgogne-Franche-Comté', capital: 'Dijon', area_km2: areaOf('27') },
  { name: 'Brittany', capital: 'Rennes', area_km2: areaOf('53') },
  { name: 'Centre-Val de Loire', capital: 'Orléans', area_km2: areaOf('24'), note: '2' },
  { name: 'Corsica', capital: 'Ajaccio', area_km2: 8_680 },
  { name: 'Grand Est', capital: 'Strasbourg', area_km2: areaOf('44') },
  { name: 'Hauts-de-France', capital: 'Lille', area_km2: areaOf('32') },
  { name: 'Île-de-France', capital: 'Paris', area_km2: areaOf('11') },
  { name: 'Normandy', capital: 'Rouen', area_km2: areaOf('28'), separator: ',' },
  { name: 'Nouvelle-Aquitaine', capital: 'Bordeaux', area_km2: areaOf('75') },
  { name: 'Occitanie', capital: 'Toulouse', area_km2: areaOf('76'), note: '3' },
  { name: 'Pays de la Loire', capital: 'Nantes', area_km2: areaOf('52'), separator: ',' },
  { name: "Provence-Alpes-Côte d'Azur", capital: 'Marseille', area_km2: areaOf('93') },
  { name: 'French Guiana', capital: 'Cayenne', area_km2: 83_534 },
  { name: 'Guadeloupe', capital: 'Basse-Terre', area_km2: 1_628 },
  { name: 'Martinique', capital: 'Fort-de-France', area_km2: 1_128 },
  { name: 'Mayotte', capital: 'Mamoudzou', area_km2: 374 },
  { name: 'Réunion', capital: 'Saint-Denis', area_km2: 2_512 },
]

export function regionsPage(hits: Hits): string {
  const rows = hits.has('empty') ? [] : ROWS
  const table = hits.has('wrong-dataset') ? departmentsTable() : regionsTable(rows, hits)
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Regions of France</title></head>
<body>
<table class="infobox"><tbody>
<tr><th colspan="2">Regions of France</th></tr>
<tr><th>Category</th><td>Unitary state</td></tr>
<tr><th>Number</th><td>18</td></tr>
</tbody></table>
<p>France is divided into eighteen regions.${footnote('1')}</p>
${table}
<ol class="references"><li id="cite_note-1">Codes and names: INSEE.</li><li id="cite_note-2">Called Centre until 2015.</li><li id="cite_note-3">Two regions until 2016.</li></ol>
<table class="navbox"><tbody><tr><th>Regions</th><td>${ROWS.map(({ name }) => name).join(' · ')}</td></tr></tbody></table>
</body></html>
`
}

function regionsTable(rows: readonly Row[], hits: Hits): string {
  const drift = hits.get('schema-drift')
  const areaHead = drift?.parameters.severity === 'severe' ? 'Extent' : 'Area (km<sup>2</sup>)'
  const heads = [`Flag${footnote('1')}`, 'Region', 'Capital', areaHead, ...(drift ? ['Motto'] : []), 'Origin']
  const lines = rows.map((row, index) => {
    const area = hits.has('absurd-values') && index % 4 === 2 ? row.area_km2 * 1_000 : row.area_km2
    const cells = [
      flagOf(row),
      `<a href="/wiki/${encodeURIComponent(row.name.replaceAll(' ', '_'))}">${row.name}</a>${row.note ? footnote(row.note) : ''}`,
      row.capital,
      thousands(area, row.separator ?? '\u00a0'),
      ...(drift ? ['–'] : []),
      '',
    ]
    return `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`
  })
  const head = heads.map(text => `<th>${text}</th>`).join('')
  return `<table class="wikitable sortable"><tbody>\n<tr>${head}</tr>\n${lines.join('\n')}\n</tbody></table>`
}

function departmentsTable(): string {
  const rows = ['Ain', 'Aisne', 'Allier'].map(name => `<tr><td>${name}</td><td>-</td></tr>`)
  return `<table class="wikitable sortable"><tbody>\n<tr><th>Department</th><th>Prefecture</th></tr>\n${rows.join('\n')}\n</tbody></table>`
}

const flagOf = ({ name }: Row): string =>
  `<span class="flagicon"><img alt="Flag of ${name}" src="/static/flag.svg" width="23" height="15"></span>`

const footnote = (mark: string): string =>
  `<sup class="reference"><a href="#cite_note-${mark}">[${mark}]</a></sup>`

function thousands(value: number, separator: string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, separator)
}
