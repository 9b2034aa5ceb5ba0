/** What an update did, in words. */
import type { LoadRecord } from '../../silver/load-record.ts'
import type { Update } from './update-layers.ts'

export function describeUpdate({ silver, gold }: Update): string {
  if (silver.loads.length === 0 && gold.batches === 0) return 'up to date: nothing new in bronze\n'
  const sum = (
    field:
      | 'rows_read'
      | 'rows_blank'
      | 'rows_loaded'
      | 'rows_duplicate'
      | 'rows_quarantined'
      | 'values_quarantined',
  ) => silver.loads.reduce((total, load) => total + load[field], 0)
  const facts = [
    `${gold.facts_inserted} facts in, ${gold.facts_deleted} out`,
    `${gold.revisions_inserted} revisions in, ${gold.revisions_deleted} out`,
  ]
  return [
    `silver: ${silver.loads.length} publications, ${sum('rows_read')} rows read = ${sum('rows_blank')} blank + ${sum('rows_loaded')} loaded + ${sum('rows_duplicate')} duplicate + ${sum('rows_quarantined')} quarantined; ${sum('values_quarantined')} single values quarantined\n`,
    `silver: ${silver.partitions_written} partitions written, ${silver.bytes_written} bytes\n`,
    `gold: ${gold.batches} batches; ${facts.join('; ')}\n`,
    ...silver.loads.flatMap(describeTrouble),
  ].join('')
}

function describeTrouble(load: LoadRecord): string[] {
  const lines: string[] = []
  if (load.error !== null) lines.push(`unreadable ${load.file_name} (${load.bronze_path}): ${load.error}\n`)
  if (load.unknown_columns.length > 0) {
    lines.push(`drift ${load.file_name}: unknown columns ${load.unknown_columns.join(', ')}\n`)
  }
  if (load.rows_missing > 0) lines.push(`holes ${load.file_name}: ${load.rows_missing} rows missing\n`)
  return lines
}

export const hasUnreadable = ({ silver }: Update): boolean => silver.loads.some(load => load.error !== null)
