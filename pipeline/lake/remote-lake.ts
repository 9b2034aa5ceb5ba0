/** Opens lakes on Azure and Google; apart, because their clients take a while to load and a local lake needs none. */
import { BlobServiceClient } from '@azure/storage-blob'
import { Storage } from '@google-cloud/storage'
import { ConfigError } from '../catalog/config-error.ts'
import { AZURE_CLIENT_OPTIONS, openAzureBlob } from './azure-blob.ts'
import { openContainerPerFolder } from './container-per-folder.ts'
import { azureStorageCredential, type Environment, refuseGoogleKey } from './credentials.ts'
import { GOOGLE_CLIENT_OPTIONS, openGoogleCloudStorage } from './google-cloud-storage.ts'
import { type CopiesFolder, openLocalCopies } from './local-copies.ts'
import type { ObjectStore } from './object-store.ts'

export interface RemoteLake {
  /**
   * A container of the account at `endpoint`, all of its containers, or a bucket; of an emulator's `endpoint` where
   * that is set.
   */
  readonly kind: 'container' | 'account' | 'bucket'
  readonly endpoint: URL | undefined
  /** Of the container or bucket; empty for an account. */
  readonly name: string
  /** Before every key: empty, or folders that end with a slash. */
  readonly prefix: string
}

export interface LakeSurroundings {
  readonly environment: Environment
  /** Where copies of a remote lake's objects are kept. */
  readonly copies: CopiesFolder
}

/** @throws ConfigError where the surroundings offer no identity, or a secret. */
export function openRemoteLake(lake: RemoteLake, surroundings: LakeSurroundings): ObjectStore {
  if (lake.kind === 'bucket') return openBucket(lake, surroundings)
  if (lake.kind === 'container') return openContainer(lake, surroundings)
  return openContainerPerFolder(name => openContainer({ ...lake, kind: 'container', name }, surroundings))
}

function openContainer(
  { endpoint, name, prefix }: RemoteLake,
  { environment, copies }: LakeSurroundings,
): ObjectStore {
  if (!endpoint) throw new TypeError(`container ${name}: without an account`)
  const credential = azureStorageCredential(endpoint, environment)
  const service = new BlobServiceClient(endpoint.href.replace(/\/$/, ''), credential, AZURE_CLIENT_OPTIONS)
  const store = `${endpoint.href} ${name} ${prefix}`
  return openAzureBlob({ service, container: name, prefix, copies: openLocalCopies(store, copies) })
}

function openBucket({ endpoint, name, prefix }: RemoteLake, surroundings: LakeSurroundings): ObjectStore {
  const { environment, copies } = surroundings
  refuseEmulatorHost(environment)
  if (!endpoint) refuseGoogleKey(environment)
  const storage = new Storage({
    ...GOOGLE_CLIENT_OPTIONS,
    // A project is looked up otherwise, though no object needs one.
    ...(endpoint && { apiEndpoint: endpoint.origin, projectId: 'emulated' }),
  })
  const store = `${endpoint?.origin ?? 'gs:'} ${name} ${prefix}`
  return openGoogleCloudStorage({
    bucket: storage.bucket(name),
    prefix,
    copies: openLocalCopies(store, copies),
  })
}

/** Google's client would follow this variable wherever it leads, whatever the lake is. */
function refuseEmulatorHost({ STORAGE_EMULATOR_HOST }: Environment): void {
  if (!STORAGE_EMULATOR_HOST) return
  throw new ConfigError(
    `STORAGE_EMULATOR_HOST=${STORAGE_EMULATOR_HOST}: expected it unset: an emulator is named by the lake itself, http://<host>:<port>/storage/v1/b/<bucket>`,
  )
}
