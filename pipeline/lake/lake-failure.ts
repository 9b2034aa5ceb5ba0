/** What a remote store's client throws, in words that name the place and the way out. */
import { LakeError, ObjectChangedError, ObjectNotFoundError } from './object-store.ts'

const OURS = [LakeError, ObjectChangedError, ObjectNotFoundError, TypeError, RangeError]

/**
 * @param place bucket or container, and key.
 * @param said what the service answered, where it did.
 * @returns LakeError, or the cause itself where it is no failure of the store: ours, or of a file of this machine.
 */
export function lakeFailure(place: string, cause: unknown, said?: string): unknown {
  if (!(cause instanceof Error) || OURS.some(kind => cause instanceof kind)) return cause
  if ('syscall' in cause && 'path' in cause) return cause
  return new LakeError(`${place}: ${said ?? sentenceOf(cause)}`, { cause })
}

function sentenceOf({ name, message }: Error): string {
  const line = message
    .trim()
    .split(/\s*\n\s*/)
    .join('; ')
  return /Credential|Authentication/i.test(name) || /default credentials|invalid_grant/i.test(message)
    ? `nobody is signed in (docs/operations.md, « Identity »): ${line}`
    : `can't be reached: ${line}`
}
