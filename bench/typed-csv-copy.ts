/**
 * The floor of the history: DuckDB merely reads ODRÉ's CSV with its types and writes one Parquet file.
 * No regions, no vintages, no order, no checks.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Workload } from './workload.ts'

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Types by what labels end in; DuckDB would tell the same ones from a sample. */
const typeOf = (label: string): string => {
  if (label === 'Date') return 'DATE'
  if (label === 'Date - Heure') return 'TIMESTAMPTZ'
  if (/\(MW\)$|batterie$|^Eolien/.test(label)) return 'INTEGER'
  return /\(%\)$/.test(label) ? 'DOUBLE' : 'VARCHAR'
}

export const typedCsvCopy: Workload = {
  async run(files, folder) {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
    const connection = await instance.connect()
    const target = join(folder, 'typed-csv-copy.parquet')
    try {
      const list = `[${files.map(quote).join(', ')}]`
      const described = await connection.runAndReadAll(
        `SELECT column_name FROM (DESCRIBE SELECT * FROM read_csv(${quote(files[0] ?? '')}, delim = ';', header = true, all_varchar = true))`,
      )
      const columns = described
        .getRowsJS()
        .map(([label]) => `${quote(String(label))}: ${quote(typeOf(String(label)))}`)
      await connection.run(`
        COPY (
          SELECT * FROM read_csv(${list}, columns = {${columns.join(', ')}}, delim = ';', header = true,
            nullstr = ['', '-', 'ND'], auto_detect = false)
        ) TO ${quote(target)} (FORMAT parquet, COMPRESSION zstd)`)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
    return { parquet: (await stat(target)).size }
  },
}
