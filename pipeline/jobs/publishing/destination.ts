/** Where a data set is published: files under names of one word each, and a manifest that names those that count. */
export interface Destination {
  /** In words, for a person: never with a secret. */
  readonly name: string
  /** Names of the files that are there. */
  list(): Promise<ReadonlySet<string>>
  /** The manifest that is there, as text; undefined when nothing has been published. */
  readManifest(): Promise<string | undefined>
  /** Put a file there, whole or not at all. It may be moved. */
  upload(name: string, path: string): Promise<void>
  /** Put another manifest in the place of the one that is there. */
  replaceManifest(content: string): Promise<void>
}

export const MANIFEST = 'manifest.json'

/** The destination refuses or can't be reached; the message says what to do. Nothing is half-published. */
export class PublishError extends Error {
  override readonly name = 'PublishError'
}
