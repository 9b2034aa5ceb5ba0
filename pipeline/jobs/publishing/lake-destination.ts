/** Publishes to another lake or to a folder. */
import { ObjectNotFoundError, type ObjectStore } from '../../lake/object-store.ts'
import { type Destination, MANIFEST, PublishError } from './destination.ts'

/** @param location for messages. */
export function lakeDestination(location: string, lake: ObjectStore): Destination {
  return {
    name: location,

    async list() {
      const names = await lake.list('')
      if (names.includes('home.json')) {
        throw new PublishError(
          `--to ${location}: is the lake of a home: expected another, or a prefix, such as ${location.replace(/\/$/, '')}/published`,
        )
      }
      return new Set(names)
    },

    async readManifest() {
      try {
        return new TextDecoder().decode(await lake.read(MANIFEST))
      } catch (error) {
        if (error instanceof ObjectNotFoundError) return undefined
        throw error
      }
    },

    upload: (name, path) => lake.replaceFromFile(name, path),
    replaceManifest: content => lake.replace(MANIFEST, new TextEncoder().encode(content)),
  }
}
