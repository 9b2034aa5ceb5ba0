/**
 * A lake whose top folders are containers of one account: `bronze/…` lies in the container `bronze`, so that
 * rights can be granted folder by folder. What lies in no folder lies in the container `home`.
 */
import type { ObjectStore } from './object-store.ts'

const WITHOUT_FOLDER = 'home'

/** `openContainer` gives the store of one container, in which keys begin below the folder. It is asked once for each. */
export function openContainerPerFolder(openContainer: (container: string) => ObjectStore): ObjectStore {
  const opened = new Map<string, ObjectStore>()
  const storeOf = (container: string) => {
    const store = opened.get(container) ?? openContainer(container)
    opened.set(container, store)
    return store
  }
  const at = (key: string) => {
    const end = key.indexOf('/')
    if (end > 0)
      return { store: storeOf(key.slice(0, end)), rest: key.slice(end + 1), folder: key.slice(0, end + 1) }
    if (end < 0 && key !== '') return { store: storeOf(WITHOUT_FOLDER), rest: key, folder: '' }
    // No identity may look into all containers.
    throw new TypeError(`${key}: expected <folder>/…, since each top folder is a container of its own`)
  }
  return {
    async list(prefix) {
      const { store, rest, folder } = at(prefix)
      return (await store.list(rest)).map(key => folder + key)
    },
    async versions(prefix) {
      const { store, rest, folder } = at(prefix)
      return new Map([...(await store.versions(rest))].map(([key, version]) => [folder + key, version]))
    },
    async read(key) {
      const { store, rest } = at(key)
      return store.read(rest)
    },
    async create(key, bytes) {
      const { store, rest } = at(key)
      return store.create(rest, bytes)
    },
    async replaceFromFile(key, path, expected) {
      const { store, rest } = at(key)
      return store.replaceFromFile(rest, path, expected)
    },
    async replace(key, bytes, expected) {
      const { store, rest } = at(key)
      return store.replace(rest, bytes, expected)
    },
    async remove(key) {
      const { store, rest } = at(key)
      return store.remove(rest)
    },
    async localPath(key) {
      const { store, rest } = at(key)
      return store.localPath(rest)
    },
  }
}
