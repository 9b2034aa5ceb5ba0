/**
 * Opens a lake by where it is: a folder, `https://<account>.blob.core.windows.net/<container>[/<prefix>]`, the account
 * alone, whose containers are then the lake's top folders, or `gs://<bucket>[/<prefix>]`. Emulators are nearby: `http://127.0.0.1:10000/devstoreaccount1/<container>[/<prefix>]` for
 * Azure, `http://127.0.0.1:4443/storage/v1/b/<bucket>[/<prefix>]` for Google.
 */
import { ConfigError } from '../catalog/config-error.ts'
import { openLocalDisk } from './local-disk.ts'
import { checkKey } from './object-key.ts'
import type { ObjectStore } from './object-store.ts'
import type { LakeSurroundings, RemoteLake } from './remote-lake.ts'
import { isNearby, refuseSecrets } from './secrets.ts'

/** Whether a location is a URL rather than a folder of this machine. */
export const isRemote = (location: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(location)

/**
 * The lake is reached with the first question to it, not before.
 *
 * @param setting that gave the location, for messages.
 * @throws ConfigError for a location that is none, or that holds a secret.
 */
export function openLake(setting: string, location: string, surroundings: LakeSurroundings): ObjectStore {
  refuseSecrets(setting, location)
  if (!isRemote(location)) {
    if (/^[a-z]+=[^;]*(;|$)/i.test(location)) throw notALake(setting, 'a connection string')
    return openLocalDisk(location)
  }
  const lake = parseLocation(location)
  if (lake === undefined) throw notALake(setting, location)
  return openedLate(async () => (await import('./remote-lake.ts')).openRemoteLake(lake, surroundings))
}

/** Where an emulator of Google's service has its buckets. */
const GOOGLE_PATH = 'storage/v1/b'

/** @returns undefined for what is no lake. */
export function parseLocation(location: string): RemoteLake | undefined {
  const url = URL.parse(location)
  const names = url && namesOf(url)
  if (!url || !names || url.search || url.hash) return undefined
  if (url.protocol === 'gs:') return remoteLake('bucket', undefined, [url.hostname, ...names])
  if (!/^https?:$/.test(url.protocol)) return undefined
  if (!isNearby(url.hostname)) {
    const isAccount = url.protocol === 'https:' && url.hostname.includes('.blob.')
    return isAccount ? azureLake(new URL('/', url), names) : undefined
  }
  if (names.slice(0, 3).join('/') === GOOGLE_PATH)
    return remoteLake('bucket', new URL('/', url), names.slice(3))
  // An emulator of Azure has the account in the path.
  const [account, ...others] = names
  return account === undefined ? undefined : azureLake(new URL(`/${account}`, url), others)
}

function azureLake(endpoint: URL, names: readonly string[]): RemoteLake | undefined {
  if (names.length === 0) return { kind: 'account', endpoint, name: '', prefix: '' }
  return remoteLake('container', endpoint, names)
}

function remoteLake(
  kind: RemoteLake['kind'],
  endpoint: URL | undefined,
  [name, ...folders]: readonly string[],
): RemoteLake | undefined {
  return name ? { kind, endpoint, name, prefix: folders.map(folder => `${folder}/`).join('') } : undefined
}

/** Names in the path, as people write them; undefined when they can't begin a key. */
function namesOf(url: URL): readonly string[] | undefined {
  try {
    const path = decodeURIComponent(url.pathname).replace(/^\/|\/$/g, '')
    if (path === '') return []
    checkKey(path)
    return path.split('/')
  } catch {
    return undefined
  }
}

function openedLate(open: () => Promise<ObjectStore>): ObjectStore {
  let opened: Promise<ObjectStore> | undefined
  const store = () => {
    opened ??= open()
    return opened
  }
  return {
    list: async prefix => (await store()).list(prefix),
    versions: async prefix => (await store()).versions(prefix),
    read: async key => (await store()).read(key),
    create: async (key, bytes) => (await store()).create(key, bytes),
    replace: async (...given) => (await store()).replace(...given),
    replaceFromFile: async (...given) => (await store()).replaceFromFile(...given),
    remove: async key => (await store()).remove(key),
    localPath: async key => (await store()).localPath(key),
  }
}

const notALake = (setting: string, found: string) =>
  new ConfigError(
    `${setting}: ${found}: expected a folder, https://<account>.blob.core.windows.net[/<container>[/<prefix>]], ` +
      'gs://<bucket>[/<prefix>], or the same of an emulator (docs/operations.md, « A lake elsewhere »)',
  )
