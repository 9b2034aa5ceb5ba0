/** What can be measured: suites of workloads on the same files, each with its floor first. */
import { csvToBronze, csvToGold, csvToSilver } from './csv-to-layers.ts'
import { filesToGold } from './files-to-gold.ts'
import { startFromPackage, startFromSources } from './function-start.ts'
import { typedCopy } from './typed-copy.ts'
import { typedCsvCopy } from './typed-csv-copy.ts'
import type { Suite } from './workload.ts'

export const SUITES: Readonly<Record<'files' | 'history' | 'functions', Suite>> = {
  files: { 'typed-copy': typedCopy, 'files-to-gold': filesToGold },
  history: {
    'typed-csv-copy': typedCsvCopy,
    'csv-to-bronze': csvToBronze,
    'csv-to-silver': csvToSilver,
    'csv-to-gold': csvToGold,
  },
  functions: { 'start-from-sources': startFromSources, 'start-from-package': startFromPackage },
}
