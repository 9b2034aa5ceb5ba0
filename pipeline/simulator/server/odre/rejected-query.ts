/** The publisher's refusal of a query: 400, or 404, with a code and a sentence. */
import { type Answer, jsonAnswer } from '../answer.ts'

export type OdsErrorCode =
  | 'InvalidRESTParameterError'
  | 'ODSQLError'
  | 'DatasetNotFoundError'
  | 'InvalidFormatError'

export class RejectedQueryError extends Error {
  override readonly name = 'RejectedQueryError'
  readonly code: OdsErrorCode

  constructor(code: OdsErrorCode, message: string) {
    super(message)
    this.code = code
  }

  toAnswer(): Answer {
    const status = this.code === 'DatasetNotFoundError' ? 404 : 400
    return jsonAnswer(status, { message: this.message, error_code: this.code })
  }
}

export function malformed(what: string, clause: string): RejectedQueryError {
  return new RejectedQueryError(
    'ODSQLError',
    `ODSQL query is malformed: ${what}. Clause(s) containing the error(s): ${clause}.`,
  )
}
