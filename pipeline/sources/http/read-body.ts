/**
 * Reads a body piece by piece, and never more of it than was agreed. A body shorter than its length, or
 * without the end of its stream, fails in the platform's fetch.
 */
import { messageOf } from './printable.ts'
import { RequestFailure } from './request-failure.ts'

export interface BodyLimits {
  readonly maxBytes: number
  readonly onPiece: () => void
}

/** @throws RequestFailure `truncated` when it breaks off, `not-the-data` when it is longer than agreed. */
export async function readBody(response: Response, { maxBytes, onPiece }: BodyLimits): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of piecesOf(response)) {
    onPiece()
    size += piece.byteLength
    if (size > maxBytes) {
      throw new RequestFailure(
        'not-the-data',
        `answered with more than ${maxBytes} bytes, the most that one answer may have`,
      )
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces, size)
}

/** The beginning of a body that nobody needs whole, such as that of an error. */
export async function readBeginning(
  response: Response,
  { maxBytes, onPiece }: BodyLimits,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of piecesOf(response)) {
      onPiece()
      pieces.push(piece)
      size += piece.byteLength
      if (size >= maxBytes) break
    }
  } catch (error) {
    // The status tells enough: what came of its explanation is kept.
    if (!(error instanceof RequestFailure)) throw error
  }
  return Buffer.concat(pieces, size).subarray(0, maxBytes)
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await readPiece(reader)
      if (done) return
      yield value
    }
  } finally {
    // Closes the connection of a body that is left half-read; a body that failed has nothing to close.
    await reader.cancel().catch(() => undefined)
  }
}

async function readPiece(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    if (cause instanceof RequestFailure) throw cause
    throw new RequestFailure('truncated', `broke off in the middle of its answer (${messageOf(cause)})`, {
      cause,
    })
  }
}
