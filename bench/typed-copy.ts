/**
 * The floor: DuckDB merely reads RTE's regional files of 2013–2018 with their types and writes one
 * Parquet file. No regions, no time zones, no vintages, no checks.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Workload } from './workload.ts'

const MEASURES =
  'consommation thermique nucleaire eolien solaire hydraulique pompage bioenergies ech_physiques'

const COLUMNS = [
  ...['perimetre', 'nature'].map(name => `'${name}': 'VARCHAR'`),
  "'date': 'DATE'",
  "'heures': 'VARCHAR'",
  ...MEASURES.split(' ').map(name => `'${name}': 'INTEGER'`),
  // Every row ends with a tabulation: one more field than the header names.
  "'beyond': 'VARCHAR'",
].join(', ')

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

export const typedCopy: Workload = {
  async run(files, folder) {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
    const connection = await instance.connect()
    const target = join(folder, 'typed-copy.parquet')
    try {
      // The disclaimer that ends each file becomes one more row here.
      await connection.run(`
        COPY (
          SELECT * FROM read_csv([${files.map(quote).join(', ')}], columns = {${COLUMNS}}, delim = '\\t', header = true,
            quote = '', escape = '', encoding = 'latin-1', nullstr = ['', '-', 'ND'], auto_detect = false,
            strict_mode = false, null_padding = true, ignore_errors = true)
        ) TO ${quote(target)} (FORMAT parquet, COMPRESSION zstd)`)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
    return { parquet: (await stat(target)).size }
  },
}
