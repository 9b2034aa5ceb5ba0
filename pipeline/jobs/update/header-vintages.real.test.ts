/** Proof on every layout the publishers have used: each file is told by its content and read by column names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { recognise } from '../../bronze/publication-format.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const FOLDERS = [
  'odre-api-v1',
  'odre-api-v2.1',
  'odre-exports',
  'odre-regional-tr-2026/raw-captures',
  'rte-files-2013-definitive',
  'rte-files-2016-2017-consolidated',
  'rte-files-2017-real-time',
  'rte-files-ile-de-france-2018-2020',
  'rte-files-national',
]
const YEARS = 'rte-files-ile-de-france-2018-2020'
/** Annual energy by region: in the same folder, and no publication of flows. */
const OTHER = 'prod-region-annuelle-filiere_nogeo.csv'

const filesOf = (folder: string) => readdirSync(realPath(folder)).filter(file => file !== OTHER)
const yearFile = (year: number) => `eCO2mix_RTE_Ile-de-France_Annuel-Definitif_${year}.xls`

/** Publisher's column → sum over the year, the spring hour left out; columns found by the names in the header. */
function sumYear(year: number, names: readonly string[]): number[] {
  const lines = readFileSync(realPath(YEARS, yearFile(year)), 'latin1').split('\n')
  const header = lines[0]?.split('\t') ?? []
  const spring = { 2018: '2018-03-25', 2019: '2019-03-31', 2020: '2020-03-29' }[year]
  const rows = lines.slice(1).map(line => line.split('\t'))
  const real = rows.filter(([, , date, time]) => !(date === spring && time?.startsWith('02:')))
  return names.map(name =>
    real.reduce((sum, cells) => sum + (Number.parseInt(cells[header.indexOf(name)] ?? '', 10) || 0), 0),
  )
}

describeReal('publications of every layout', FOLDERS, () => {
  const home = temporaryHome()
  let refused: readonly string[]

  beforeAll(async () => {
    const folders = ['odre-api-v1', 'odre-api-v2.1', 'odre-exports', YEARS, 'rte-files-national']
    const outcomes = await receive(
      home,
      folders.map(folder => realPath(folder)),
      '2026-09-01T00:00:00Z',
    )
    refused = outcomes.flatMap(({ path, reason }) =>
      reason ? [`${path.slice(realPath().length + 1)}: ${reason}`] : [],
    )
    await bringUpToDate(home)
  }, LOAD_TIMEOUT_MS)

  it.each(FOLDERS)('are all recognised in %s, the national ones apart', async folder => {
    const formats = filesOf(folder).map(async file => {
      const [part] = await recognise(readFileSync(realPath(join(folder, file))))
      return [file, part?.format.kind === 'parquet' ? 'parquet' : part?.format.dataset]
    })
    const datasets = await Promise.all(formats)
    const isNational = (file: string) => /national|RTE_En-cours/.test(file)
    const expected = (file: string) =>
      file.endsWith('.parquet') ? 'parquet' : isNational(file) ? 'eco2mix_national' : 'eco2mix_regional'
    expect(datasets).toEqual(filesOf(folder).map(file => [file, expected(file)]))
  })

  it('refuse what is none, with what it looks like and what was expected', () => {
    expect(refused).toEqual([
      expect.stringMatching(
        /^odre-exports\/prod-region-annuelle-filiere_nogeo\.csv: text that begins "Année;Code INSEE région;.*; expected an éCO2mix publication: /,
      ),
    ])
  })

  it('are read to the last row, without a column that is not understood', async () => {
    const rows = await goldRows(
      home,
      `SELECT dataset, file_name, rows_read, rows_loaded, unknown_columns, error FROM load_batch ORDER BY dataset, file_name`,
    )
    const understood = (dataset: string, file_name: string, rows_read: number, rows_loaded: number) => ({
      dataset: `eco2mix_${dataset}`,
      file_name,
      rows_read,
      rows_loaded,
      unknown_columns: '',
      error: null,
    })
    expect(rows).toEqual([
      understood('national', '2016-06_eCO2mix_RTE_En-cours-TR.xls', 2_496, 2_401),
      understood('national', '2026-02-03_eCO2mix_RTE_En-cours-TR.xls', 4_128, 4_128),
      understood('national', 'eco2mix-national-tr.parquet', 8_544, 8_449),
      understood('national', 'eco2mix-national-tr_2025-08-22_results-array.json', 96, 96),
      understood('national', 'eco2mix-national-tr_v1.0_2023-09-21.json', 97, 97),
      understood('regional', yearFile(2018), 35_040, 17_518),
      understood('regional', yearFile(2019), 35_040, 17_518),
      understood('regional', yearFile(2020), 35_136, 17_566),
      understood('regional', 'eco2mix-regional-cons-def_HDF_2024.csv', 17_568, 17_566),
      understood('regional', 'eco2mix-regional-tr_PACA_2020.csv', 3_456, 3_366),
      understood('regional', 'eco2mix-regional-tr_records_2026-08-27_12regions.json', 12, 12),
    ])
  })

  it.each([2018, 2019, 2020])('give the sums of the columns by name, %i', async year => {
    const [sums] = await goldRows(
      home,
      `SELECT CAST(sum(consumption_mw) FILTER (energy_type_code = 'demand') AS DOUBLE) AS demand,
         CAST(sum(coalesce(production_mw, -consumption_mw)) FILTER (energy_type_code = 'wind') AS DOUBLE) AS wind,
         CAST(sum(coalesce(production_mw, -consumption_mw)) FILTER (energy_type_code = 'bioenergy') AS DOUBLE) AS bioenergy,
         CAST(sum(coalesce(production_mw, -consumption_mw)) FILTER (energy_type_code IN ('import', 'export')) AS DOUBLE) AS exchange
       FROM fact_energy_flow JOIN dim_energy_type USING (energy_type_key) JOIN load_batch USING (batch_key)
       WHERE file_name = '${yearFile(year)}'`,
    )
    const published = sumYear(year, ['Consommation', 'Eolien', 'Bioénergies', 'Ech. physiques'])
    expect(Object.values(sums ?? {})).toEqual(published)
    expect(Math.min(...published)).toBeGreaterThan(0)
  })
})
