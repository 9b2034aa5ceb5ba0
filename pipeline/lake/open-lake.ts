/**
 * Opens a lake by where it is: a folder, `https://<account>.blob.core.windows.net/<container>[/<prefix>]` or
 * `gs://<bucket>[/<prefix>]`. Emulators are nearby: `http://127.0.0.1:10000/devstoreaccount1/<container>[/<prefix>]` for
 * Azure, `http://127.0.0.1:4443/storage/v1/b/<bucket>[/<prefix>]` for Google.
 */
import { BlobServiceClient } from '@azure/storage-blob'
import { Storage } from '@google-cloud/storage'
import { ConfigError } from '../catalog/config-error.ts'
import { AZURE_CLIENT_OPTIONS, openAzureBlob } from './azure-blob.ts'
import { azureStorageCredential, type Environment, refuseGoogleKey } from './credentials.ts'
import { GOOGLE_CLIENT_OPTIONS, openGoogleCloudStorage } from './google-cloud-storage.ts'
import { type CopiesFolder, openLocalCopies } from './local-copies.ts'
import { openLocalDisk } from './local-disk.ts'
import { checkKey } from './object-key.ts'
import type { ObjectStore } from './object-store.ts'
import { isNearby, refuseSecrets } from './secrets.ts'

export interface LakeSurroundings {
  readonly environment: Environment
  /** Where copies of a remote lake's objects are kept. */
  readonly copies: CopiesFolder
}

/** Whether a location is a URL rather than a folder of this machine. */
export const isRemote = (location: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(location)

/**
 * @param name of the setting that gave the location, for messages.
 * @throws ConfigError for a location that is none, or that holds a secret.
 */
export function openLake(name: string, location: string, surroundings: LakeSurroundings): ObjectStore {
  refuseSecrets(name, location)
  if (/;.*=|^UseDevelopmentStorage=/.test(location)) throw notALake(name, 'a connection string')
  if (!isRemote(location)) return openLocalDisk(location)
  const url = URL.parse(location)
  if (url === null || url.search || url.hash) throw notALake(name, location)
  const names = namesOf(url)
  if (url.protocol === 'gs:') return openBucket(name, url, [url.hostname, ...names], surroundings)
  if (!/^https?:$/.test(url.protocol)) throw notALake(name, location)
  const isEmulated = isNearby(url.hostname)
  if (isEmulated && names.slice(0, 3).join('/') === GOOGLE_PATH)
    return openBucket(name, url, names.slice(3), surroundings)
  if (!isEmulated && !url.hostname.includes('.blob.')) throw notALake(name, location)
  // An emulator has the account in the path.
  return openContainer(name, url, isEmulated ? names : ['', ...names], surroundings)
}

/** Where an emulator of Google's service has its buckets. */
const GOOGLE_PATH = 'storage/v1/b'

function openContainer(
  name: string,
  url: URL,
  [account, container, ...folders]: readonly string[],
  { environment, copies }: LakeSurroundings,
): ObjectStore {
  if (!container) throw notALake(name, url.href)
  const endpoint = new URL(account ? `/${account}` : '/', url)
  const service = new BlobServiceClient(
    endpoint.href,
    azureStorageCredential(endpoint, environment),
    AZURE_CLIENT_OPTIONS,
  )
  return openAzureBlob({
    service,
    container,
    prefix: prefixOf(folders),
    copies: openLocalCopies(url.href, copies),
  })
}

function openBucket(
  name: string,
  url: URL,
  [bucket, ...folders]: readonly string[],
  { environment, copies }: LakeSurroundings,
): ObjectStore {
  if (!bucket) throw notALake(name, url.href)
  const isEmulated = url.protocol !== 'gs:'
  refuseEmulatorHost(environment)
  if (!isEmulated) refuseGoogleKey(environment)
  const storage = new Storage({
    ...GOOGLE_CLIENT_OPTIONS,
    // A project is looked up otherwise, though no object needs one.
    ...(isEmulated && { apiEndpoint: url.origin, projectId: 'emulated' }),
  })
  return openGoogleCloudStorage({
    bucket: storage.bucket(bucket),
    prefix: prefixOf(folders),
    copies: openLocalCopies(url.href, copies),
  })
}

/** Names in the path, as people write them. @throws RangeError when they can't begin a key. */
function namesOf(url: URL): readonly string[] {
  const path = decodeURIComponent(url.pathname).replace(/^\/|\/$/g, '')
  if (path === '') return []
  checkKey(path)
  return path.split('/')
}

const prefixOf = (folders: readonly string[]) => folders.map(folder => `${folder}/`).join('')

/** Google's client would follow this variable wherever it leads, whatever the lake is. */
function refuseEmulatorHost({ STORAGE_EMULATOR_HOST }: Environment): void {
  if (!STORAGE_EMULATOR_HOST) return
  throw new ConfigError(
    `STORAGE_EMULATOR_HOST=${STORAGE_EMULATOR_HOST}: expected it unset: an emulator is named by the lake itself, http://<host>:<port>/${GOOGLE_PATH}/<bucket>`,
  )
}

const notALake = (name: string, found: string) =>
  new ConfigError(
    `${name}: ${found}: expected a folder, https://<account>.blob.core.windows.net/<container>[/<prefix>], ` +
      'gs://<bucket>[/<prefix>], or the same of an emulator (docs/operations.md, « A lake elsewhere »)',
  )
