/**
 * Object storage of the lake: keys with slashes, whole objects, no append.
 *
 * Two ways to write, both all-or-nothing: `create` never overwrites (bronze), `replaceFromFile` swaps
 * an object for another (silver partitions).
 */
export interface ObjectStore {
  /** Keys that start with the prefix, sorted; empty when there are none. */
  list(prefix: string): Promise<readonly string[]>
  /** @throws ObjectNotFoundError */
  read(key: string): Promise<Uint8Array>
  /** Write a new object. @returns false, and changes nothing, when the key is taken. */
  create(key: string, bytes: Uint8Array): Promise<boolean>
  /** Put a finished local file in the place of an object, or make it new. The file may be moved. */
  replaceFromFile(key: string, path: string): Promise<void>
  /** Put bytes in the place of an object, or make it new. */
  replace(key: string, bytes: Uint8Array): Promise<void>
  /** Removing what is not there is fine. */
  remove(key: string): Promise<void>
  /** A path on this machine from which an engine can read the object. */
  localPath(key: string): Promise<string>
}

export class ObjectNotFoundError extends Error {
  override readonly name = 'ObjectNotFoundError'
}
