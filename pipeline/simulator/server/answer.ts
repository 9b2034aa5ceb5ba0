/** What a publisher answers, before it is sent and before anything breaks on the way. */

export interface Answer {
  readonly status: number
  readonly type: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text, or its pieces, made as they are asked for. */
  readonly body: string | Iterable<string>
}

export const JSON_TYPE = 'application/json; charset=utf-8'
export const HTML_TYPE = 'text/html; charset=utf-8'
export const TEXT_TYPE = 'text/plain; charset=utf-8'

export function jsonAnswer(status: number, content: unknown): Answer {
  return { status, type: JSON_TYPE, body: JSON.stringify(content) }
}
