/**
 * Object storage of the lake: keys with slashes, whole objects, no append.
 *
 * Two ways to write, both all-or-nothing: `create` never overwrites (bronze), `replace` and `replaceFromFile`
 * swap an object for another (silver partitions). What has been written is seen by the next read and list.
 */
export interface ObjectStore {
  /** Keys that start with the prefix, sorted; empty when there are none. */
  list(prefix: string): Promise<readonly string[]>
  /** The same keys, each with the version that it has now. */
  versions(prefix: string): Promise<ReadonlyMap<string, Version>>
  /** @throws ObjectNotFoundError */
  read(key: string): Promise<Uint8Array>
  /** Write a new object. @returns false, and changes nothing, when the key is taken. */
  create(key: string, bytes: Uint8Array): Promise<boolean>
  /**
   * Put a finished local file in the place of an object, or make it new. The file may be moved.
   *
   * @param expected of read-modify-write: the version that was read, null where there was none.
   * @throws ObjectChangedError, having changed nothing, when another writer has been there since.
   */
  replaceFromFile(key: string, path: string, expected?: Version | null): Promise<void>
  /** Put bytes in the place of an object, or make it new; `expected` as above. */
  replace(key: string, bytes: Uint8Array, expected?: Version | null): Promise<void>
  /** Removing what is not there is fine. */
  remove(key: string): Promise<void>
  /** A path on this machine from which an engine can read the object as it is now. @throws ObjectNotFoundError */
  localPath(key: string): Promise<string>
}

/** Tells the contents of an object apart: another one after each write. */
export type Version = string

export class ObjectNotFoundError extends Error {
  override readonly name = 'ObjectNotFoundError'
}

/** Somebody else wrote the object meanwhile: read it again, and do the work again. */
export class ObjectChangedError extends Error {
  override readonly name = 'ObjectChangedError'
}

/** The store can't be reached, or lets this identity not do it; it says nothing of the object. */
export class LakeError extends Error {
  override readonly name = 'LakeError'
}
