/**
 * The queues between the steps, on Azure Queue Storage: GRID_QUEUES, `https://<account>.queue.core.windows.net`, or
 * that of an emulator nearby, `http://127.0.0.1:10001/devstoreaccount1`.
 */
import { QueueServiceClient, RestError } from '@azure/storage-queue'
import { ConfigError } from '../../catalog/config-error.ts'
import { azureStorageCredential, type Environment } from '../../lake/credentials.ts'
import { isNearby, refuseSecrets } from '../../lake/secrets.ts'

export interface Queues {
  /** @throws QueueError when the message could not be put there. */
  send(queue: string, text: string): Promise<void>
}

/** A queue can't be reached, or lets this identity not send: the work before it is done, and is told again later. */
export class QueueError extends Error {
  override readonly name = 'QueueError'
}

/** Waits for a person if it must: the chain's messages are few. */
const FOR_EVER = -1
const CLIENT_OPTIONS = {
  retryOptions: { maxTries: 5, tryTimeoutInMs: 30_000, retryDelayInMs: 500, maxRetryDelayInMs: 8_000 },
  userAgentOptions: { userAgentPrefix: 'grid-power-stream' },
}

/**
 * The service is reached with the first message, not before.
 *
 * @throws ConfigError for an address that is none, or that holds a secret.
 */
export function openQueues(address: string, environment: Environment): Queues {
  const url = queueAddress(address)
  const credential = azureStorageCredential(url, environment)
  const service = new QueueServiceClient(url.href.replace(/\/+$/, ''), credential, CLIENT_OPTIONS)
  return {
    async send(queue, text) {
      try {
        await service.getQueueClient(queue).sendMessage(text, { messageTimeToLive: FOR_EVER })
      } catch (cause) {
        if (!(cause instanceof RestError)) throw cause
        const status = cause.statusCode ? `HTTP ${cause.statusCode} ` : ''
        throw new QueueError(`queue ${queue} of ${url.origin}: ${status}${cause.code ?? ''}`, { cause })
      }
    },
  }
}

function queueAddress(address: string): URL {
  refuseSecrets('GRID_QUEUES', address)
  const url = URL.parse(address)
  const isService = url?.protocol === 'https:' && url.pathname === '/' && url.hostname.includes('.queue.')
  const isEmulator = url !== null && /^https?:$/.test(url.protocol) && isNearby(url.hostname)
  if (url && (isService || isEmulator) && !url.search && !url.hash) return url
  throw new ConfigError(
    `GRID_QUEUES=${address}: expected https://<account>.queue.core.windows.net, or the account of an emulator`,
  )
}
