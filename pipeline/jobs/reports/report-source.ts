/** The reports of a home, for the server: those of its folder, and the page that lists them. */
import { join } from 'node:path'
import type { ReportSource } from '../../../api/dashboard/report-pages.ts'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { reportFileOf } from '../../reports/report-files.ts'
import { reportIndex } from '../../reports/report-index.ts'
import type { Home } from '../home.ts'
import { REPORTS } from './make-report.ts'

export function reportsOf({ path }: Pick<Home, 'path'>): ReportSource {
  const folder = openLocalDisk(join(path, REPORTS))
  return {
    list: async () => (await folder.list('')).filter(name => reportFileOf(name) !== undefined),
    read: name => folder.read(name),
    index: reportIndex,
  }
}
