/** GUIDs that say the same for the same parts, as RFC 9562 makes version 5 ones. */
import { createHash } from 'node:crypto'

/** Ours, drawn once; another one would rename, and so replace, every role assignment. */
const NAMESPACE = Buffer.from('5d0fbf0c8a3b4c5e9d6c2a1f7b4e8d90', 'hex')

/** Lower case, 8-4-4-4-12; order of the parts counts. */
export function deterministicGuid(...parts: readonly string[]): string {
  const digest = createHash('sha1').update(NAMESPACE).update(parts.join('\n')).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
