/** JSON text of a publisher, as whatever it holds. */
import { UnreadableDocumentError } from './document-table.ts'

/** @throws UnreadableDocumentError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UnreadableDocumentError('is no JSON, or not the whole of it', { cause })
  }
}
