/**
 * The lake on Google Cloud Storage. An object appears, or takes the place of another, when its upload has ended;
 * generations are its versions: 0 is none.
 */
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  ApiError,
  type Bucket,
  type File,
  IdempotencyStrategy,
  type StorageOptions,
} from '@google-cloud/storage'
import { lakeFailure } from './lake-failure.ts'
import type { LocalCopies } from './local-copies.ts'
import { checkKey, folderOf } from './object-key.ts'
import { ObjectChangedError, ObjectNotFoundError, type ObjectStore, type Version } from './object-store.ts'

/** Patience with the service. Whole objects under whole names: every request may be sent again. */
export const GOOGLE_CLIENT_OPTIONS: StorageOptions = {
  retryOptions: { idempotencyStrategy: IdempotencyStrategy.RetryAlways, maxRetries: 4, maxRetryDelay: 8 },
  userAgent: 'grid-power-stream',
}

/** Larger objects go up in parts, so that one that breaks off goes on where it was. */
const RESUMABLE_BYTES = 16 * 2 ** 20

export interface GoogleBucket {
  readonly bucket: Bucket
  /** Before every key: empty, or folders that end with a slash. */
  readonly prefix: string
  readonly copies: LocalCopies
}

export function openGoogleCloudStorage({ bucket, prefix, copies }: GoogleBucket): ObjectStore {
  const root = `gs://${bucket.name}/${prefix}`
  const objectOf = (key: string) => {
    checkKey(key)
    return bucket.file(prefix + key)
  }
  /** What the service answered, in words that name the bucket and the key. */
  const toError = (key: string, cause: unknown) =>
    lakeFailure(`${root}${key}`, cause, cause instanceof ApiError ? saidBy(cause) : undefined)
  const told = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw toError(key, cause)
    }
  }
  /** Of one object: 404 says that it is not there, except where it says that the bucket is not. */
  const toldOf = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      if (isAnswer(cause, 404) && !/bucket/i.test(cause.message))
        throw new ObjectNotFoundError(`${key}: no such object in ${root}`, { cause })
      throw toError(key, cause)
    }
  }

  async function versions(wanted: string): Promise<ReadonlyMap<string, Version>> {
    folderOf(wanted)
    const [files] = await told(wanted, () => bucket.getFiles({ prefix: prefix + wanted }))
    const found = files
      // What consoles make to show an empty folder.
      .filter(file => !file.name.endsWith('/'))
      .map(file => [file.name.slice(prefix.length), versionOf(file)] as const)
    return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** @param store stores the bytes under a condition. */
  async function replaceBy(key: string, store: () => Promise<unknown>): Promise<void> {
    try {
      await store()
    } catch (cause) {
      if (isAnswer(cause, 412))
        throw new ObjectChangedError(`${key}: was written by somebody else since it was read`, { cause })
      throw toError(key, cause)
    }
  }

  return {
    list: async wanted => [...(await versions(wanted)).keys()],
    versions,

    async read(key) {
      const target = objectOf(key)
      return toldOf(key, async () => buffer(contentOf(target)))
    },

    async create(key, bytes) {
      const target = objectOf(key)
      const writer = randomUUID()
      try {
        await target.save(bytes, { ...uploadOf(bytes.byteLength, null), metadata: { metadata: { writer } } })
        return true
      } catch (cause) {
        if (!isAnswer(cause, 412)) throw toError(key, cause)
        // A repeated request meets what the first one made, when only its answer was lost.
        const [{ metadata }] = await told(key, () => target.getMetadata())
        return metadata?.writer === writer
      }
    },

    async replace(key, bytes, expected) {
      const target = objectOf(key)
      await replaceBy(key, () => target.save(bytes, uploadOf(bytes.byteLength, expected)))
    },

    async replaceFromFile(key, path, expected) {
      const target = objectOf(key)
      const { size } = await stat(path)
      await replaceBy(key, () => bucket.upload(path, { ...uploadOf(size, expected), destination: target }))
      await copies.adopt(key, versionOf(target), path)
    },

    async remove(key) {
      const target = objectOf(key)
      await told(key, () => target.delete({ ignoreNotFound: true }))
    },

    async localPath(key) {
      const target = objectOf(key)
      return toldOf(key, () =>
        copies.pathOf(key, async held => {
          await target.getMetadata()
          const version = versionOf(target)
          if (version === held) return 'unchanged'
          return { version, body: contentOf(bucket.file(target.name, { generation: version })) }
        }),
      )
    },
  }
}

/**
 * Three pipelines of the client and its HTTP library hang on one answer: with four listeners each it has more than
 * Node believes of a stream, and none of them is left behind.
 */
const ANSWER_LISTENERS = 20

const contentOf = (object: File): Readable =>
  object
    .createReadStream()
    .on('response', (answer: Readable) => void answer.setMaxListeners(ANSWER_LISTENERS))

const uploadOf = (bytes: number, expected: Version | null | undefined) => ({
  resumable: bytes > RESUMABLE_BYTES,
  ...(expected !== undefined && { preconditionOpts: { ifGenerationMatch: expected ?? 0 } }),
})

function versionOf({ name, metadata: { generation } }: File): Version {
  if (generation === undefined)
    throw new TypeError(`${name}: an answer of Google Cloud Storage without a generation`)
  return String(generation)
}

const isAnswer = (error: unknown, status: number): error is ApiError =>
  error instanceof ApiError && Number(error.code) === status

const saidBy = ({ code, message }: ApiError) =>
  code === undefined ? undefined : `HTTP ${code}: ${message.split('\n', 1)[0]}`
