/** Reads a small JSON document of an issuer: in time, in bounds, and from where it was asked. */

const TIMEOUT_MS = 5_000
const MOST_BYTES = 512 * 1024

/** @throws Error naming the address and what was expected. */
export async function readJson(address: string, fetch: typeof globalThis.fetch): Promise<unknown> {
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
    // A redirect would hand the choice of our keys to whoever can redirect.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel()
    throw new RangeError(`${address}: status ${response.status}, expected 200`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) throw new RangeError(`${address}: more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
