/** Job: the trend report of a month, as files in a folder; each is written whole or not at all. */
import { join } from 'node:path'
import type { Warehouse } from '../../gold/warehouse.ts'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { ObjectNotFoundError, type ObjectStore } from '../../lake/object-store.ts'
import type { Language } from '../../reports/format.ts'
import type { LocalMonth } from '../../reports/local-month.ts'
import { readMonthReport } from '../../reports/month-report.ts'
import { INDEX, reportFileName } from '../../reports/report-files.ts'
import { reportIndex } from '../../reports/report-index.ts'
import { madeAtOf, reportPage } from '../../reports/report-page.ts'

/** Below the folder of a home. */
export const REPORTS = 'reports'

export interface ReportOrder {
  /** Absent: the last whole month. */
  readonly month?: LocalMonth | undefined
  readonly languages: readonly Language[]
  readonly folder: string
  readonly apiUrl: string
  readonly now: Date
}

export interface MadeReport {
  readonly path: string
  /** False: the page that is there says the same already, and is left as it is. */
  readonly isNew: boolean
}

/**
 * All figures are read at once, from one state of the data.
 *
 * @throws NoReportError when there is no data of the month; nothing is written then.
 */
export async function makeReport(warehouse: Warehouse, order: ReportOrder): Promise<readonly MadeReport[]> {
  const report = await warehouse.read(engine => readMonthReport(engine, order.month))
  const folder = openLocalDisk(order.folder)
  const made: MadeReport[] = []
  for (const language of order.languages) {
    const name = reportFileName(report.month, language)
    const pageAt = (madeAt: Date) => reportPage(report, { language, madeAt, apiUrl: order.apiUrl })
    const there = await readText(folder, name)
    const madeBefore = there === undefined ? undefined : madeAtOf(there)
    // Made again it would say the same: only the moment would be another.
    const isNew = madeBefore === undefined || pageAt(madeBefore) !== there
    if (isNew) await writeText(folder, name, pageAt(order.now))
    made.push({ path: join(order.folder, name), isNew })
  }
  const index = reportIndex(await folder.list(''))
  if (index !== (await readText(folder, INDEX))) await writeText(folder, INDEX, index)
  return made
}

export const describeReports = (made: readonly MadeReport[]): string =>
  made.map(({ path, isNew }) => `${path}${isNew ? '' : ' (unchanged)'}\n`).join('')

async function readText(folder: ObjectStore, name: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await folder.read(name))
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return undefined
    throw error
  }
}

const writeText = (folder: ObjectStore, name: string, text: string) =>
  folder.replace(name, new TextEncoder().encode(text))
