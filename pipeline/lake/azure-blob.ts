/**
 * The lake on Azure Blob Storage and ADLS Gen2, through the Blob API. A block blob appears, or takes the place of
 * another, when its last block is committed, so no write is ever seen half. On accounts with a hierarchical
 * namespace lists hold directories, too: they are left out.
 */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  type BlobItem,
  type BlobRequestConditions,
  type BlobServiceClient,
  RestError,
  type StoragePipelineOptions,
} from '@azure/storage-blob'
import { lakeFailure } from './lake-failure.ts'
import type { LocalCopies } from './local-copies.ts'
import { checkKey, folderOf } from './object-key.ts'
import { ObjectChangedError, ObjectNotFoundError, type ObjectStore, type Version } from './object-store.ts'

/** Patience with the service: five tries over about ten seconds, each with a limit of its own. */
export const AZURE_CLIENT_OPTIONS: StoragePipelineOptions = {
  retryOptions: { maxTries: 5, tryTimeoutInMs: 120_000, retryDelayInMs: 500, maxRetryDelayInMs: 8_000 },
  userAgentOptions: { userAgentPrefix: 'grid-power-stream' },
}

/** Larger objects go up in blocks, a few at a time. */
const UPLOAD = { maxSingleShotSize: 16 * 2 ** 20, blockSize: 8 * 2 ** 20, concurrency: 4 }
/** A download that breaks off goes on where it was. */
const DOWNLOAD = { maxRetryRequests: 5 }

export interface AzureContainer {
  readonly service: BlobServiceClient
  readonly container: string
  /** Before every key: empty, or folders that end with a slash. */
  readonly prefix: string
  readonly copies: LocalCopies
}

export function openAzureBlob({ service, container, prefix, copies }: AzureContainer): ObjectStore {
  const client = service.getContainerClient(container)
  const blob = (key: string) => {
    checkKey(key)
    return client.getBlockBlobClient(prefix + key)
  }
  /** What the service answered, in words that name the container and the key. */
  const toError = (key: string, cause: unknown) => {
    if (isAnswer(cause, 404) && cause.code !== 'ContainerNotFound')
      return new ObjectNotFoundError(`${key}: no such object in ${client.url}/${prefix}`, { cause })
    return lakeFailure(
      `${client.url}/${prefix}${key}`,
      cause,
      cause instanceof RestError ? saidBy(cause) : undefined,
    )
  }
  const told = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw toError(key, cause)
    }
  }

  async function versions(wanted: string): Promise<ReadonlyMap<string, Version>> {
    folderOf(wanted)
    return told(wanted, async () => {
      const found: [string, Version][] = []
      for await (const item of client.listBlobsFlat({ prefix: prefix + wanted, includeMetadata: true })) {
        if (!isFolder(item)) found.push([item.name.slice(prefix.length), versionOf(item.properties)])
      }
      return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
    })
  }

  /** @param store stores the bytes under a condition. @returns the version stored. */
  async function replaceBy(
    key: string,
    expected: Version | null | undefined,
    store: (conditions: BlobRequestConditions) => Promise<{ etag?: string | undefined }>,
  ): Promise<Version> {
    try {
      return versionOf(await store(conditionsOf(expected)))
    } catch (cause) {
      if (isConflict(cause))
        throw new ObjectChangedError(`${key}: was written by somebody else since it was read`, { cause })
      throw toError(key, cause)
    }
  }

  return {
    list: async wanted => [...(await versions(wanted)).keys()],
    versions,

    async read(key) {
      const target = blob(key)
      return told(key, async () => buffer(bodyOf(await target.download(0, undefined, DOWNLOAD))))
    },

    async create(key, bytes) {
      const target = blob(key)
      const writer = randomUUID()
      try {
        const conditions = conditionsOf(null)
        await target.uploadData(bytes, { ...UPLOAD, conditions, metadata: { writer } })
        return true
      } catch (cause) {
        if (!isConflict(cause)) throw toError(key, cause)
        // A repeated request meets what the first one made, when only its answer was lost.
        const { metadata } = await told(key, () => target.getProperties())
        return metadata?.writer === writer
      }
    },

    async replace(key, bytes, expected) {
      const target = blob(key)
      await replaceBy(key, expected, conditions => target.uploadData(bytes, { ...UPLOAD, conditions }))
    },

    async replaceFromFile(key, path, expected) {
      const target = blob(key)
      const version = await replaceBy(key, expected, conditions =>
        target.uploadFile(path, { ...UPLOAD, conditions }),
      )
      await copies.adopt(key, version, path)
    },

    async remove(key) {
      const target = blob(key)
      await told(key, () => target.deleteIfExists())
    },

    async localPath(key) {
      const target = blob(key)
      return told(key, () =>
        copies.pathOf(key, async held => {
          const conditions = held === undefined ? {} : { ifNoneMatch: held }
          try {
            const found = await target.download(0, undefined, { ...DOWNLOAD, conditions })
            return { version: versionOf(found), body: bodyOf(found) }
          } catch (cause) {
            if (isAnswer(cause, 304)) return 'unchanged'
            throw cause
          }
        }),
      )
    },
  }
}

const conditionsOf = (expected: Version | null | undefined): BlobRequestConditions => {
  if (expected === undefined) return {}
  return expected === null ? { ifNoneMatch: '*' } : { ifMatch: expected }
}

function isFolder({ name, metadata, properties }: BlobItem): boolean {
  // The service writes the mark, other tools only the metadata or a name that ends with a slash.
  const { resourceType } = properties as { resourceType?: string }
  return metadata?.hdi_isfolder === 'true' || resourceType === 'directory' || name.endsWith('/')
}

/** Lists give it without quotes, answers with them: both are the same condition. */
function versionOf({ etag }: { readonly etag?: string | undefined }): Version {
  if (!etag) throw new TypeError('an answer of Azure Blob Storage without an ETag')
  return `"${etag.replaceAll('"', '')}"`
}

function bodyOf({ readableStreamBody }: { readableStreamBody?: NodeJS.ReadableStream }): Readable {
  if (!readableStreamBody) throw new TypeError('an answer of Azure Blob Storage without a body')
  return readableStreamBody as Readable // outside browsers it is one
}

const isAnswer = (error: unknown, status: number): error is RestError =>
  error instanceof RestError && error.statusCode === status

/** Something is where nothing may be (409), or another version than expected (412); other conflicts are failures. */
const CONFLICTS = ['BlobAlreadyExists', 'ConditionNotMet']
const isConflict = (error: unknown) => error instanceof RestError && CONFLICTS.includes(error.code ?? '')

/** Without the headers and the request that the client's own message may hold; undefined when nobody answered. */
const saidBy = ({ statusCode, code, message }: RestError) =>
  statusCode === undefined ? undefined : `HTTP ${statusCode} ${code ?? ''}: ${message.split('\n', 1)[0]}`
