/** Answers a request to one of ODRÉ's datasets, in the wire format of the Explore API v2.1. */
import type { Answer } from '../answer.ts'
import type { Hits } from '../faults/fault-board.ts'
import { breakDataset } from './broken-dataset.ts'
import type { DatedRow, OdreDataset } from './column.ts'
import { exportCsv, exportJson } from './export.ts'
import { viewOf } from './feed-view.ts'
import { parseQuery } from './query.ts'
import { pageOfRecords, parsePage } from './records.ts'
import { RejectedQueryError } from './rejected-query.ts'

export interface OdreRequest {
  /** `records`, `exports/json` or `exports/csv`. */
  readonly form: string
  readonly parameters: URLSearchParams
  readonly now: Date
  readonly hits: Hits
}

export type AnswerOdre = (request: OdreRequest) => Answer

export function answerFrom<Row extends DatedRow>(sound: OdreDataset<Row>): AnswerOdre {
  return ({ form, parameters, now, hits }) => {
    const dataset = breakDataset(sound, hits)
    try {
      const { filter, columns } = parseQuery(parameters, dataset.columns)
      const source = { dataset, view: viewOf(now, hits), filter }
      if (form === 'records') return pageOfRecords(source, columns, parsePage(parameters))
      if (form === 'exports/json') return exportJson(source, columns)
      if (form === 'exports/csv') return exportCsv(source, columns, parseCsvLayout(parameters))
      throw new RejectedQueryError('InvalidFormatError', `${form}: the simulator exports json and csv`)
    } catch (error) {
      if (error instanceof RejectedQueryError) return error.toAnswer()
      throw error
    }
  }
}

function parseCsvLayout(parameters: URLSearchParams) {
  const isOn = (name: string, usual: boolean) => (parameters.get(name) ?? String(usual)) === 'true'
  return {
    delimiter: parameters.get('delimiter') ?? ';',
    hasLabels: isOn('use_labels', false),
    hasBom: isOn('with_bom', true),
  }
}
